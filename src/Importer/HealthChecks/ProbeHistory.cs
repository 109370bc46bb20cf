using Importer.Configuration;
using Importer.Deployments;
using Importer.Gateway;
using Importer.Health;
using Importer.Reports;
using Importer.Resources;
using Importer.Runs;

namespace Importer.HealthChecks;

/// <summary>What earlier rounds and runs tell about a target: whether it is fresh, and whether it asked to be left alone.</summary>
internal sealed class ProbeHistory(HealthSnapshot? before, IReadOnlyList<RunReport> runs, HealthSettings settings, DateTimeOffset now)
{
    // A quota may ask for weeks, and somebody may raise it today: one refused call an hour costs nothing.
    private static readonly TimeSpan LongestRest = TimeSpan.FromHours(1);

    // Until rounds have shown how often they come; and no schedule of theirs is sparser than a day.
    private static readonly TimeSpan UsuallyEvery = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan SeldomEvery = TimeSpan.FromDays(1);

    private readonly Dictionary<string, HealthCheck> _checks = (before?.Checks ?? [])
        .DistinctBy(check => check.Key)
        .ToDictionary(check => check.Key);

    /// <summary>The checks of the round before.</summary>
    public IReadOnlyCollection<HealthCheck> Known => _checks.Values;

    /// <summary>What the last run that tried to write it could not, with the reason.</summary>
    public IReadOnlyDictionary<ResourceKey, string> RefusedWrites =>
        runs.Where(run => run.Mode == RunMode.Apply)
            .OrderBy(run => run.StartedAt)
            .SelectMany(run => run.Steps)
            .Where(step => step.Outcome is StepOutcome.Done or StepOutcome.Failed)
            .GroupBy(step => new ResourceKey(step.Kind, step.Name))
            .Where(steps => steps.Last().Outcome == StepOutcome.Failed)
            .ToDictionary(steps => steps.Key, steps => steps.Last().Reason ?? "the last run failed to write it");

    /// <summary>How often rounds come, as the last ones came: a night without any is one gap among others.</summary>
    public TimeSpan RoundsEvery
    {
        get
        {
            DateTimeOffset[] rounds = [.. (before?.History ?? []).TakeLast(8).Select(round => round.At), now];
            var gaps = rounds
                .Zip(rounds.Skip(1))
                .Select(pair => pair.Second - pair.First)
                .Where(gap => gap > TimeSpan.Zero)
                .Order()
                .ToList();
            if (gaps.Count < 2)
            {
                return UsuallyEvery;
            }

            if (gaps[(gaps.Count - 1) / 2] is var every && every < SeldomEvery)
            {
                return every;
            }

            return SeldomEvery;
        }
    }

    /// <summary>When the target was called last, by a round or a run.</summary>
    public DateTimeOffset? CalledAt(ProbeTarget target)
    {
        var inRun = runs.Where(run => ProbesOf(run, target.Deployment.Id.Value, target.Api).Any(probe => probe.LatencyMs is not null))
            .Max(run => run.FinishedAt);
        var inRound = Before(target)?.CalledAt;
        return inRun is null || inRound > inRun ? inRound : inRun;
    }

    /// <summary>True while the time lasts that the last answer asked for (Retry-After), unless the API was written to since.</summary>
    public bool IsResting(ProbeTarget target) =>
        Before(target) is { } check && check.NotBefore > now && !(Written(target) > check.CalledAt);

    /// <summary>The check of a target that is not called because it asked for rest.</summary>
    public HealthCheck Rested(ProbeTarget target) => Before(target)! with { LatencyMs = null, Usage = null };

    /// <summary>
    /// The target with what its calls have used at most; fresh unless it has worked since it was made or written to, or has had its time.
    /// </summary>
    public ProbeTarget WithMemory(ProbeTarget target)
    {
        var written = Written(target);
        var made = written > FirstSeen(target) ? written.Value : FirstSeen(target);
        return target with
        {
            MostTokens = Before(target)?.MostTokens ?? 0,
            IsFresh = now - made < settings.FreshFor && !(HealthyAt(target) >= made),
        };
    }

