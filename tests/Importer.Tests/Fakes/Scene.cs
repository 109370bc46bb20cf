using Importer.Applying;
using Importer.Health;
using Importer.Reports;
using Importer.Tests.Builders;
using Microsoft.Extensions.Logging.Abstractions;

namespace Importer.Tests.Fakes;

/// <summary>A reconciler over in-memory ports.</summary>
internal sealed class Scene
{
    private int _runs;

    public Scene(ImporterSettings? settings = null)
    {
        Settings = settings ?? TheSettings.Default;
        var rooms = new RunRooms(
            Source,
            Gateway,
            new PlanApplier(Gateway, TimeProvider.System, NullLogger<PlanApplier>.Instance),
            new TestCaller(
                new Prober(new HttpClient(Models), Settings.Health, TimeProvider.System, NullLogger<Prober>.Instance),
                new ProbeBudget(Store, Settings.Health, TimeProvider.System),
                TimeProvider.System),
            new Specifications(new HttpClient(Models), TimeProvider.System),
            Store);
        Reconciler = new Reconciler(rooms, Settings, TimeProvider.System, NullLogger<Reconciler>.Instance);
    }

    public ImporterSettings Settings { get; }

    public InMemorySource Source { get; } = new();

    public InMemoryGateway Gateway { get; } = new();

    public InMemoryReportStore Store { get; } = new();

    public ScriptedModels Models { get; } = new();

    public Reconciler Reconciler { get; }

    public Task<RunReport> RunAsync(ResourceId? scope = null, RunMode mode = RunMode.Apply, bool insist = false) => Reconciler.RunAsync(
        new ReconcileRequest { RunId = $"run-{++_runs:00000}", Reason = RunReason.Manual, Scope = scope, Mode = mode, Insist = insist }, CancellationToken.None);
}
