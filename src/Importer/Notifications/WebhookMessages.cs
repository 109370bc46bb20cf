using System.Text.Json.Nodes;
using Importer.Lifecycle;
using Importer.Redaction;
using Importer.Reports;

namespace Importer.Notifications;

/// <summary>What webhooks are told, in the two forms that settings name.</summary>
internal static class WebhookMessages
{
    private const int Most = 10;

    /// <summary>What a webhook remembers of an item: each name that it shows at, so that one more or less of them is news.</summary>
    public static IReadOnlyList<string> SubjectsOf(ReportAttention item) => item.Names.Count > 0 ? item.Names : [item.Subject];

    /// <summary>Plain JSON: everything that requires action now, and what of it is new or settled.</summary>
    public static JsonObject Plain(ReportDocument report, StateChange? change) =>
        new()
        {
            ["title"] = Title(report),
            ["generatedAt"] = report.GeneratedAt,
            ["new"] = Strings([.. change?.New ?? [], .. Untold(report, change).Select(warning => warning.Deployment)]),
            ["settled"] = Strings(change?.Settled),
            ["warnings"] = new JsonArray([
                .. Untold(report, change)
                    .Select(warning =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["subject"] = warning.Deployment,
                                ["days"] = warning.Days,
                                ["what"] = SecretRedaction.WithoutSecrets(warning.Sentence),
                                ["fix"] = warning.Fix is { } fix ? SecretRedaction.WithoutSecrets(fix) : null,
                            }
                    ),
            ]),
            ["attention"] = new JsonArray([
                .. report.Attention.Select(item =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["subject"] = item.Subject,
                            ["names"] = Strings(item.Names),
                            ["what"] = SecretRedaction.WithoutSecrets(item.What),
                            ["fix"] = item.Fix is { } fix ? SecretRedaction.WithoutSecrets(fix) : null,
                        }
                ),
            ]),
        };

    /// <summary>An adaptive card in the message that a Teams workflow takes.</summary>
    /// <remarks>Source: https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using</remarks>
    public static JsonObject Card(ReportDocument report, StateChange? change) =>
        new()
        {
            ["type"] = "message",
            ["attachments"] = new JsonArray(
                new JsonObject
                {
                    ["contentType"] = "application/vnd.microsoft.card.adaptive",
                    ["contentUrl"] = null,
                    ["content"] = new JsonObject
                    {
                        ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
                        ["type"] = "AdaptiveCard",
                        ["version"] = "1.4",
                        ["body"] = new JsonArray([
                            Block(Title(report), "Bolder"),
                            .. Lines(report, change).Select(JsonNode (line) => Run(line)),
                        ]),
                    },
                }
            ),
        };

    // What is new comes first: a card shows ten things and says how many more there are.
    private static IEnumerable<string> Lines(ReportDocument report, StateChange? change)
    {
        var isNew = (change?.New ?? []).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var untold = Untold(report, change);
        foreach (var warning in untold.Take(Most))
        {
            yield return $"New: {Plain(DisplayText.ShortOf(warning.Deployment))}: {Plain(warning.Sentence)}{(warning.Fix is { } fix ? $" Fix: {Plain(fix)}" : "")}";
        }

        if (untold.Count > Most)
        {
            yield return $"… and {untold.Count - Most} more warnings of what is ahead; see the report.";
        }

        var keys = untold.Take(Most).Select(warning => warning.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var rest = report.Attention.Where(item => !item.Warnings.Any(keys.Contains)).OrderByDescending(IsNew).ToList();
        foreach (var item in rest.Take(Most))
        {
            yield return $"{(IsNew(item) ? "New: " : "")}{Plain(DisplayText.ShortOf(item.Subject))}: {Plain(item.What)}{NamesOf(item)}{(item.Fix is { } fix ? $" Fix: {Plain(fix)}" : "")}";
        }

        if (rest.Count > Most)
        {
            yield return $"… and {rest.Count - Most} more; see the report.";
        }

        if (change is { Settled.Count: > 0 })
        {
            yield return $"Settled: {string.Join(", ", change.Settled.Take(Most).Select(subject => Plain(DisplayText.ShortOf(subject))))}{(change.Settled.Count > Most ? ", …" : "")}";
        }

        bool IsNew(ReportAttention item) => SubjectsOf(item).Any(isNew.Contains);
    }

    private static List<RetirementWarning> Untold(ReportDocument report, StateChange? change) =>
        [
            .. (report.Lifecycle?.Warnings ?? []).Where(warning =>
                change?.Warnings.Contains(warning.Key, StringComparer.OrdinalIgnoreCase) == true
            ),
        ];

    private static string NamesOf(ReportAttention item) =>
        item.Names.Count == 0
            ? ""
            : $" ({string.Join(", ", item.Names.Take(Most).Select(name => Plain(DisplayText.ShortOf(name))))}{(item.Names.Count > Most ? ", …" : "")})";

    private static JsonArray Strings(IReadOnlyList<string>? values) => new([.. (values ?? []).Select(value => JsonValue.Create(value))]);

    // A bare address can become a link in a client that reads no Markdown at all.
    private static string Plain(string text) => SecretRedaction.WithoutSecrets(text).Replace("://", "[:]//", StringComparison.Ordinal);

    // A text run takes its text as it is; a text block would read Markdown, and a name that people chose become a link. A mention
    // needs an entity that the card does not have.
    // Source: https://learn.microsoft.com/adaptive-cards/authoring-cards/text-features
    private static JsonObject Run(string text) =>
        new() { ["type"] = "RichTextBlock", ["inlines"] = new JsonArray(new JsonObject { ["type"] = "TextRun", ["text"] = text }) };

    private static JsonObject Block(string text, string weight) =>
        new()
        {
            ["type"] = "TextBlock",
            ["text"] = text,
            ["weight"] = weight,
            ["wrap"] = true,
        };

    private static string Title(ReportDocument report) =>
        report.Attention.Count switch
        {
            0 => $"Foundry models behind API Management: {report.Proof?.Headline ?? "no action required"}",
            1 => "Foundry models behind API Management: 1 action required",
            var count => $"Foundry models behind API Management: {count} actions required",
        };
}
