using Importer.Planning;
using Importer.Reports;

namespace Importer;

/// <summary>What an errand comes to: a plan, and what people should know beside it.</summary>
/// <param name="Plan">The plan; its refusal says why nothing is done.</param>
/// <param name="Notes">What is left as it is, and what a person has to do.</param>
internal sealed record ErrandPlan(Plan Plan, IReadOnlyList<RunSetAside> Notes)
{
    /// <summary>An errand that is not done, with the way out.</summary>
    public static ErrandPlan Refused(string reason) => new(new Plan { Steps = [], Unchanged = 0, Refusal = reason }, []);
}
