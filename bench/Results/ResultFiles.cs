using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bench.Parts;
using Bench.Running;

namespace Bench.Results;

/// <summary>
/// Writes the results: JSON for machines, a Markdown table for people, and that table into a document. A part that was
/// measured replaces what the same part said before; the others stay, each with the day it was measured.
/// </summary>
internal static class ResultFiles
{
    private const string Opens = "<!-- bench -->";
    private const string Closes = "<!-- /bench -->";

    // A function instance has 512 MB, and half of it is for the runtime, the host and what nobody foresaw.
    private const double MostMb = 256;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static async Task WriteAsync(BenchOptions options, Findings findings, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.Out);
        var json = Path.Combine(options.Out, "results.json");
        var parts = File.Exists(json) ? JsonNode.Parse(await File.ReadAllTextAsync(json, cancellationToken))!.AsObject() : [];
        foreach (var part in findings.Rows.Select(row => row.Part).Distinct())
        {
            parts[part] = Json(part, findings);
        }

        var table = Table(parts);
        await File.WriteAllTextAsync(json, parts.ToJsonString(Indented), cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(options.Out, "results.md"), table, cancellationToken);
        if (options.IsOneOfMany)
        {
            return;
        }

        await Console.Out.WriteLineAsync($"\n{table}\nresults: {json}");
        if (options.Readme is { } readme)
        {
            var text = await File.ReadAllTextAsync(readme, cancellationToken);
            await File.WriteAllTextAsync(readme, Between(text, table), cancellationToken);
        }
    }

    private static string Table(JsonObject parts)
    {
        var measured = PartTable.All.Select(part => parts[part.Name]).OfType<JsonObject>().ToList();
        var peaks = PartTable.All.Select(part => (part.Name, Found: parts[part.Name] as JsonObject)).Where(part => part.Found is not null);
        var text = new StringBuilder("| what | measured |\n|---|---|\n");
        foreach (var row in measured.SelectMany(part => part["rows"]!.AsArray()))
        {
            text.Append($"| {row!["what"]} | {row["measured"]} |\n");
        }

        if (Peaks(peaks.Select(part => (part.Name, part.Found!))) is { Count: > 0 } most)
        {
            text.Append(
                $"| Most memory that a process of the importer held, by part (limit {MostMb:N0} MB) | {string.Join(", ", most)} |\n"
            );
        }

        return text.Append(
                $"\n{string.Join("; ", measured.Select(part => (string)part["machine"]!).Distinct())}; LocalAzure on the same machine.\n"
            )
            .ToString();
    }

    private static List<string> Peaks(IEnumerable<(string Name, JsonObject Found)> parts) =>
        [
            .. parts
                .Select(part =>
                    (
                        part.Name,
                        Most: part.Found["findings"]!
                            .AsArray()
                            .Where(finding => ((string)finding!["name"]!).EndsWith(Findings.PeakName, StringComparison.Ordinal))
                            .Max(finding => (double?)finding!["value"])
                    )
                )
                .Where(part => part.Most is not null)
                .Select(part => $"{part.Name} {part.Most:N0} MB{(part.Most > MostMb ? " (over it)" : "")}"),
        ];

    private static string Machine() =>
        $"{Environment.ProcessorCount} processors, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1 << 30)} GB, {RuntimeInformation.OSArchitecture} {(OperatingSystem.IsLinux() ? "Linux" : RuntimeInformation.OSDescription)}, .NET {Environment.Version}, {DateTime.UtcNow:yyyy-MM-dd}";

    private static JsonObject Json(string part, Findings findings) =>
        new()
        {
            ["machine"] = Machine(),
            ["rows"] = new JsonArray([
                .. findings
                    .Rows.Where(row => row.Part == part)
                    .Select(row => (JsonNode)new JsonObject { ["what"] = row.What, ["measured"] = row.Measured }),
            ]),
            ["findings"] = new JsonArray([
                .. findings
                    .All.Where(finding => finding.Part == part)
                    .Select(finding =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["name"] = finding.Name,
                                ["value"] = double.IsFinite(finding.Value) ? finding.Value : null,
                                ["unit"] = finding.Unit,
                                ["count"] = finding.IsCount,
                                ["note"] = finding.Note,
                            }
                    ),
            ]),
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
