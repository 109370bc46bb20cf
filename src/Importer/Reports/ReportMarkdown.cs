using System.Globalization;
using System.Text;
using System.Text.Json;
using Importer.Gateway;
using Importer.Health;
using Importer.Lifecycle;
using Importer.Resources;
using Importer.Runs;

namespace Importer.Reports;

/// <summary>The report as Markdown, for mails, chats and change requests.</summary>
public static class ReportMarkdown
{
    /// <summary>Writes <paramref name="report"/>.</summary>
    public static string Write(ReportDocument report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var text = new StringBuilder();
        Line(text, "# Foundry models behind API Management");
        Line(text, "");
        if (report.Proof is { } proof)
        {
            Line(text, $"**{Plain(proof.Headline)}**");
            Line(text, "");
        }

        Line(text, $"Put together {Time(report.GeneratedAt)}.");
        WriteProof(text, report);
        WriteAttention(text, report);
        WriteChanges(text, report);
        WriteHealth(text, report);
        WriteAliases(text, report.Aliases);
        WriteLeaving(text, report.Leaving);
        WriteAhead(text, report.Lifecycle);
        WriteDrift(text, report.Drift);
        WriteRuns(text, report.Runs);
        WriteImported(text, report.Health);
        return text.ToString();
    }

    private static void WriteProof(StringBuilder text, ReportDocument report)
    {
        string[] sentences =
        [
            .. (report.Proof?.Gaps ?? []).Concat(report.Parts.Select(part => part.Sentence)).Distinct(StringComparer.Ordinal),
        ];
        Line(text, sentences.Length == 0 ? "" : "\n" + string.Join('\n', sentences.Select(sentence => $"- {Plain(sentence)}")));
    }

    private static void WriteAttention(StringBuilder text, ReportDocument report)
    {
        Head(text, "Action required");
        foreach (var item in report.Attention)
        {
            Line(
                text,
                $"- **{Plain(DisplayText.ShortOf(item.Subject))}**: {Plain(item.What)}{(item.Names.Count == 0 ? "" : $" ({Plain(string.Join(", ", item.Names.Select(DisplayText.ShortOf)))})")}{(item.Fix is { } fix ? $" *Fix:* {Plain(fix)}" : "")}{(item.Since is { } since ? $" Since {Time(since)}." : "")}"
            );
        }

        None(text, report.Attention.Count, "Nothing.");
    }

    private static void WriteChanges(StringBuilder text, ReportDocument report)
    {
        if (report.ChangesSince is not { } since)
        {
            return;
        }

        Head(text, $"Changed since {Time(since)}");
        foreach (var change in report.Changes)
        {
            Line(text, $"- {Plain(change)}");
        }

        None(text, report.Changes.Count, "Nothing.");
    }

    private static void WriteLeaving(StringBuilder text, IReadOnlyList<PendingWithdrawal> leaving)
    {
        if (leaving.Count == 0)
        {
            return;
        }

        Head(text, "Leaving");
        foreach (var one in leaving)
        {
            Line(
                text,
                $"- **{Plain(one.Api)}**: the last deployment behind it was gone {Time(one.Since)}; it is withdrawn {Time(one.LeavesAt)}, unless one is back by then."
            );
        }
    }

    private static void WriteAhead(StringBuilder text, LifecycleReport? look)
    {
        if (look is null)
        {
            return;
        }

        Head(text, "What is ahead");
        Line(text, $"As the lists of models said {Time(look.GeneratedAt)}. What has no published date does not stay for that.");
        Line(text, "");
        foreach (
            var sentence in look
                .Unread.Concat(look.InOrder.Select(one => $"{DisplayText.ShortOf(one.Deployment)}: {one.Sentence}"))
                .Concat(look.Capacity.SelectMany(one => one.Sentences))
        )
        {
            Line(text, $"- {Plain(sentence)}");
        }
    }

    private static void WriteAliases(StringBuilder text, AliasReport? aliases)
    {
        if (aliases is null)
        {
            return;
        }

        Head(text, "Aliases");
        Line(text, $"{Plain(aliases.Sentence)}.");
        Table(
            text,
            ["Fleet", "Alias", "State", "Members", "If the largest account or region goes"],
            aliases.Aliases.Select(alias =>
                new[]
                {
                    alias.Fleet,
                    alias.Alias,
                    $"{DisplayText.Of(alias.State)}: {alias.Sentence}",
                    alias.Members.Count.ToString(CultureInfo.InvariantCulture),
                    string.Join("; ", AliasHeadroom.Worst(alias.Losses).Select(loss => loss.Sentence)),
                }
            )
        );
        Table(
            text,
            ["Alias", "Priority", "Share", "Deployment", "SKU", "Region", "Tier", "State"],
            aliases.Aliases.SelectMany(alias =>
                alias.Members.Select(member =>
                    new[]
                    {
                        $"{alias.Fleet}/{alias.Alias}",
                        string.Create(CultureInfo.InvariantCulture, $"{member.Priority}{RunAliases.Words(member.ByGateway)}"),
                        string.Create(CultureInfo.InvariantCulture, $"{member.Share} %"),
                        DisplayText.ShortOf(member.Deployment),
                        member.Sku,
                        member.Region,
                        member.Tier,
                        $"{DisplayText.Of(member.State)}: {member.Sentence}",
                    }
                )
            )
        );
        Line(text, "");
        foreach (var aside in aliases.Asides)
        {
            Line(
                text,
                $"- {Plain(DisplayText.Of(aside.State))}: {Plain(DisplayText.ShortOf(aside.Subject))} (fleet {Plain(aside.Fleet)}): {Plain(aside.Reason)}"
            );
        }
    }

