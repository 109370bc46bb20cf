using System.Globalization;
using Importer.Health;

namespace Importer.Reports;

/// <summary>What the report proves. Only the first is good news.</summary>
public enum ProofState
{
    /// <summary>
    /// Every deployment answered within the schedule of test calls, and the last drift check is within its own and found nothing.
    /// </summary>
    Proven,

    /// <summary>Nothing is known to be wrong, and not everything is proven.</summary>
    Unproven,

    /// <summary>Something is wrong.</summary>
    ActionRequired,

    /// <summary>There is nothing that could be proven.</summary>
    NothingImported,
}

/// <summary>What is proven, how recently, and what is missing: the headline of the report.</summary>
public sealed record ReportProof
{
    /// <summary>What it comes to.</summary>
    public required ProofState State { get; init; }

    /// <summary>The headline.</summary>
    public required string Headline { get; init; }

    /// <summary>How many deployments are imported.</summary>
    public required int Deployments { get; init; }

    /// <summary>How many of them answered through every API of theirs within the schedule of test calls.</summary>
    public required int Proven { get; init; }

    /// <summary>How many never answered.</summary>
    public int NeverProven { get; init; }

    /// <summary>When the deployment that was proven longest ago was proven (UTC); null when none ever was.</summary>
    public DateTimeOffset? OldestProofAt { get; init; }

    /// <summary>How long ago that was, in seconds.</summary>
    public long? OldestProofSeconds { get; init; }

    /// <summary>What is not proven and why, in sentences.</summary>
    public IReadOnlyList<string> Gaps
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>How many deployments the budget of test calls can cover, in a sentence; null when that is not known.</summary>
    public string? BudgetCovers { get; init; }

    /// <summary>How many deployments the budget can cover in a day at the schedule; null when that is not known.</summary>
    public int? BudgetDeployments { get; init; }
}

/// <summary>Finds what a report proves.</summary>
internal sealed class ProofFinder(ReportDocument report, IReadOnlyList<HealthCheck> checks, ReportSchedules schedules)
{
    private const int Shown = 5;

    private readonly DateTimeOffset _now = report.GeneratedAt;

    /// <summary>The proof.</summary>
    public ReportProof Find()
    {
        var deployments = Deployments();
        var proven = deployments.Count(one => one.All(IsProven));
        var oldest = deployments.Select(one => one.All(check => ProofOf(check) is not null) ? one.Min(ProofOf) : null).ToList();
        var oldestAt = oldest.Min();
        var (covered, sentence) = Budget(deployments.Count);
        var gaps = Gaps(deployments).ToList();
        var proof = new ReportProof
        {
            State = default,
            Headline = "",
            Deployments = deployments.Count,
            Proven = proven,
            NeverProven = oldest.Count(at => at is null),
            OldestProofAt = oldestAt,
            OldestProofSeconds = oldestAt is { } at ? Math.Max(0, (long)(_now - at).TotalSeconds) : null,
            BudgetCovers = sentence,
            BudgetDeployments = covered,
            Gaps = covered < deployments.Count ? [.. gaps, sentence!] : gaps,
        };
        return Judged(proof);
    }

    // One for each deployment, with its checks; what is imported and has none has not been tested yet.
    private List<IGrouping<string, HealthCheck>> Deployments()
    {
        var untested = (report.Health?.Imported ?? [])
            .Where(one => !checks.Any(check => Same(check.Deployment, one.Deployment) && Same(check.Api, one.Api)))
            .Select(one => new HealthCheck
            {
                Deployment = one.Deployment,
                Api = one.Api,
                Compatibility = one.Compatibility,
                Status = ProbeStatus.Skipped,
                Cause = "not tested yet",
            });
        return [.. checks.Concat(untested).GroupBy(check => check.Deployment, StringComparer.OrdinalIgnoreCase)];
    }

    // Over a limit is alive; whatever else a check says now, an earlier proof of it no longer counts.
    private bool IsProven(HealthCheck check) =>
        check.Status is ProbeStatus.Healthy or ProbeStatus.Throttled && schedules.IsCurrent(schedules.TestCalls, check.HealthyAt, _now);

    private DateTimeOffset? ProofOf(HealthCheck check) => check.HealthyAt is { } at && !ReportSchedules.IsFuture(at, _now) ? at : null;

