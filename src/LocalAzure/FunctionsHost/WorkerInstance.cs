using System.Diagnostics.CodeAnalysis;
using LocalAzure.FunctionsHost.Protocol;

namespace LocalAzure.FunctionsHost;

/// <summary>One instance of the app: a worker of its own.</summary>
internal sealed class WorkerInstance(WorkerSupervisor worker, HostLog log, int number) : IAsyncDisposable
{
    /// <summary>From 1 on; the journal tells which instance ran what.</summary>
    public int Number { get; } = number;

    public WorkerSupervisor Worker { get; } = worker;

    public HostLog Log { get; } = log;

    [SuppressMessage("Reliability", "CA2000", Justification = "The instance disposes of its supervisor.")]
    public static WorkerInstance Of(
        FunctionsApp app,
        WorkerStarter starter,
        RpcServer server,
        AppSettings settings,
        Cloud cloud,
        int number
    )
    {
        var log = new HostLog(cloud.Options.HostLines);
        var start = new WorkerStart
        {
            Description = app.Worker,
            WorkerId = "",
            Host = server.Address,
            Environment = LocalSettings.ForWorker(settings, app.Folder),
            OnLine = log.OfWorker,
        };
        return new WorkerInstance(new WorkerSupervisor(starter, start, server, log, cloud.Clock), log, number);
    }

    public ValueTask DisposeAsync() => Worker.DisposeAsync();
}
