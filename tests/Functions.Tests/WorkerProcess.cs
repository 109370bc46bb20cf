using System.Diagnostics;

namespace Functions.Tests;

/// <summary>The real program, started as the Functions host starts it.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly Process _process;

    private WorkerProcess(Process process) => _process = process;

    public static WorkerProcess Start(string folder, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", Path.Combine(AppContext.BaseDirectory, "foundry-importer.dll"))
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = folder,
        };
        foreach (
            var inherited in start
                .Environment.Keys.Where(name => name.StartsWith("Importer__", StringComparison.OrdinalIgnoreCase))
                .ToList()
        )
        {
            start.Environment.Remove(inherited);
        }

        (string Name, string Value)[] usual =
        [
            ("FUNCTIONS_APPLICATION_DIRECTORY", folder),
            ("AzureWebJobsStorage", "UseDevelopmentStorage=true"),
            ("TestCallsSchedule", "0 */15 * * * *"),
            ("DriftSchedule", "0 7 * * * *"),
            ("HealthReportSchedule", "0 0 6 * * *"),
        ];
        foreach (var (name, value) in usual.Concat(environment))
        {
            start.Environment[name] = value;
        }

        return new WorkerProcess(Process.Start(start)!);
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

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
