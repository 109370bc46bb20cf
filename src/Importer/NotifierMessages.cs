using System.Text.Json.Nodes;
using Importer.Reports;

namespace Importer;

/// <summary>What webhooks are told, in the two forms that settings name.</summary>
internal static class NotifierMessages
{
    private const int Most = 10;

    /// <summary>Plain JSON.</summary>
    public static JsonObject Plain(ReportDocument report) => new()
    {
        ["title"] = Title(report),
        ["generatedAt"] = report.GeneratedAt,
        ["attention"] = new JsonArray([.. report.Attention.Select(item => (JsonNode)new JsonObject { ["subject"] = item.Subject, ["what"] = item.What, ["fix"] = item.Fix })]),
    };

    /// <summary>An adaptive card in the message that a Teams workflow takes.</summary>
    /// <remarks>Source: https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using</remarks>
    public static JsonObject Card(ReportDocument report) => new()
    {
        ["type"] = "message",
        ["attachments"] = new JsonArray(new JsonObject
        {
            ["contentType"] = "application/vnd.microsoft.card.adaptive",
            ["contentUrl"] = null,
            ["content"] = new JsonObject
            {
                ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
                ["type"] = "AdaptiveCard",
                ["version"] = "1.4",
                ["body"] = new JsonArray([Block(Title(report), "Bolder"), .. report.Attention.Take(Most).Select(Line)]),
            },
        }),
    };

    private static JsonNode Line(ReportAttention item) =>
        Block($"{ReportWords.ShortOf(item.Subject)}: {item.What}{(item.Fix is { } fix ? $" Fix: {fix}" : "")}", "Default");

    private static JsonObject Block(string text, string weight) =>
        new() { ["type"] = "TextBlock", ["text"] = text, ["weight"] = weight, ["wrap"] = true };

    private static string Title(ReportDocument report) => report.Attention.Count == 0
        ? "Foundry models behind API Management: all is well again"
        : $"Foundry models behind API Management: {report.Attention.Count} thing(s) need a person";
}