    private static void WriteHealth(StringBuilder text, ReportDocument report)
    {
        var health = report.Health;
        Head(text, "Health");
        if (health is null)
        {
            Line(text, "No test calls have run yet.");
            return;
        }

        var trends = report.Trends.DistinctBy(series => series.Key).ToDictionary(series => series.Key);
        var budget = health.Budget;
        Line(
            text,
            string.Create(
                CultureInfo.InvariantCulture,
                $"Test calls today: {budget.CallsUsed} of {budget.CallsPerDay} calls, {budget.TokensUsed} of {budget.TokensPerDay} tokens.{(report.Proof?.BudgetCovers is { } covers ? $" {Plain(covers)}" : "")}"
            )
        );
        Table(
            text,
            ["Deployment", "API", "Status", "Latency", "Available, last days", "Cause"],
            health.Checks.Select(check =>
                new[]
                {
                    DisplayText.ShortOf(check.Deployment),
                    check.Api,
                    DisplayText.Of(check.Status),
                    check.LatencyMs is { } ms ? $"{ms} ms" : "–",
                    trends.GetValueOrDefault(check.Key)?.Availability() is { } share
                        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(share * 1000) / 10:0.#} %")
                        : "–",
                    check.Status == ProbeStatus.Healthy ? "" : $"{check.Cause}{(check.Fix is { } fix ? $" Fix: {fix}" : "")}",
                }
            )
        );
    }

    private static void WriteDrift(StringBuilder text, DriftReport? drift)
    {
        Head(text, "Drift");
        Line(
            text,
            drift switch
            {
                null => "No drift check has run yet.",
                { Error: { } error } => $"The check stopped: {Plain(error)}",
                { InSync: true } => "In sync.",
                _ => "Not in sync.",
            }
        );
        Table(
            text,
            ["Resource", "Kind", "Done", "Reason", "Differences"],
            (drift?.Items ?? []).Select(item =>
                new[]
                {
                    DisplayText.ShortOf(item.Resource),
                    DisplayText.Of(item.Kind),
                    item.Action.ToString().ToLowerInvariant(),
                    item.LastChange is { } change ? $"{item.Reason}; {DisplayText.Of(change)}" : item.Reason,
                    string.Join(
                        "; ",
                        item.Differences.Select(difference =>
                            $"{difference.Field}: {difference.Actual ?? "nothing"} → {difference.Expected ?? "nothing"}"
                        )
                    ),
                }
            )
        );
    }

    private static void WriteRuns(StringBuilder text, IReadOnlyList<RunReport> runs)
    {
        Head(text, "Runs");
        Table(
            text,
            ["Started", "Asked by", "Scope", "Outcome", "Created", "Updated", "Deleted", "Event to ready", "Why"],
            runs.Take(20)
                .Select(run =>
                    new[]
                    {
                        Time(run.StartedAt),
                        run.Reason.ToString().ToLowerInvariant(),
                        DisplayText.Asked(run),
                        run.Outcome?.ToString().ToLowerInvariant() ?? "under way",
                        $"{run.Counts.Create}",
                        $"{run.Counts.Update}",
                        $"{run.Counts.Delete}",
                        run.Timing.EventToReadyMs is { } ms ? $"{ms} ms" : "–",
                        string.Join("; ", run.Reasons),
                    }
                )
        );
        None(text, runs.Count, "None on record.");
    }

    private static void WriteImported(StringBuilder text, HealthSnapshot? health)
    {
        Head(text, "Imported");
        Table(
            text,
            ["Deployment", "Model", "API", "Compatibility", "Why"],
            (health?.Imported ?? []).Select(one =>
                new[]
                {
                    DisplayText.ShortOf(one.Deployment),
                    $"{one.Model} {one.Version}",
                    one.Api,
                    one.Compatibility.ToString(),
                    one.Lacks is { Count: > 0 } lacks
                        ? $"{one.Reason}; without {string.Join(", ", lacks)}, which the service cannot hold"
                        : one.Reason,
                }
            )
        );
        foreach (var aside in health?.SetAside ?? [])
        {
            Line(text, $"- Left out: {Plain(DisplayText.ShortOf(aside.Deployment))}: {Plain(aside.Reason)}");
        }
    }

