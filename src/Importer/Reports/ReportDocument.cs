using System.Text.Json.Serialization;
using Importer.Configuration;
using Importer.Redaction;
using Importer.Runs;
using Importer.Storage;

namespace Importer.Reports;

/// <summary>
/// Everything a person looks at: health, drift and runs, each part as its own round left it. Serialised in camelCase; the field names are a
/// contract.
/// </summary>
public sealed record ReportDocument
{
    /// <summary>When the report was put together (UTC).</summary>
    public required DateTimeOffset GeneratedAt { get; init; }

    /// <summary>What is proven, how recently, and what is missing: the headline.</summary>
    public ReportProof? Proof { get; init; }

    /// <summary>How old each part is, against its schedule.</summary>
    public IReadOnlyList<ReportPart> Parts
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>The latest round of test calls, with what later runs proved and mended; null before the first.</summary>
    public HealthSnapshot? Health { get; init; }

    /// <summary>The latest drift check, with what later runs put right; null before the first.</summary>
    public DriftReport? Drift { get; init; }

    /// <summary>The newest runs, newest first.</summary>
    public IReadOnlyList<RunReport> Runs
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>What requires action, with the fix.</summary>
    public IReadOnlyList<ReportAttention> Attention
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>The APIs whose last deployment went, and when they are withdrawn.</summary>
    public IReadOnlyList<PendingWithdrawal> Leaving
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>The portal that shows the resources; null where none is known.</summary>
    public string? Portal { get; init; }

    /// <summary>The API Management service's id.</summary>
    public string? Service { get; init; }

    /// <summary>Where people read the runbook; null where nobody said.</summary>
    public string? Runbook { get; init; }

    /// <summary>What is ahead of deployments, as the last look saw it; null where nobody looks.</summary>
    public LifecycleReport? Lifecycle { get; init; }

    /// <summary>The aliases of fleets, as the last run that looked at them left them; null where none ever did.</summary>
    public AliasReport? Aliases { get; init; }

    /// <summary>When the report was written that the changes are counted from; null for the first.</summary>
    public DateTimeOffset? ChangesSince { get; init; }

    /// <summary>What changed since then, in sentences.</summary>
    public IReadOnlyList<string> Changes
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>The checks of the last days, one series for each deployment and API.</summary>
    public IReadOnlyList<HealthSeries> Trends
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>The report with what its links begin with.</summary>
    public ReportDocument LinkedBy(ImporterSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return this with
        {
            Portal = AzurePortal.Of(settings.ArmEndpoint),
            Service = settings.ServiceId.Value,
            Runbook = settings.Runbook?.GetLeftPart(UriPartial.Query),
        };
    }
}

/// <summary>Something that requires action.</summary>
/// <param name="Subject">The deployment, API, resource, scope or run; of several with one cause what they have in common.</param>
/// <param name="What">What is wrong, in a sentence.</param>
/// <param name="Fix">What to do, when something is known.</param>
/// <param name="Since">When it began, when that is known.</param>
public sealed record ReportAttention(
    string Subject,
    [property: JsonConverter(typeof(RedactedText))] string What,
    [property: JsonConverter(typeof(RedactedText))] string? Fix,
    DateTimeOffset? Since
)
{
    /// <summary>The deployments or resources that one cause shows at, where it is more than one.</summary>
    public IReadOnlyList<string> Names
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>The section of the runbook (docs/operations.md) that tells more, by its anchor.</summary>
    public string? Section { get; init; }

    /// <summary>The keys of the warnings that it stands for: each is told once, and nobody is told that it has settled.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Warnings
    {
        get;
        init => field = value ?? [];
    } = [];
}

/// <summary>
/// What a report is compared with: the parts of an earlier one that changes are told of. The rest of the document is not read.
/// </summary>
/// <param name="GeneratedAt">When it was put together (UTC).</param>
/// <param name="Health">Its round of test calls.</param>
/// <param name="Drift">Its drift check.</param>
public sealed record ReportBefore(DateTimeOffset GeneratedAt, HealthSnapshot? Health, DriftReport? Drift);

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

    /// <summary>The report as of now, where nobody knows when its parts are due.</summary>
    public Task<ReportDocument> BuildAsync(CancellationToken cancellationToken) => BuildAsync(new ReportSchedules(), cancellationToken);

    /// <summary>The report as of now.</summary>
    public Task<ReportDocument> BuildAsync(ReportSchedules schedules, CancellationToken cancellationToken) =>
        BuildAsync(schedules, withTrends: true, cancellationToken);

    /// <summary>The same without the history of test calls, for those who only want to know how things are.</summary>
    public Task<ReportDocument> BuildWithoutTrendsAsync(ReportSchedules schedules, CancellationToken cancellationToken) =>
        BuildAsync(schedules, withTrends: false, cancellationToken);

    private async Task<ReportDocument> BuildAsync(ReportSchedules schedules, bool withTrends, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(schedules);
        var now = clock.GetUtcNow();
        var before = StoredJson.Read(await store.ReadAsync(Latest, cancellationToken), ReportJson.Default.ReportBefore);
        var runs = await _runs.ListWithoutAliasesAsync(Runs, cancellationToken);
        var health = await _health.ReadAsync(cancellationToken);
        var trends = withTrends
            ? await _health.ReadTrendsAsync(DateOnly.FromDateTime(now.UtcDateTime), Days, cancellationToken)
            : new([], []);
        var damaged = trends.Damaged.Concat(await _health.ListDamagedAsync(cancellationToken));
        var report = new ReportDocument
        {
            GeneratedAt = now,
            Health = LaterRuns.Over(health, runs),
            Drift = LaterRuns.Over(await DriftReports.ReadAsync(store, cancellationToken), runs),
            Runs = runs,
            Trends = trends.Series,
            Leaving = [.. (await new WithdrawalRecords(store).ListAsync(cancellationToken)).Values],
            Lifecycle = (await new LifecycleRecords(store).ReadAsync(cancellationToken))?.AsOf(now),
            ChangesSince = before?.GeneratedAt,
        };
        var fleets = await new FleetRecords(store).ReadAsync(cancellationToken);
        var breakers = fleets is null ? new([]) : await new BreakerRecords(store).ReadAsync(cancellationToken);
        report = report with { Aliases = fleets is null ? null : AliasReports.Of(fleets, report, schedules, breakers.Open(now)) };
        var givenUp = await _runs.ListGivenUpAsync(now, cancellationToken);
        report = report with { Parts = ReportParts.Of(report, schedules), Changes = ReportChanges.Between(before, report) };
        report = report with
        {
            Attention =
            [
                .. ReportParts.Attentions(report, schedules).Select(item => item with { Section = RunbookSections.Report }),
                .. ReportAttentions.Of(report, givenUp),
                .. breakers.Attentions(now),
                .. DamagedHistory.Attentions(damaged).Select(item => item with { Section = RunbookSections.Report }),
            ],
        };
        return report with
        {
            Proof = new ProofFinder(report, LaterRuns.Checks(health?.Checks ?? [], health?.TestedAt, runs), schedules).Find(),
        };
    }
}

