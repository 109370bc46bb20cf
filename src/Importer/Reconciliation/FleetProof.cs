using Importer.Configuration;
using Importer.Design;
using Importer.Fleets;
using Importer.Gateway;
using Importer.Health;

namespace Importer.Reconciliation;

/// <summary>
/// Proves members before they join: each is called once through the API of its fleet's test calls, out of the day's budget. Only a call
/// that fails opens the member's breaker, so it is not called again in this run; what the gateway itself answers because it has not taken up
/// a fresh API or backend is asked again for some seconds.
/// </summary>
internal sealed class FleetProof(IGateway gateway, TestCaller caller, ImporterSettings settings, TimeProvider clock)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);

    // How soon a gateway has taken up what was written is not published; pools, with whoever leaves them, wait for it.
    private static readonly TimeSpan RetryFor = TimeSpan.FromSeconds(4);

    /// <summary>Who does not join, with the reasons, and who joins without a proof.</summary>
    public async Task<FleetProofs> ProveAsync(
        FleetTurn turn,
        GatewayDesign design,
        (RunContext Context, GatewayState State) seen,
        IReadOnlyList<StepResult> before,
        CancellationToken cancellationToken
    )
    {
        var waits = new Dictionary<string, FleetWait>(StringComparer.Ordinal);
        var notes = new List<SetAside>();
        var done = before.Where(result => result.Outcome == StepOutcome.Done).Select(result => result.Step.Key).ToHashSet();
        var stale = NotAsDesigned(turn, before);
        var able = turn.Joining.ToLookup(join => !stale.Contains(new ResourceKey(ResourceKind.Backend, join.Member.Backend)));
        foreach (var join in able[false])
        {
            waits[join.Member.Backend] = new("its backend is not as designed, see there", MayPass: true);
        }

        if (!IsOn(settings))
        {
            return new(waits, [.. able[true].Select(join => Unproven(join, "Health.CallsPerDay or Health.TokensPerDay is 0"))], []);
        }

        var (answers, unreadable) = await TryCallAsync(
            [.. able[true]],
            design with
            {
                Resources = turn.Probes,
            },
            seen,
            done,
            cancellationToken
        );
        foreach (var join in able[true].Where(_ => unreadable is not null))
        {
            waits[join.Member.Backend] = unreadable!;
        }

        foreach (var (join, answer) in answers)
        {
            if (IsUntested(answer))
            {
                notes.Add(Unproven(join, answer.Cause!));
            }
            else if (answer.Status != ProbeStatus.Healthy)
            {
                waits[join.Member.Backend] = Wait(answer);
            }
        }

        return new(waits, notes, [.. answers.Select(one => one.Answer)]);
    }

    private static HashSet<ResourceKey> NotAsDesigned(FleetTurn turn, IReadOnlyList<StepResult> before) =>
        [
            .. before.Where(result => result.Outcome != StepOutcome.Done).Select(result => result.Step.Key),
            .. turn.Plan.ReportedOnly.Select(step => step.Key),
        ];

    /// <summary>True unless the settings say that there are no test calls.</summary>
    public static bool IsOn(ImporterSettings settings) => settings.Health is { CallsPerDay: > 0, TokensPerDay: > 0 };

    // Whoever leaves, and what was done so far, does not suffer by a proof that could not be made.
    private async Task<(IReadOnlyList<(FleetJoin Join, ProbeResult Answer)> Answers, FleetWait? Unreadable)> TryCallAsync(
        List<FleetJoin> joins,
        GatewayDesign proven,
        (RunContext Context, GatewayState State) seen,
        HashSet<ResourceKey> done,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return (await CallAsync(joins, proven, seen, done, cancellationToken), null);
        }
        catch (GatewayUnreadableException fault)
        {
            return ([], new($"{Once}, and none could be made: {fault.Message}", fault.MayPass, !fault.MayPass));
        }
        catch (OperationCanceledException)
        {
            return ([], new($"{Once}, and the run's time was up; the next run continues", MayPass: true));
        }
    }

    private async Task<IReadOnlyList<(FleetJoin Join, ProbeResult Answer)>> CallAsync(
        List<FleetJoin> joins,
        GatewayDesign proven,
        (RunContext Context, GatewayState State) seen,
        HashSet<ResourceKey> done,
        CancellationToken cancellationToken
    )
    {
        var calls = new CheckedCalls(gateway, caller, proven);
        var targets = joins.Select(join => Target(join, proven, seen.Context)).ToList();
        var answers = new ProbeResult[joins.Count];
        var open = Enumerable.Range(0, joins.Count).ToList();
        var started = clock.GetTimestamp();
        for (var pause = FirstPause; open.Count > 0; pause *= 2)
        {
            var called = await calls.CallAsync(
                [.. open.Select(index => targets[index])],
                seen.State,
                done,
                ProbeRetryOptions.Once,
                cancellationToken
            );
            foreach (var (index, (_, result)) in open.Zip(called))
            {
                answers[index] = result;
            }

            open.RemoveAll(index => !IsNotTakenUp(answers[index]));
            if (clock.GetElapsedTime(started) + pause > RetryFor)
            {
                break;
            }

            if (open.Count > 0)
            {
                await Task.Delay(pause, clock, cancellationToken);
            }
        }

        return [.. joins.Zip(answers)];
    }

    private ProbeTarget Target(FleetJoin join, GatewayDesign proven, RunContext context)
    {
        var api = proven.Resources.OfType<Api>().FirstOrDefault(api => FleetProbe.Is(api.Id, join.Fleet));
        return new()
        {
            Deployment = join.Member.Deployment,
            Api = FleetIds.Probe(join.Fleet.Name),
            Path = FleetProbe.PathOf(join.Fleet, join.Member.Backend),
            Compatibility = Deployments.Compatibility.AzureOpenAI,
            ApiVersion = FleetProbe.VersionFor(join.Member.Deployment),
            Callable = FleetProbe.Callable,
            KeyHeader = api?.KeyHeader ?? Policies.DropCallerKey.ApiKeyHeader,
            IsFresh = true,
            Facts = new()
            {
                Account = join.Member.Account,
                Service = context.Service,
                HasCircuitBreaker = true,
                Subscription = settings.Health.Subscription,
                RepairsDrift = settings.Drift == DriftMode.Repair,
            },
        };
    }

    // A gateway that does not know the API, its policy or the backend yet answers so by itself.
    private static bool IsNotTakenUp(ProbeResult answer) =>
        answer is { Calls: > 0, Code: CauseCode.NoSuchApi or CauseCode.SubscriptionKey or CauseCode.GatewayFault };

    // The settings leave such models alone, or no test call suits them; the second one has shown that the deployment is there.
    private static bool IsUntested(ProbeResult answer) =>
        answer is { Status: ProbeStatus.Skipped, Code: CauseCode.NotTested or CauseCode.TestCallUnfit };

    private static SetAside Unproven(FleetJoin join, string reason) =>
        new(join.Member.Deployment.Id.Value, $"joins fleet '{join.Fleet.Name}' without a test call that shows that it answers: {reason}");

    private const string Once = "it joins once a test call has shown that it answers";

    private static FleetWait Wait(ProbeResult answer) =>
        answer.Code switch
        {
            CauseCode.NoSubscription => new(
                $"{Once}; {answer.Cause}. {Sentence(answer.Fix)}; or set Health.CallsPerDay to 0, and members join without test calls",
                NeedsAction: true
            ),
            CauseCode.BudgetSpent => new($"{Once}, and {answer.Cause}; {answer.Fix ?? "the next run tries again"}"),
            _ => new(
                $"{Once}, and it has not: {answer.Cause ?? "no answer"}{(answer.Fix is { } fix ? $"; {fix}" : "")}. It is called again with growing waits, and by every sweep",
                MayPass: true
            ),
        };

    private static string Sentence(string? fix) => fix is { Length: > 0 } ? char.ToUpperInvariant(fix[0]) + fix[1..] : "";
}

/// <summary>What came of the proofs of those who join.</summary>
/// <param name="Waits">Who does not join, with the reasons, by the id of the backend.</param>
/// <param name="Notes">Who joins without a proof.</param>
/// <param name="Answers">What the test calls showed.</param>
internal sealed record FleetProofs(
    IReadOnlyDictionary<string, FleetWait> Waits,
    IReadOnlyList<SetAside> Notes,
    IReadOnlyList<ProbeResult> Answers
);