    private static void Table(StringBuilder text, string[] heads, IEnumerable<string[]> rows)
    {
        var lines = rows.Select(row => $"| {string.Join(" | ", row.Select(Plain))} |").ToList();
        if (lines.Count == 0)
        {
            return;
        }

        Line(text, "");
        Line(text, $"| {string.Join(" | ", heads)} |");
        Line(text, $"|{string.Concat(heads.Select(_ => "---|"))}");
        lines.ForEach(line => Line(text, line));
    }

    private static void Head(StringBuilder text, string title)
    {
        Line(text, "");
        Line(text, $"## {title}");
        Line(text, "");
    }

    private static void None(StringBuilder text, int count, string sentence)
    {
        if (count == 0)
        {
            Line(text, sentence);
        }
    }

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static string Plain(string value) => MarkdownText.Of(value);

    private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');
}

/// <summary>Names of things as readers of a report see them.</summary>
public static class DisplayText
{
    /// <summary>A verdict, in lower case.</summary>
    public static string Of(ProbeStatus status) => JsonNamingPolicy.CamelCase.ConvertName(status.ToString());

    /// <summary>How an alias stands, in lower case.</summary>
    public static string Of(AliasState state) => JsonNamingPolicy.CamelCase.ConvertName(state.ToString());

    /// <summary>How a member stands, in lower case.</summary>
    public static string Of(MemberState state) => JsonNamingPolicy.CamelCase.ConvertName(state.ToString());

    /// <summary>What somebody beside the members is, in lower case.</summary>
    public static string Of(AsideState state) => JsonNamingPolicy.CamelCase.ConvertName(state.ToString());

    /// <summary>A kind of drift, in lower case.</summary>
    public static string Of(DriftKind kind) => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());

    /// <summary>A kind of resource.</summary>
    public static string Of(ResourceKind kind) => ReportText.Of(kind);

    /// <summary>What a person asks for, in lower case.</summary>
    public static string Of(ManualActionKind kind) => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());

    /// <summary>A span of time in its largest unit, rounded down.</summary>
    public static string Span(TimeSpan span)
    {
        var (count, unit) = span.Duration() switch
        {
            { TotalDays: >= 2 } of => ((long)of.TotalDays, "day"),
            { TotalHours: >= 1 } of => ((long)of.TotalHours, "hour"),
            { TotalMinutes: >= 1 } of => ((long)of.TotalMinutes, "minute"),
            var of => ((long)of.TotalSeconds, "second"),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{count} {unit}{(count == 1 ? "" : "s")}");
    }

    /// <summary>A span as it follows the word "every".</summary>
    public static string Every(TimeSpan span)
    {
        if (span == TimeSpan.FromDays(1))
        {
            return "day";
        }

        if (Span(span) is var text && text.StartsWith("1 ", StringComparison.Ordinal))
        {
            return text[2..];
        }

        return text;
    }

    /// <summary>When a resource was last changed, and by what.</summary>
    public static string Of(LastChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        var by = change.By is { } id ? $"{change.ByType} {id}" : change.ByType;
        return string.Create(CultureInfo.InvariantCulture, $"last changed {change.At.UtcDateTime:u}{(by is null ? "" : $" by {by}")}");
    }

    /// <summary>Account and deployment say enough to a reader; the JSON has the whole id. Anything else stays as it is.</summary>
    public static string ShortOf(string id) =>
        ResourceId.TryParse(id, out var parsed) && parsed.Type is not null
            ? string.Join('/', parsed.Value.Split('/').Skip(8).Where((_, index) => index % 2 == 0))
            : id;

    /// <summary>What a run was asked: a manual action, a scope, or everything.</summary>
    public static string Asked(RunReport run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.ManualAction is { } action)
        {
            return $"{Of(action.Kind)} {action.Target}";
        }

        if (run.Scope is { } scope)
        {
            return ShortOf(scope);
        }

        return "everything";
    }
}

/// <summary>Names of things as people read them.</summary>
internal static class ReportText
{
    /// <summary>A kind of resource, in lower case.</summary>
    public static string Of(ResourceKind kind) =>
        kind switch
        {
            ResourceKind.Api => "API",
            ResourceKind.NamedValue => "named value",
            ResourceKind.ProductLink => "product link",
            ResourceKind.Identity => "identity",
            ResourceKind.Role => "role",
            ResourceKind.Backend => "backend",
            ResourceKind.Fragment => "policy fragment",
            ResourceKind.Policy => "policy",
            ResourceKind.OperationPolicy => "operation policy",
            ResourceKind.Diagnostic => "diagnostic",
            ResourceKind.Tag => "tag",
            _ => kind.ToString(),
        };
}