/// <summary>Tells of documents of the history that cannot be read.</summary>
internal static class DamagedHistory
{
    /// <summary>One for all of them; none without any.</summary>
    public static IEnumerable<ReportAttention> Attentions(IEnumerable<string> damaged)
    {
        string[] names = [.. damaged.Order(StringComparer.Ordinal)];
        if (names.Length > 0)
        {
            yield return new(
                "health/",
                $"{names.Length} document(s) of the history of test calls cannot be read; the checks in them are missing from latency, availability and tokens, and nothing else is",
                "look who writes into the report store besides the importer, and delete the documents; they go by themselves when they are older than Health.HistoryDays",
                null
            )
            {
                Names = names,
            };
        }
    }
}

/// <summary>Tells what changed between two reports, in sentences.</summary>
internal static class ReportChanges
{
    /// <summary>The changes from <paramref name="before"/> to <paramref name="now"/>; none when there is no report before.</summary>
    public static IReadOnlyList<string> Between(ReportBefore? before, ReportDocument now) =>
        before is null
            ? []
            :
            [
                .. OfImports(before.Health, now.Health),
                .. OfHealth(before.Health, now.Health),
                .. OfDrift(before.Drift, now.Drift),
                .. OfRuns(before, now),
            ];

    private static IEnumerable<string> OfImports(HealthSnapshot? before, HealthSnapshot? now)
    {
        var old = (before?.Imported ?? []).Select(NameOf).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var current = (now?.Imported ?? []).Select(NameOf).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return current
            .Except(old, StringComparer.OrdinalIgnoreCase)
            .Order()
            .Select(name => $"{name} is imported")
            .Concat(old.Except(current, StringComparer.OrdinalIgnoreCase).Order().Select(name => $"{name} is imported no more"));
    }

    private static IEnumerable<string> OfHealth(HealthSnapshot? before, HealthSnapshot? now)
    {
        var old = (before?.Checks ?? []).ToLookup(check => check.Key);
        return (now?.Checks ?? [])
            .Where(check => old[check.Key].FirstOrDefault() is { } earlier && earlier.Status != check.Status)
            .Select(check =>
                $"{DisplayText.ShortOf(check.Deployment)} through {check.Api} went from {DisplayText.Of(old[check.Key].First().Status)} to {DisplayText.Of(check.Status)}{(check.Cause is null ? "" : $": {check.Cause}")}"
            );
    }

    private static IEnumerable<string> OfDrift(DriftReport? before, DriftReport? now)
    {
        var old = Reported(before);
        var current = Reported(now);
        return current
            .Except(old)
            .Order()
            .Select(item => $"new drift: {item}")
            .Concat(old.Except(current).Order().Select(item => $"drift gone: {item}"));
    }

    private static IEnumerable<string> OfRuns(ReportBefore before, ReportDocument now)
    {
        var runs = now.Runs.Where(run => run.StartedAt > before.GeneratedAt).ToList();
        if (runs.Count > 0)
        {
            var counts = runs.Where(run => run.Mode == RunMode.Apply && run.Outcome is RunOutcome.Succeeded or RunOutcome.Partial)
                .Select(run => run.Counts)
                .ToList();
            yield return $"{runs.Count} {(runs.Count == 1 ? "run" : "runs")}: {counts.Sum(count => count.Create)} created, {counts.Sum(count => count.Update)} updated, {counts.Sum(count => count.Delete)} deleted, {runs.Count(run => run.Outcome is RunOutcome.Failed or RunOutcome.Refused)} failed or refused";
        }
    }

    private static HashSet<string> Reported(DriftReport? drift) =>
        [
            .. (drift?.Items ?? [])
                .Where(item => item.Action == DriftAction.Reported)
                .Select(item => $"{DisplayText.ShortOf(item.Resource)} ({DisplayText.Of(item.Kind)})"),
        ];

    private static string NameOf(ImportedDeployment imported) => $"{DisplayText.ShortOf(imported.Deployment)} as {imported.Api}";
}
