using Importer.Planning;
using Importer.Reports;
using Importer.Runs;

namespace Importer.Reconciliation;

/// <summary>Who said yes to a plan said it to what was shown: what came up meanwhile is shown first.</summary>
internal static class Agreement
{
    /// <summary>The plan itself; refused when it holds a change that nobody agreed to.</summary>
    /// <param name="plan">What would be written now.</param>
    /// <param name="agreed">What was agreed to; null where nobody was asked.</param>
    public static Plan Guard(Plan plan, IReadOnlyList<AgreedChange>? agreed)
    {
        if (agreed is null || plan.Refusal is not null)
        {
            return plan;
        }

        var known = agreed.ToHashSet();
        var others = plan.Steps.Where(step => !known.Contains(new(step.Change, step.Key, step.Differences))).ToList();
        return others is [var first, ..]
            ? plan with
            {
                Refusal =
                    $"what is to be written has changed since it was shown: {others.Count} change(s) that nobody agreed to, the first of which is to {first.Change.ToString().ToLowerInvariant()} {ReportText.Of(first.Key.Kind)} {first.Key.Name}. Look at the plan again, and agree to that",
            }
            : plan;
    }
}
