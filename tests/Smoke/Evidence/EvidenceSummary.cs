using System.Globalization;
using System.Text;

namespace Smoke.Evidence;

/// <summary>What came of one step.</summary>
internal sealed record StepResult(string Name, bool IsGood, string Sentence, TimeSpan Took);

/// <summary>What a run found, for people: names are not replaced in sentences, so the sentences of what was verified stay out.</summary>
internal sealed class EvidenceSummary(string run, bool isLocal)
{
    private readonly List<StepResult> _steps = [];

    /// <summary>Adds a step.</summary>
    public void Add(StepResult step) => _steps.Add(step);

    /// <summary>The page.</summary>
    public string Write(IEnumerable<KeyValuePair<string, int>> calls)
    {
        var page = new StringBuilder();
        var verdict = _steps.All(step => step.IsGood) ? "every step was verified" : "not every step was verified";
        page.Append(
            CultureInfo.InvariantCulture,
            $"# Smoke run {run}\n\nAgainst {(isLocal ? "LocalAzure" : "Resource Manager")}: {verdict}.\n\n"
        );
        page.Append("| step | came to | seconds |\n|---|---|---|\n");
        foreach (var step in _steps)
        {
            page.Append(
                CultureInfo.InvariantCulture,
                $"| {step.Name} | {(step.IsGood ? "verified" : "failed")} | {step.Took.TotalSeconds:0.0} |\n"
            );
        }

        page.Append("\n| calls to Resource Manager | |\n|---|---|\n");
        foreach (var (method, count) in calls)
        {
            page.Append(CultureInfo.InvariantCulture, $"| {method} | {count} |\n");
        }

        return page.Append(
                "\nThe calls are beside this page. How LocalAzure answers them: `dotnet run --project src/LocalAzure -- compare FILE`.\n"
            )
            .ToString();
    }
}
