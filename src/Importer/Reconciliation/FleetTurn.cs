using Importer.Design;
using Importer.Fleets;
using Importer.Gateway;
using Importer.Health;
using Importer.Planning;

namespace Importer.Reconciliation;

/// <summary>What a run is to do, with what people should know of its fleets.</summary>
/// <param name="Plan">The plan, as it is carried out once everybody who joins has proven himself.</param>
/// <param name="Notes">What people should know.</param>
internal sealed record FleetTurn(Plan Plan, IReadOnlyList<SetAside> Notes)
{
    /// <summary>True when a pool or the backend of a member is to go, or a member to leave.</summary>
    public bool TakesAway =>
        Plan
            .Steps.Concat(Plan.ReportedOnly)
            .Any(step => step is { TakesAway: true, Resource: Backend { OwnershipTag.Fleet: not null } or BackendPool });

    /// <summary>What the gateway should hold for the fleets, and nothing stands in the way of.</summary>
    public IReadOnlyList<GatewayResource> Wanted { get; init; } = [];

    /// <summary>Who joins by this plan, once a test call has shown that it answers.</summary>
    public IReadOnlyList<FleetJoin> Joining { get; init; } = [];

    /// <summary>The APIs of the fleets' test calls, with their policies.</summary>
    public IReadOnlyList<GatewayResource> Probes { get; init; } = [];

    /// <summary>What the test calls of those who join showed, once they were made.</summary>
    public IReadOnlyList<ProbeResult> Proofs { get; init; } = [];

    /// <summary>Makes the plan without those who have not proven themselves, by the id of their backend.</summary>
    public Func<IReadOnlyDictionary<string, FleetWait>, FleetTurn>? Without { get; init; }

    /// <summary>What is carried out before the proofs: everything that no pool and no fragment stands before.</summary>
    public Plan Before
    {
        get
        {
            var behind = FleetJoins.Behind(Plan.Steps);
            return Plan with { Steps = [.. Plan.Steps.Where(step => !behind.Contains(step.Key))] };
        }
    }

    /// <summary>What is left once <paramref name="done"/> was carried out, and what waits because something of that was not done.</summary>
    public (Plan Plan, IReadOnlyList<StepResult> HeldBack) After(IReadOnlyList<StepResult> done)
    {
        var before = done.Select(result => result.Step.Key).ToHashSet();
        var missing = done.Where(result => result.Outcome != StepOutcome.Done).ToDictionary(result => result.Step.Key);
        var steps = new List<PlannedStep>();
        var held = new List<StepResult>();
        foreach (var step in Plan.Steps.Where(step => !before.Contains(step.Key)))
        {
            if (step.After.Select(key => missing.GetValueOrDefault(key)).FirstOrDefault(one => one is not null) is { } lacking)
            {
                held.Add(missing[step.Key] = StepResult.Behind(step, lacking));
            }
            else
            {
                steps.Add(step);
            }
        }

        return (Plan with { Steps = steps }, held);
    }
}
