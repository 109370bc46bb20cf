using System.ComponentModel;
using System.Diagnostics;

namespace LocalAzure.FunctionsHost;

/// <summary>What one start of the worker needs to know.</summary>
internal sealed record WorkerStart
{
    public required WorkerDescription Description { get; init; }

    /// <summary>New at each start; ties the worker's stream to its process.</summary>
    public required string WorkerId { get; init; }

    /// <summary>Where the host listens for the worker.</summary>
    public required Uri Host { get; init; }

    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Gets each line the worker writes; true for those on stderr.</summary>
    public required Action<string, bool> OnLine { get; init; }

    /// <summary>
    /// The old names and the new, as the host gives them.
    /// https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script/Workers/ProcessManagement/DefaultWorkerProcessFactory.cs
    /// </summary>
    public IReadOnlyList<string> Arguments =>
        [
            Description.WorkerPath,
            "--host",
            Host.Host,
            "--port",
            $"{Host.Port}",
            "--workerId",
            WorkerId,
            "--requestId",
            WorkerId,
            "--grpcMaxMessageLength",
            $"{int.MaxValue}",
            "--functions-uri",
            Host.AbsoluteUri,
            "--functions-worker-id",
            WorkerId,
            "--functions-request-id",
            WorkerId,
            "--functions-grpc-max-message-length",
            $"{int.MaxValue}",
        ];
}

/// <summary>One run of the worker: a child process, or in tests a client in this process.</summary>
internal interface IWorkerProcess : IAsyncDisposable
{
    /// <summary>Completes with the exit code once the worker is gone.</summary>
    Task<int> Exited { get; }

    /// <summary>SIGKILL: ends it at once, without any notice.</summary>
    void Kill();
}

/// <summary>Starts the worker once.</summary>
internal delegate IWorkerProcess WorkerStarter(WorkerStart start);

/// <summary>
/// The worker as a child process: no shell, stdout and stderr read line by line.
/// https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script/Workers/ProcessManagement/WorkerProcess.cs
/// </summary>
internal sealed class WorkerProcess : IWorkerProcess
{
    private readonly Process _process;

    private WorkerProcess(Process process, WorkerRecord? record)
    {
        _process = process;
        Exited = WaitAsync(record);
    }

    public Task<int> Exited { get; }

    /// <summary>A starter that writes each worker down, so that the next host can end one that outlived this host.</summary>
    public static WorkerStarter Recorded(WorkerRecord record) => start => Start(start, record);

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

    /// <exception cref="HostStartException">The executable is not there or may not be run.</exception>
    private static WorkerProcess Start(WorkerStart start, WorkerRecord? record)
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
            throw new HostStartException([$"{start.Description.Executable}: the worker cannot be started ({problem.Message})."]);
        }

        record?.Add(process);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new WorkerProcess(process, record);
    }

    private static ProcessStartInfo StartInfo(WorkerStart start)
    {
        var info = new ProcessStartInfo(start.Description.Executable, start.Arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            CreateNoWindow = true,
            WorkingDirectory = start.Description.Folder,
        };
        info.Environment.Clear();
        foreach (var (name, value) in start.Environment)
        {
            info.Environment[name] = value;
        }

        return info;
    }

    private static void Pass(WorkerStart start, string? line, bool isError)
    {
        if (line is not null)
        {
            start.OnLine(line, isError);
        }
    }

    private async Task<int> WaitAsync(WorkerRecord? record)
    {
        await _process.WaitForExitAsync();
        record?.Remove(_process);
        return _process.ExitCode;
    }
}
