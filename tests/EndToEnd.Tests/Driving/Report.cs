using System.Text.Json.Nodes;

namespace EndToEnd.Tests.Driving;

/// <summary>The report as <c>GET /api/report.json</c> tells it.</summary>
public sealed record Report(JsonObject Json)
{
    /// <summary>When the last round of test calls ended; null before the first.</summary>
    public string? TestedAt => (string?)Json["health"]?["generatedAt"];

    /// <summary>The checks of the last round.</summary>
    public IReadOnlyList<JsonNode> Checks => [.. (Json["health"]?["checks"]?.AsArray() ?? []).Select(check => check!)];

    /// <summary>The only check of an account.</summary>
    public JsonNode? CheckOf(string account) => Checks.SingleOrDefault(check => IsIn(account, (string)check["deployment"]!));

    /// <summary>The fixes that a person is told for an account.</summary>
    public IReadOnlyList<string> FixesFor(string account) =>
        [
            .. Json["attention"]!
                .AsArray()
                .Where(item => IsIn(account, (string)item!["subject"]!))
                .Select(item => (string?)item!["fix"] ?? ""),
        ];

    public override string ToString() => Json.ToJsonString();

    private static bool IsIn(string account, string id) => id.Contains($"/accounts/{account}/", StringComparison.OrdinalIgnoreCase);
}
