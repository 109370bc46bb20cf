using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Importer.Reports;

namespace Pages;

/// <summary>A row of a table as the page's script takes it.</summary>
/// <param name="Status">What the status filter chooses by.</param>
/// <param name="Link">Where it leads in the portal.</param>
/// <param name="Call">What it puts into the snippets.</param>
/// <param name="Cells">For each column what it is sorted by, and its lines.</param>
internal sealed record PackedRow(string? Status, string? Link, string? Call, IReadOnlyList<PackedCell> Cells);

/// <summary>A cell of a packed row.</summary>
/// <param name="Value">What it is sorted by.</param>
/// <param name="Lines">Its lines.</param>
internal sealed record PackedCell(string Value, params IReadOnlyList<string> Lines);

/// <summary>The rows beyond <see cref="PageBounds.Rows"/>: JSON, compressed, in the page itself, so that the page needs nobody.</summary>
internal sealed class PackedRows(ReportDocument report)
{
    private readonly ReportLinks _links = new(report);

    /// <summary>How many rows of which table are packed, as JSON; null when none is.</summary>
    public string? Counts { get; private set; }

    /// <summary>The rows in Base64; null when there are none.</summary>
    public string? Pack()
    {
        var series = HealthRows.Series(report.Trends);
        var checks = HealthRows.InOrder(report.Health?.Checks ?? []);
        (string Table, IReadOnlyList<PackedRow> Rows)[] tables =
        [
            ("account", [.. AccountRows.Of(report).Skip(PageBounds.Rows).Select(Account)]),
            ("health", [.. checks.Skip(PageBounds.Rows).Select(check => Health(check, HealthRows.SeriesOf(check, series)))]),
            ("alias", [.. AliasRows.Aliases(report.Aliases).Skip(PageBounds.Rows).Select(Alias)]),
            ("member", [.. AliasRows.Members(report.Aliases).Skip(PageBounds.Rows).Select(Member)]),
            ("api", [.. (report.Health?.Apis ?? []).Skip(PageBounds.Rows).Select(Api)]),
            ("import", [.. (report.Health?.Imported ?? []).Skip(PageBounds.Rows).Select(Import)]),
        ];
        var packed = tables.Where(table => table.Rows.Count > 0).ToList();
        if (packed.Count == 0)
        {
            return null;
        }

        Counts = $"{{{string.Join(',', packed.Select(table => $"\"{table.Table}\":{table.Rows.Count}"))}}}";
        return Convert.ToBase64String(
            Compressed(writer =>
            {
                foreach (var (table, rows) in packed)
                {
                    writer.WriteStartArray(table);
                    rows.ToList().ForEach(row => Write(writer, row));
                    writer.WriteEndArray();
                }
            })
        );
    }

    private static byte[] Compressed(Action<Utf8JsonWriter> write)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize))
        {
            gzip.Write(json.WrittenSpan);
        }

        return packed.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, PackedRow row)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in new[] { ("s", row.Status), ("u", row.Link), ("call", row.Call) })
        {
            if (value is not null)
            {
                writer.WriteString(name, value);
            }
        }

        writer.WriteStartArray("c");
        foreach (var cell in row.Cells)
        {
            writer.WriteStartArray();
            writer.WriteStringValue(cell.Value);
            cell.Lines.ToList().ForEach(writer.WriteStringValue);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private PackedRow Account(AccountRow account) =>
        new(
            DisplayText.Of(account.Worst),
            _links.Portal(account.Id),
            null,
            [
                new(account.Name, account.Name),
                new(DisplayText.Of(account.Worst), DisplayText.Of(account.Worst)),
                .. new[] { account.Deployments, account.Healthy, account.Unhealthy, account.Other }.Select(count => new PackedCell(
                    Formatting.Plain(count),
                    Formatting.Count(count)
                )),
            ]
        );

    private PackedRow Health(HealthCheck check, HealthSeries series)
    {
        var name = DisplayText.ShortOf(check.Deployment);
        var latency = new[] { Formatting.Latency(check), Formatting.Median(series), Formatting.NearlyAll(series) };
        return new(
            DisplayText.Of(check.Status),
            _links.Portal(check.Deployment),
            null,
            [
                new(name, name, HealthRows.Through(check), check.Cause ?? "", check.Fix is { Length: > 0 } fix ? $"Fix: {fix}" : ""),
                new(
                    DisplayText.Of(check.Status),
                    DisplayText.Of(check.Status),
                    check.HttpStatus is { } http ? $"HTTP {http}" : "",
                    check.HealthyAt is { } at ? $"proven {Formatting.Moment(at)}" : ""
                ),
                new(check.LatencyMs?.ToString(CultureInfo.InvariantCulture) ?? "", [.. latency.OfType<string>()]),
                new(series.Availability()?.ToString(CultureInfo.InvariantCulture) ?? "", Formatting.Share(series.Availability())),
                new("", TrendDrawing.Runs(series, report.GeneratedAt), TrendDrawing.SentenceOf(series)),
                new(
                    check.Usage?.TotalTokens.ToString(CultureInfo.InvariantCulture) ?? "",
                    check.Usage?.TotalTokens.ToString(CultureInfo.InvariantCulture) ?? "–"
                ),
            ]
        );
    }

    private static PackedRow Alias(ReportAlias alias)
    {
        var state = DisplayText.Of(alias.State);
        return new(
            state,
            null,
            null,
            [
                new(alias.Alias, alias.Alias, $"fleet {alias.Fleet}"),
                new(state, state, alias.Sentence),
                new(Formatting.Plain(alias.Members.Count), Formatting.Count(alias.Members.Count)),
                new("", [AliasRows.LossTitle(alias), .. AliasRows.LossesOf(alias)]),
            ]
        );
    }

    private static PackedRow Member(MemberRow row)
    {
        var name = DisplayText.ShortOf(row.Deployment);
        return new(
            row.State,
            null,
            null,
            [
                new(name, name),
                new(row.Alias, row.Alias.Length > 0 ? row.Alias : "–", $"fleet {row.Fleet}"),
                new(row.Priority is { } place ? Formatting.Plain(place) : "", AliasRows.Number(row.Priority)),
                new(row.Share is { } share ? Formatting.Plain(share) : "", AliasRows.Number(row.Share, " %")),
                new(row.Sku, row.Sku.Length > 0 ? row.Sku : "–", row.Where),
                new(row.State, row.State, row.Sentence),
            ]
        );
    }

    private PackedRow Api(ImportedApi api) =>
        new(
            null,
            null,
            ApiTable.CallOf(api, report.Health?.Gateway),
            [
                new(api.Api, api.Api),
                new(api.Path, ApiTable.AddressOf(api, report.Health?.Gateway)),
                new($"{api.Compatibility}", $"{api.Compatibility}"),
                new(api.KeyHeader ?? "", api.KeyHeader ?? "none needed"),
                new(
                    Formatting.Plain(api.Policies.Count),
                    api.Policies.Count == 0 ? ["–"] : [Formatting.Rules(api.Policies.Count), .. api.Policies]
                ),
            ]
        );

    private PackedRow Import(ImportedDeployment one)
    {
        var name = DisplayText.ShortOf(one.Deployment);
        var settings = (one.Settings ?? new Dictionary<string, string>())
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => $"{(pair.Key == "*" ? "everything else" : pair.Key)}: {pair.Value}");
        return new(
            null,
            _links.Portal(one.Deployment),
            null,
            [
                new(name, name),
                new(one.Model, one.Model, ImportTable.Kind(one)),
                new(one.Api, one.Api, $"/{one.Path}"),
                new($"{one.Compatibility}", $"{one.Compatibility}"),
                new(
                    one.Reason,
                    [one.Reason, .. one.Lacks is { Count: > 0 } lacks ? new[] { ImportTable.Without(lacks) } : [], .. settings]
                ),
            ]
        );
    }
}
