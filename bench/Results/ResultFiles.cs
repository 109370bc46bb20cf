using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bench.Running;

namespace Bench.Results;

/// <summary>Writes the results: JSON for machines, a Markdown table for people, and that table into a document.</summary>
internal static class ResultFiles
{
    private const string Opens = "<!-- bench -->";
    private const string Closes = "<!-- /bench -->";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static async Task WriteAsync(BenchOptions options, Findings findings, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.Out);
        var json = Path.Combine(options.Out, "results.json");
        var table = Table(findings);
        await File.WriteAllTextAsync(json, Json(findings).ToJsonString(Indented), cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(options.Out, "results.md"), table, cancellationToken);
        await Console.Out.WriteLineAsync($"\n{table}\nresults: {json}");
        if (options.Readme is { } readme)
        {
            var text = await File.ReadAllTextAsync(readme, cancellationToken);
            await File.WriteAllTextAsync(readme, Between(text, table), cancellationToken);
        }
    }

    private static string Table(Findings findings)
    {
        var text = new StringBuilder($"| what | measured |\n|---|---|\n");
        foreach (var row in findings.Rows)
        {
            text.Append($"| {row.What} | {row.Measured} |\n");
        }

        return text.Append($"\n{Machine()}\n").ToString();
    }

    private static string Machine() =>
        $"{Environment.ProcessorCount} processors, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1 << 30)} GB, {RuntimeInformation.OSArchitecture} {(OperatingSystem.IsLinux() ? "Linux" : RuntimeInformation.OSDescription)}, .NET {Environment.Version}, {DateTime.UtcNow:yyyy-MM-dd}; LocalAzure on the same machine.";

    private static JsonObject Json(Findings findings) => new()
    {
        ["machine"] = Machine(),
        ["findings"] = new JsonArray([.. findings.All.Select(finding => (JsonNode)new JsonObject
        {
            ["part"] = finding.Part,
            ["name"] = finding.Name,
            ["value"] = finding.Value,
            ["unit"] = finding.Unit,
            ["count"] = finding.IsCount,
            ["note"] = finding.Note,
        })]),
    };

    private static string Between(string text, string table)
    {
        var from = text.IndexOf(Opens, StringComparison.Ordinal);
        var to = text.IndexOf(Closes, StringComparison.Ordinal);
        return from < 0 || to < from
            ? throw new InvalidOperationException($"The document holds no {Opens} … {Closes}.")
            : $"{text[..(from + Opens.Length)]}\n{table}{text[to..]}";
    }
}
