using System.ComponentModel;
using System.Diagnostics;

namespace LocalAzure.FunctionsHost;

/// <summary>
/// The handler as a child process: no shell, stdout and stderr read line by line, ended by SIGKILL.
/// https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script/Workers/ProcessManagement/WorkerProcess.cs
/// </summary>
internal sealed class HandlerProcess : IHandlerProcess
{
    private readonly Process _process;
    private readonly HandlerWatchdog _watchdog;

    private HandlerProcess(Process process)
    {
        _process = process;
        _watchdog = HandlerWatchdog.Over(process.Id);
        Exited = WaitAsync();
    }

    public Task<int> Exited { get; }

    /// <exception cref="HostStartException">The executable is not there or may not be run.</exception>
    public static IHandlerProcess Start(HandlerStart start)
    {
        var process = new Process { StartInfo = StartInfo(start) };
        process.OutputDataReceived += (_, line) => Pass(start, line.Data, isError: false);
        process.ErrorDataReceived += (_, line) => Pass(start, line.Data, isError: true);
        try
        {
            process.Start();
        }
        catch (Win32Exception problem)
        {
            process.Dispose();
            throw new HostStartException([$"{start.Description.Executable}: the handler cannot be started ({problem.Message})."]);
        }

        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new HandlerProcess(process);
    }

    public void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It was gone already.
        }
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await Exited;
        _process.Dispose();
    }

    private static ProcessStartInfo StartInfo(HandlerStart start)
    {
        var info = new ProcessStartInfo(start.Description.Executable)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            CreateNoWindow = true,
            WorkingDirectory = start.Description.WorkingDirectory,
            // Joined by spaces without quoting, as the host does it.
            Arguments = string.Join(' ', start.Description.Arguments),
        };
        info.Environment.Clear();
        foreach (var (name, value) in start.Environment)
        {
            info.Environment[name] = value;
        }

        return info;
    }

    private static void Pass(HandlerStart start, string? line, bool isError)
    {
        if (line is not null)
        {
            start.OnLine(line, isError);
        }
    }

    private async Task<int> WaitAsync()
    {
        await _process.WaitForExitAsync();
        _watchdog.CallOff();
        return _process.ExitCode;
    }
}
