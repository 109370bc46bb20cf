using System.Globalization;
using System.Text.Json;
using Importer.Reports;
using Importer.Storage;
using Pages;

namespace Functions.Publishing;

/// <summary>Writes a report to the store: as a page, as data and as Markdown, under its day and as the latest.</summary>
internal sealed class ReportPublisher(ReportRenderer renderer, IDocumentStore store)
{
    /// <summary>Writes <paramref name="report"/> down and gives the names of the latest documents.</summary>
    public async Task<IReadOnlyList<string>> PublishAsync(ReportDocument report, CancellationToken cancellationToken)
    {
        var day = report.GeneratedAt.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        (string Suffix, string Type, BinaryData Content)[] forms =
        [
            ("html", "text/html; charset=utf-8", BinaryData.FromString(await renderer.RenderAsync(report))),
            ("md", "text/markdown; charset=utf-8", BinaryData.FromString(ReportMarkdown.Write(report))),
            (
                "json",
                "application/json",
                BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(report, ReportJson.Default.ReportDocument))
            ),
        ];
        foreach (var (suffix, type, content) in forms)
        {
            await store.WriteAsync($"reports/{day}/report.{suffix}", content, type, etag: null, cancellationToken);
            await store.WriteAsync($"reports/latest.{suffix}", content, type, etag: null, cancellationToken);
        }

        return [.. forms.Select(form => $"reports/latest.{form.Suffix}")];
    }
}
