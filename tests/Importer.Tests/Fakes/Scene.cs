using Importer.Configuration;
using Importer.Deployments;
using Importer.Foresight;
using Importer.Reconciliation;
using Importer.Reports;
using Importer.Resources;
using Importer.Runs;
using Importer.Tests.Builders;

namespace Importer.Tests.Fakes;

/// <summary>A reconciler over in-memory ports.</summary>
internal sealed class Scene
{
    private readonly ImporterParts _parts;
    private int _runs;

    public Scene(
        ImporterSettings? settings = null,
        InMemoryGateway? gateway = null,
        ScriptedModels? models = null,
        TimeProvider? clock = null,
        InMemoryLeases? leases = null,
        Func<InMemoryReportStore, LifecycleWatch>? ahead = null
    )
    {
        Leases = leases ?? new();
        Gateway = gateway ?? new();
        Models = models ?? new();
        Settings = settings ?? TheSettings.Default;
        _parts = new()
        {
            Settings = Settings,
            Source = Source,
            Gateway = Gateway,
            Store = Store,
            Http = new HttpClient(Models),
            Leases = Leases,
            Clock = clock ?? TimeProvider.System,
            Waits = TimeProvider.System,
            Lifecycle = ahead?.Invoke(Store),
        };
        Reconciler = _parts.Make<Reconciler>();
    }

    public ImporterSettings Settings { get; }

    public InMemorySource Source { get; } = new();

    public InMemoryGateway Gateway { get; }

    /// <summary>The last run.</summary>
    public RunReport? Last { get; private set; }

    public InMemoryReportStore Store { get; } = new();

    public ScriptedModels Models { get; }

    public InMemoryLeases Leases { get; }

    public Reconciler Reconciler { get; private set; }

    public async Task<RunReport> RunAsync(
        ResourceId? scope = null,
        RunMode mode = RunMode.Apply,
        bool insist = false,
        RunReason reason = RunReason.Manual
    ) =>
        Last = await Reconciler.RunAsync(
            new ReconcileRequest
            {
                RunId = $"run-{++_runs:00000}",
                Reason = reason,
                Scope = scope,
                Mode = mode,
                Insist = insist,
            },
            CancellationToken.None
        );

    /// <summary>The scene with these accounts in it.</summary>
    public Scene Holding(IEnumerable<AccountInventory> accounts)
    {
        foreach (var account in accounts)
        {
            Source.Put(account);
        }

        return this;
    }

    /// <summary>Fails unless one more run writes nothing.</summary>
    public async Task NothingMoreAsync()
    {
        Gateway.Writes.Clear();
        await RunAsync();
        Assert.Empty(Gateway.Writes);
    }

    /// <summary>Another instance of the app, or the same one after a restart: nothing but the store is kept.</summary>
    public void Restart(ImporterSettings? settings = null) =>
        Reconciler = (_parts with { Settings = settings ?? Settings }).Make<Reconciler>();

    /// <summary>Does something that a person asks for by name.</summary>
    public async Task<RunReport> DoAsync(ManualActionKind kind, string target, RunMode mode = RunMode.Apply, bool insist = false) =>
        Last = await Reconciler.RunAsync(
            new ReconcileRequest
            {
                RunId = $"run-{++_runs:00000}",
                Reason = RunReason.Manual,
                ManualAction = new ManualAction(kind, target),
                Mode = mode,
                Insist = insist,
            },
            CancellationToken.None
        );
}