    private ReportProof Judged(ReportProof proof)
    {
        var things = report.Attention.Count;
        if (things > 0)
        {
            var need = things == 1 ? "1 action required" : $"{things} actions required";
            var rest =
                proof.Deployments == 0 ? Lower(NothingText()) : $"{proof.Proven} of {proof.Deployments} {Noun(proof.Deployments)} proven";
            return proof with { State = ProofState.ActionRequired, Headline = $"{need}; {rest}" };
        }

        if (proof.Deployments == 0)
        {
            return proof with
            {
                State = report.Health is null ? ProofState.Unproven : ProofState.NothingImported,
                Headline = NothingText(),
            };
        }

        if (proof.Proven < proof.Deployments)
        {
            var covers = $"The proof covers {proof.Proven} of {proof.Deployments} {Noun(proof.Deployments)}";
            return proof with { State = ProofState.Unproven, Headline = $"{covers}; {AgeText(proof)}" };
        }

        var all = proof.Deployments == 1 ? "The one deployment is proven" : $"All {proof.Deployments} deployments are proven";
        return Doubt() is { } doubt
            ? proof with
            {
                State = ProofState.Unproven,
                Headline = $"{all}, but {doubt}",
            }
            : proof with
            {
                State = ProofState.Proven,
                Headline = $"{all}; {AgeText(proof)}",
            };
    }

    private string NothingText() => report.Health is null ? "Nothing has been tested yet" : "Nothing is imported";

    private string AgeText(ReportProof proof)
    {
        var never = proof.NeverProven switch
        {
            0 => null,
            var count when count == proof.Deployments => "none was ever proven",
            1 => "1 was never proven",
            var count => $"{count} were never proven",
        };
        var oldest = proof.OldestProofAt is { } at
            ? $"the oldest proof is {DisplayText.Span(_now < at ? TimeSpan.Zero : _now - at)} old"
            : null;
        return string.Join(", ", new[] { oldest, never }.OfType<string>());
    }

    // What keeps the news from being good though every deployment answers.
    private string? Doubt() =>
        Part(ReportParts.DriftCheck) switch
        {
            { State: PartState.Never } => "drift was never checked",
            { State: not PartState.Current } part => part.Sentence,
            _ when report.Drift is not { InSync: true } => "the last drift check could not see everything",
            _ => Part(ReportParts.TestCalls) is { State: not PartState.Current } part ? part.Sentence : null,
        };

    private ReportPart? Part(string name) => report.Parts.FirstOrDefault(part => part.Name == name);

    private IEnumerable<string> Gaps(IReadOnlyList<IGrouping<string, HealthCheck>> deployments)
    {
        foreach (var group in deployments.Where(one => !one.All(IsProven)).GroupBy(one => Reason(one.First(check => !IsProven(check)))))
        {
            var names = group.Select(one => DisplayText.ShortOf(one.Key)).ToList();
            yield return $"{names.Count} {group.Key}: {string.Join(", ", names.Take(Shown))}{(names.Count > Shown ? $" and {names.Count - Shown} more" : "")}";
        }

        foreach (
            var part in report.Parts.Where(part =>
                part.Name is ReportParts.TestCalls or ReportParts.DriftCheck && part.State != PartState.Current
            )
        )
        {
            yield return part.Sentence;
        }
    }

    private string Reason(HealthCheck check) =>
        check switch
        {
            { HealthyAt: { } at } when ReportSchedules.IsFuture(at, _now) => "proven at a time that is still to come (a clock is wrong)",
            { Status: ProbeStatus.Unhealthy } => "not working",
            { Status: ProbeStatus.Pending } => "pending: a fresh role or deployment takes minutes to be effective",
            { Status: ProbeStatus.Skipped, Cause: { } cause } => $"not tested ({Sentence(cause)})",
            { Status: ProbeStatus.Skipped } => "not tested",
            { HealthyAt: null } => "never proven",
            _ when schedules.TestCalls is null => "proven, within a schedule that is not known",
            _ => "proven too long ago for the schedule of test calls",
        };

    private (int? Covered, string? Sentence) Budget(int deployments)
    {
        if (
            report.Health?.Budget.ProofsPerDay is not { } perDay
            || schedules.RoundsPerDay(_now) is not { } rounds
            || Part(ReportParts.TestCalls)?.EverySeconds is not { } every
        )
        {
            return (null, null);
        }

        var covered = perDay / rounds;
        var often = DisplayText.Every(TimeSpan.FromSeconds(every));
        var need =
            covered < deployments
                ? $". To prove all {deployments} every {often}, raise Health.TokensPerDay and Health.CallsPerDay, or make {schedules.TestCalls!.Setting} rarer"
                : "";
        return (
            covered,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The budget pays for about {perDay:N0} test calls of rounds a day: {covered:N0} {Noun(covered)} every {often}, or {perDay:N0} once a day{need}"
            )
        );
    }

    // A cause may begin as the gap does.
    private static string Sentence(string cause) =>
        cause.StartsWith("not tested", StringComparison.Ordinal) && cause.Split(": ", 2) is [_, var rest] ? rest : cause;

    private static string Noun(int count) => count == 1 ? "deployment" : "deployments";

    private static string Lower(string text) => char.ToLowerInvariant(text[0]) + text[1..];

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
