using System.Text.Json.Serialization;
using Importer.Health;
using Importer.Redaction;
using Importer.Runs;
using Importer.Storage;

namespace Importer.Reports;

/// <summary>Everything a person looks at: health, drift and runs, each part as its own round left it. Serialised in camelCase; the field names are a contract.</summary>
public sealed record ReportDocument
{
    /// <summary>When the report was put together (UTC).</summary>
    public required DateTimeOffset GeneratedAt { get; init; }

    /// <summary>The latest round of test calls; null before the first.</summary>
    public HealthSnapshot? Health { get; init; }

    /// <summary>The latest drift check; null before the first.</summary>
    public DriftReport? Drift { get; init; }

    /// <summary>The newest runs, newest first.</summary>
    public IReadOnlyList<RunReport> Runs { get; init => field = value ?? []; } = [];

    /// <summary>What needs a person, with the fix.</summary>
    public IReadOnlyList<ReportAttention> Attention { get; init => field = value ?? []; } = [];

    /// <summary>The APIs whose last deployment went, and when they are withdrawn.</summary>
    public IReadOnlyList<PendingWithdrawal> Leaving { get; init => field = value ?? []; } = [];

    /// <summary>When the report was written that the changes are counted from; null for the first.</summary>
    public DateTimeOffset? ChangesSince { get; init; }

    /// <summary>What changed since then, in sentences.</summary>
    public IReadOnlyList<string> Changes { get; init => field = value ?? []; } = [];

    /// <summary>The checks of the last days, one series for each deployment and API.</summary>
    public IReadOnlyList<HealthSeries> Trends { get; init => field = value ?? []; } = [];
}

/// <summary>Something that needs a person.</summary>
/// <param name="Subject">The deployment, API, resource, scope or run.</param>
/// <param name="What">What is wrong, in a sentence.</param>
/// <param name="Fix">What to do, when something is known.</param>
/// <param name="Since">Since when, when it is known.</param>
public sealed record ReportAttention(
    string Subject,
    [property: JsonConverter(typeof(RedactedText))] string What,
    [property: JsonConverter(typeof(RedactedText))] string? Fix,
    DateTimeOffset? Since);

/// <summary>Finds what needs a person.</summary>
internal static class ReportAttentions
{
    /// <summary>The list, the most urgent first.</summary>
    public static IReadOnlyList<ReportAttention> Of(ReportDocument report, IReadOnlyList<RunReport> givenUp) =>
    [
        .. OfHealth(report.Health),
        .. PoisonedRuns.Of(givenUp, report),
        .. OfDrift(report.Drift),
        .. report.Runs.Where(run => IsLatest(run, report.Runs) && NeedsPerson(run))
            .Select(run => new ReportAttention($"run {run.Id}", run.Error ?? "the run failed", null, run.FinishedAt)),
        .. (report.Health?.SetAside ?? []).Where(aside => aside.Kind is not (SetAsideKind.LeftOut or SetAsideKind.Kept) && !IsUnhealthy(aside.Deployment, report.Health))
            .Select(aside => new ReportAttention(aside.Deployment, aside.Reason, null, null)),
    ];

    private static IEnumerable<ReportAttention> OfHealth(HealthSnapshot? health)
    {
        if (health?.Error is { } error)
        {
            yield return new("test calls", error, "give the importer's identity the roles of infra/ on the API Management service", health.GeneratedAt);
        }

        foreach (var untested in (health?.Checks ?? []).Where(check => check.Code is CauseCode.NoSubscription or CauseCode.DesignUnread).GroupBy(check => check.Cause))
        {
            yield return new("test calls", $"{untested.Count()} of {health!.Checks.Count} are not tested. {untested.Key}", untested.First().Fix, untested.Min(check => check.Since));
        }

        foreach (var check in (health?.Checks ?? []).Where(check => check.Status == ProbeStatus.Unhealthy))
        {
            yield return new(check.Deployment, $"{check.Cause ?? "does not answer"}; called through {check.Api}", check.Fix, check.Since);
        }
    }

    private static IEnumerable<ReportAttention> OfDrift(DriftReport? drift)
    {
        if (drift?.Error is { } error)
        {
            yield return new("drift check", error, null, drift.GeneratedAt);
        }

        foreach (var item in (drift?.Items ?? []).Where(item => item.Action == DriftAction.Reported))
        {
            yield return new(item.Resource, $"{DisplayText.Of(item.Kind)}: {item.Reason}", item.Fix, drift!.GeneratedAt);
        }
    }

    // A drift check that repairs is told as the check that it is: as a run it would be news every hour.
    private static bool NeedsPerson(RunReport run) => run is { Poisoned: null, Reason: not RunReason.Drift }
        && (run.Outcome == RunOutcome.Failed || (run.Outcome == RunOutcome.Refused && run.Errand is null));

    // The check tells it better.
    private static bool IsUnhealthy(string deployment, HealthSnapshot? health) =>
        health?.Checks.Any(check => check.Status == ProbeStatus.Unhealthy && string.Equals(check.Deployment, deployment, StringComparison.OrdinalIgnoreCase)) == true;

