using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace LocalAzure.FunctionsHost;

/// <summary>
/// Lets the handler die with LocalAzure, even when LocalAzure is killed. A tiny <c>sh</c> reads from a pipe that
/// only LocalAzure holds open: a line calls it off; the end of the pipe means that LocalAzure is gone, and it kills the
/// handler. (The kernel's parent-death signal would serve less well: it follows the thread that started the child,
/// and pool threads end.) Where there is no <c>sh</c>, the handler only ends with an orderly stop.
/// </summary>
internal sealed class HandlerWatchdog
{
    private const string Script = "read line || kill -9 \"$1\"";

    private readonly Process? _shell;

    private HandlerWatchdog(Process? shell) => _shell = shell;

    public static HandlerWatchdog Over(int processId)
    {
        var info = new ProcessStartInfo("sh") { UseShellExecute = false, RedirectStandardInput = true };
        foreach (var argument in new[] { "-c", Script, "sh", processId.ToString(CultureInfo.InvariantCulture) })
        {
            info.ArgumentList.Add(argument);
        }

        try
        {
            return new HandlerWatchdog(OperatingSystem.IsWindows() ? null : Process.Start(info));
        }
        catch (Win32Exception)
        {
            return new HandlerWatchdog(null);
        }
    }

    /// <summary>The handler is gone; its process id may soon be somebody else's.</summary>
    public void CallOff()
    {
        if (_shell is null)
        {
            return;
        }

        try
        {
            _shell.StandardInput.WriteLine();
            _shell.StandardInput.Close();
        }
        catch (IOException)
        {
            // The shell was gone before us.
        }

        _shell.Dispose();
    }
}
