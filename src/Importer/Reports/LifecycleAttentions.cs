using System.Globalization;
using Importer.Lifecycle;

namespace Importer.Reports;

/// <summary>
/// Finds what of the look ahead requires action: deployments whose day is within a threshold, those of one model and day together.
/// </summary>
internal static class LifecycleAttentions
{
    /// <summary>The list, the nearest day first.</summary>
    public static IEnumerable<ReportAttention> Of(LifecycleReport? report)
    {
        if (report is null)
        {
            return [];
        }

        var ahead = report.Deployments.ToDictionary(one => one.Deployment, StringComparer.OrdinalIgnoreCase);
        return report
            .Warnings.Where(warning => warning.Days is not null && ahead.ContainsKey(warning.Deployment))
            .Select(warning => (Warning: warning, Ahead: ahead[warning.Deployment]))
            .OrderBy(pair => pair.Ahead.At)
            .GroupBy(pair => (pair.Ahead.Sentence, pair.Warning.Sentence))
            .Select(same => Item([.. same]));
    }

    private static ReportAttention Item(IReadOnlyList<(RetirementWarning Warning, Retirement Ahead)> same)
    {
        var (warning, ahead) = same[0];
        var since = same.Min(pair => pair.Warning.Since);
        string[] names = [.. same.Select(pair => pair.Ahead.Deployment)];
        var item =
            names.Length == 1
                ? new ReportAttention(ahead.Deployment, warning.Sentence, warning.Fix, since)
                : new ReportAttention(
                    string.Create(CultureInfo.InvariantCulture, $"{names.Length} deployments"),
                    warning.Sentence,
                    warning.Fix,
                    since
                )
                {
                    Names = names,
                };
        return item with { Warnings = [.. same.Select(pair => pair.Warning.Key)] };
    }
}