    // A failure that a later run over the same scope made good needs nobody.
    internal static bool IsLatest(RunReport run, IReadOnlyList<RunReport> runs) =>
        runs.Where(other => other.Outcome is not null && other.Mode == RunMode.Apply && IsOfSame(run, other)).All(other => other.StartedAt <= run.StartedAt);

    private static bool IsOfSame(RunReport run, RunReport other) => run.Errand is not null || other.Errand is not null
        ? run.Errand == other.Errand
        : other.Scope is null || string.Equals(other.Scope, run.Scope, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Puts the report together from what is on record; nothing is looked at anew.</summary>
public sealed class ReportBuilder(IDocumentStore store, TimeProvider clock)
{
    /// <summary>The document that holds the latest report that was written down.</summary>
    public const string Latest = "reports/latest.json";

    /// <summary>The document that holds the latest drift check.</summary>
    public const string LatestDrift = "drift/latest.json";

    private const int Runs = 50;
    private const int Days = 7;

    private readonly RunRecords _runs = new(store);
    private readonly HealthRecords _health = new(store);

    /// <summary>The report as of now.</summary>
    public async Task<ReportDocument> BuildAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var before = StoredJson.Read(await store.ReadAsync(Latest, cancellationToken), ReportJson.Default.ReportDocument);
        var report = new ReportDocument
        {
            GeneratedAt = now,
            Health = await _health.ReadAsync(cancellationToken),
            Drift = StoredJson.Read(await store.ReadAsync(LatestDrift, cancellationToken), ReportJson.Default.DriftReport),
            Runs = await _runs.ListAsync(Runs, cancellationToken),
            Trends = await _health.ReadSeriesAsync(DateOnly.FromDateTime(now.UtcDateTime), Days, cancellationToken),
            Leaving = [.. (await new WithdrawalRecords(store).ListAsync(cancellationToken)).Values],
            ChangesSince = before?.GeneratedAt,
        };
        var givenUp = await _runs.ListGivenUpAsync(now, cancellationToken);
        return report with { Attention = ReportAttentions.Of(report, givenUp), Changes = ReportChanges.Between(before, report) };
    }
}

/// <summary>Tells what changed between two reports, in sentences.</summary>
internal static class ReportChanges
{
    /// <summary>The changes from <paramref name="before"/> to <paramref name="now"/>; none when there is no report before.</summary>
    public static IReadOnlyList<string> Between(ReportDocument? before, ReportDocument now) => before is null
        ? []
        : [.. OfImports(before.Health, now.Health), .. OfHealth(before.Health, now.Health), .. OfDrift(before.Drift, now.Drift), .. OfRuns(before, now)];

    private static IEnumerable<string> OfImports(HealthSnapshot? before, HealthSnapshot? now)
    {
        var old = (before?.Imported ?? []).Select(NameOf).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var current = (now?.Imported ?? []).Select(NameOf).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return current.Except(old, StringComparer.OrdinalIgnoreCase).Order().Select(name => $"{name} is imported")
            .Concat(old.Except(current, StringComparer.OrdinalIgnoreCase).Order().Select(name => $"{name} is imported no more"));
    }

    private static IEnumerable<string> OfHealth(HealthSnapshot? before, HealthSnapshot? now)
    {
        var old = (before?.Checks ?? []).ToLookup(check => check.Key);
        return (now?.Checks ?? [])
            .Where(check => old[check.Key].FirstOrDefault() is { } earlier && earlier.Status != check.Status)
            .Select(check => $"{DisplayText.ShortOf(check.Deployment)} through {check.Api} went from {DisplayText.Of(old[check.Key].First().Status)} to {DisplayText.Of(check.Status)}{(check.Cause is null ? "" : $": {check.Cause}")}");
    }

    private static IEnumerable<string> OfDrift(DriftReport? before, DriftReport? now)
    {
        var old = Told(before);
        var current = Told(now);
        return current.Except(old).Order().Select(item => $"new drift: {item}").Concat(old.Except(current).Order().Select(item => $"drift gone: {item}"));
    }

    private static IEnumerable<string> OfRuns(ReportDocument before, ReportDocument now)
    {
        var runs = now.Runs.Where(run => run.StartedAt > before.GeneratedAt).ToList();
        if (runs.Count > 0)
        {
            var counts = runs.Where(run => run.Mode == RunMode.Apply && run.Outcome is RunOutcome.Succeeded or RunOutcome.Partial).Select(run => run.Counts).ToList();
            yield return $"{runs.Count} {(runs.Count == 1 ? "run" : "runs")}: {counts.Sum(count => count.Create)} created, {counts.Sum(count => count.Update)} updated, {counts.Sum(count => count.Delete)} deleted, {runs.Count(run => run.Outcome is RunOutcome.Failed or RunOutcome.Refused)} failed or refused";
        }
    }

    private static HashSet<string> Told(DriftReport? drift) =>
        [.. (drift?.Items ?? []).Where(item => item.Action == DriftAction.Reported).Select(item => $"{DisplayText.ShortOf(item.Resource)} ({DisplayText.Of(item.Kind)})")];

    private static string NameOf(ImportedDeployment imported) => $"{DisplayText.ShortOf(imported.Deployment)} as {imported.Api}";
}
