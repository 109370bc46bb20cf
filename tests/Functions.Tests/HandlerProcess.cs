using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Functions.Tests;

/// <summary>The real program, started as the Functions host starts it.</summary>
internal sealed class HandlerProcess : IDisposable
{
    private readonly Process _process;

    private HandlerProcess(Process process) => _process = process;

    public static HandlerProcess Start(string folder, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "foundry-importer.exe" : "foundry-importer"))
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = folder,
        };
        foreach (var inherited in start.Environment.Keys.Where(name => name.StartsWith("Importer__", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(inherited);
        }

        start.Environment["FUNCTIONS_APP_ROOT_PATH"] = folder;
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new HandlerProcess(Process.Start(start)!);
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Waits for its end; its exit code and what it wrote to stderr.</summary>
    public async Task<(int ExitCode, string Errors)> EndAsync()
    {
        using var within = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var output = _process.StandardOutput.ReadToEndAsync(within.Token);
        var errors = await _process.StandardError.ReadToEndAsync(within.Token);
        await output;
        await _process.WaitForExitAsync(within.Token);
        return (_process.ExitCode, errors);
    }

    /// <summary>Asks the root until it answers, as the host does.</summary>
    public async Task<HttpStatusCode> ReadyAsync(int port)
    {
        using var client = new HttpClient();
        using var within = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!_process.HasExited)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri($"http://127.0.0.1:{port}/"), within.Token);
                return answer.StatusCode;
            }
            catch (HttpRequestException)
            {
                await Task.Yield();
            }
        }

        throw new InvalidOperationException($"ended with {_process.ExitCode}: {await _process.StandardError.ReadToEndAsync(within.Token)}");
    }

    public void Kill() => _process.Kill();

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