    /// <summary>What a call showed, with what is remembered of the target.</summary>
    public HealthCheck Check(ProbeResult result, DateTimeOffset at)
    {
        var known = _checks.GetValueOrDefault(HealthCheck.KeyOf(result.Deployment, result.Api));
        if (known?.Status == ProbeStatus.Unhealthy && result.Code == CauseCode.BudgetSpent)
        {
            // That there was no call for it this time does not make it work.
            return known with { LatencyMs = null, Usage = null };
        }

        var unhealthySince = UnhealthySince(known, result, at);
        return new HealthCheck
        {
            Deployment = result.Deployment,
            Api = result.Api,
            Compatibility = result.Compatibility,
            Capability = result.Capability,
            Status = result.Status,
            HttpStatus = result.HttpStatus,
            LatencyMs = result.LatencyMs,
            Usage = result.Usage,
            Audience = result.Audience,
            Code = result.Code,
            Cause = result.Cause,
            Fix = result.Fix,
            Since = result.Status switch
            {
                ProbeStatus.Unhealthy => unhealthySince ?? at,
                var same when same == known?.Status => known.Since,
                _ => at,
            },
            UnhealthySince = unhealthySince,
            CalledAt = result.Calls > 0 ? at : known?.CalledAt,
            FirstSeenAt = known?.FirstSeenAt ?? FirstSeen(result.Deployment, result.Api),
            HealthyAt = result.Status == ProbeStatus.Healthy ? at : HealthyAt(result.Deployment, result.Api),
            MostTokens = Math.Max(known?.MostTokens ?? 0, result.Usage?.TotalTokens ?? 0),
            NotBefore = at + (result.RetryAfter > LongestRest ? LongestRest : result.RetryAfter),
        };
    }

    /// <summary>The checks of accounts that could not be read this time: what was known of them stays.</summary>
    public IEnumerable<HealthCheck> Unread(Inventory inventory) =>
        _checks
            .Values.Where(check => ResourceId.TryParse(check.Deployment, out var id) && !inventory.KnowsAbout(id.Parent()))
            .Select(check => check with { LatencyMs = null, Usage = null });

    private HealthCheck? Before(ProbeTarget target) => _checks.GetValueOrDefault(HealthCheck.KeyOf(target.Deployment.Id.Value, target.Api));

    private DateTimeOffset FirstSeen(ProbeTarget target) =>
        Before(target)?.FirstSeenAt ?? FirstSeen(target.Deployment.Id.Value, target.Api);

    private DateTimeOffset FirstSeen(string deployment, string api) =>
        runs.Where(run => ProbesOf(run, deployment, api).Any()).Select(run => run.StartedAt).DefaultIfEmpty(now).Min();

    private static DateTimeOffset? UnhealthySince(HealthCheck? known, ProbeResult result, DateTimeOffset at) =>
        result switch
        {
            { Status: ProbeStatus.Unhealthy } => known?.UnhealthySince ?? (known?.Status == ProbeStatus.Unhealthy ? known.Since : at),
            { Status: ProbeStatus.Healthy or ProbeStatus.Throttled }
            or { Code: CauseCode.DeploymentPaused or CauseCode.NotTested or CauseCode.TestCallUnfit } => null,
            _ => known?.UnhealthySince,
        };

    private DateTimeOffset? HealthyAt(ProbeTarget target) => HealthyAt(target.Deployment.Id.Value, target.Api);

    private DateTimeOffset? HealthyAt(string deployment, string api)
    {
        var inRun = runs.Where(run => ProbesOf(run, deployment, api).Any(probe => probe.Status == ProbeStatus.Healthy))
            .Max(run => run.Timing.ReadyAt ?? run.FinishedAt);
        var inRound = _checks.GetValueOrDefault(HealthCheck.KeyOf(deployment, api))?.HealthyAt;
        return inRun is null || inRound > inRun ? inRound : inRun;
    }

    private DateTimeOffset? Written(ProbeTarget target) =>
        runs.Where(run => run.Mode == RunMode.Apply && run.Steps.Any(step => step.Outcome == StepOutcome.Done && Concerns(step, target)))
            .Max(run => (DateTimeOffset?)run.StartedAt);

    private static bool Concerns(RunStep step, ProbeTarget target) =>
        step.Kind switch
        {
            ResourceKind.Identity => true,
            ResourceKind.Role => Same(step.Name, target.Deployment.AccountId.Value),
            ResourceKind.Api or ResourceKind.Policy => Same(step.Name, target.Api),
            _ => false,
        };

    private static IEnumerable<ProbeResult> ProbesOf(RunReport run, string deployment, string api) =>
        run.Probes.Where(probe => Same(probe.Deployment, deployment) && Same(probe.Api, api));

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
