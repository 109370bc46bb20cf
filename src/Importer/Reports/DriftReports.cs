using Importer.Gateway;
using Importer.Runs;
using Importer.Storage;

namespace Importer.Reports;

/// <summary>A run over everything, read as a drift report: a plan nobody applied is drift, an applied one is repair.</summary>
public static class DriftReports
{
    /// <summary>The document that holds the latest check.</summary>
    public const string Latest = "drift/latest.json";

    /// <summary>The latest check, or null when there is none.</summary>
    public static async Task<DriftReport?> ReadAsync(IDocumentStore store, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        return StoredJson.Read(await store.ReadAsync(Latest, cancellationToken), ReportJson.Default.DriftReport);
    }

    /// <summary>The drift that <paramref name="run"/> found.</summary>
    /// <param name="run">The run.</param>
    /// <param name="generatedAt">When it ended.</param>
    /// <param name="before">The check before: since when an item is so, and what is known where this one could not look.</param>
    public static DriftReport From(RunReport run, DateTimeOffset generatedAt, DriftReport? before = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        DriftItem[] found =
        [
            .. run.Steps.Select(ItemOf),
            .. run.Ignored.Select(ItemOf),
            .. run.SetAside.Select(ItemOf).OfType<DriftItem>(),
            .. run.SetAside.Where(IsAstray).Select(Astray),
        ];
        var hasLooked = run.Error is null;
        var isComplete =
            hasLooked
            && run.Outcome is RunOutcome.Succeeded or RunOutcome.Partial
            && !run.SetAside.Any(aside => aside.Kind == SetAsideKind.Unread);

        // What was found and could not be looked at again is still there, as far as anybody knows.
        var items =
            hasLooked || found.Length > 0
                ? [.. found.Select(item => item with { Since = Began(item, before) ?? generatedAt })]
                : Reported(before);
        var stoppedSince = before?.Error is null ? generatedAt : before.ErrorSince ?? before.GeneratedAt;
        return new DriftReport
        {
            GeneratedAt = generatedAt,
            RunId = run.Id,
            ErrorSince = hasLooked ? null : stoppedSince,
            CheckedAt = hasLooked ? generatedAt : LastCheck(before),
            SweptAt = hasLooked && run.Mode == RunMode.Apply ? generatedAt : before?.SweptAt,
            IsComplete = isComplete,
            Items = items,
            InSync = isComplete && items.All(item => item.Action != DriftAction.Reported),
            Error = run.Error,
        };
    }

    /// <summary>When a check last came to its end; one of an earlier build says it by having no error.</summary>
    internal static DateTimeOffset? LastCheck(DriftReport? check) => check?.CheckedAt ?? (check?.Error is null ? check?.GeneratedAt : null);

    private static DriftItem[] Reported(DriftReport? before) =>
        [.. (before?.Items ?? []).Where(item => item.Action == DriftAction.Reported)];

    private static DateTimeOffset? Began(DriftItem item, DriftReport? before) =>
        Reported(before)
            .Where(known => known.Kind == item.Kind && string.Equals(known.Resource, item.Resource, StringComparison.OrdinalIgnoreCase))
            .Select(known => known.Since ?? before!.GeneratedAt)
            .Cast<DateTimeOffset?>()
            .Min();

    private static DriftItem ItemOf(RunStep step) =>
        new()
        {
            Kind = KindOf(step),
            Resource = $"{ReportText.Of(step.Kind)} {step.Name}",
            Differences = step.Differences,
            LastChange = step.LastChange,
            Action = step.Outcome == StepOutcome.Done ? DriftAction.Repaired : DriftAction.Reported,
            Reason = step.Reason ?? SentenceOf(step),
            Fix = step.Outcome == StepOutcome.Planned ? "POST /api/import puts it right; Drift.Mode Repair does so by itself" : null,
        };

    private static DriftItem ItemOf(RunIgnored ignored) =>
        new()
        {
            Kind = ignored.Change switch
            {
                ChangeKind.Create => DriftKind.Missing,
                ChangeKind.Delete => DriftKind.Orphan,
                _ => DriftKind.Changed,
            },
            Resource = $"{ReportText.Of(ignored.Kind)} {ignored.Name}",
            Differences = ignored.Differences,
            LastChange = ignored.LastChange,
            Action = DriftAction.Ignored,
            Reason = "left to people by Drift.Ignore",
        };

    private static DriftItem? ItemOf(RunSetAside aside) =>
        aside.Kind switch
        {
            SetAsideKind.Conflict => Item(aside, DriftKind.Conflict, DriftAction.Reported),
            SetAsideKind.Permission => Item(aside, DriftKind.Permission, DriftAction.Reported),
            SetAsideKind.Missing or SetAsideKind.Withheld => Item(aside, DriftKind.Missing, DriftAction.Reported),
            SetAsideKind.Document => Item(aside, DriftKind.Changed, DriftAction.Reported),
            SetAsideKind.Leaving => Item(aside, DriftKind.Orphan, aside.LeavesAt is null ? DriftAction.Reported : DriftAction.Ignored),
            SetAsideKind.Kept => Item(aside, DriftKind.Orphan, DriftAction.Ignored),
            _ => null,
        };

    // It answers calls, so what opens it or leads it elsewhere requires action as much as on every other API.
    private static bool IsAstray(RunSetAside aside) => aside.Kind == SetAsideKind.Kept && aside.Differences.Count > 0;

    private static DriftItem Astray(RunSetAside aside) =>
        new()
        {
            Kind = DriftKind.Changed,
            Resource = $"{ReportText.Of(ResourceKind.Api)} {aside.Deployment}",
            Differences = aside.Differences,
            Action = DriftAction.Reported,
            Reason =
                $"API {aside.Deployment} is no longer wanted and still answers calls, but not as the settings say; set it right by hand, or withdraw it (import its scope with \"insist\": true)",
        };

    private static DriftItem Item(RunSetAside aside, DriftKind kind, DriftAction action) =>
        new()
        {
            Kind = kind,
            Resource = aside.Kind == SetAsideKind.Document ? $"{ReportText.Of(ResourceKind.Api)} {aside.Deployment}" : aside.Deployment,
            Differences = aside.Kind == SetAsideKind.Kept ? [] : aside.Differences,
            Action = action,
            Reason = aside.Reason,
        };

    private static DriftKind KindOf(RunStep step) =>
        step switch
        {
            { Change: ChangeKind.Delete } => DriftKind.Orphan,
            { Kind: ResourceKind.Role or ResourceKind.Identity } => DriftKind.Permission,
            { Change: ChangeKind.Create } => DriftKind.Missing,
            _ => DriftKind.Changed,
        };

    private static string SentenceOf(RunStep step) =>
        step.Change switch
        {
            ChangeKind.Create => "designed, and not there",
            ChangeKind.Delete => "ours, and no longer designed",
            _ => $"{step.Differences.Count} field(s) differ from the design",
        };
}
