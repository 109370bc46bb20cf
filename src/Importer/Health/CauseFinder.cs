namespace Importer.Health;

/// <summary>Finds why a test call did not go well: the first line of the table that fits.</summary>
internal static class CauseFinder
{
    private static readonly CauseRule[] Rules =
        [.. DesignCauses.Rules, .. SilenceCauses.Rules, .. GatewayCauses.Rules, .. LimitCauses.Rules, .. AccessCauses.Rules, .. NotFoundCauses.Rules, .. ModelCauses.Rules];

    /// <summary>The cause of <paramref name="fault"/>.</summary>
    public static Cause Find(ProbeFault fault, ProbeFacts facts) =>
        Rules.FirstOrDefault(rule => rule.Fits(fault, facts))?.Find(fault, facts)
        ?? new Cause(CauseCode.Unknown, "the answer is none that is known", "look at the message; run the call in the API's Test tab of the Azure portal with a trace");
}
