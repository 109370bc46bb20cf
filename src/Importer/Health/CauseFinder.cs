namespace Importer.Health;

/// <summary>Finds why a test call did not go well: the first line of <see cref="Causes.Table"/> that fits.</summary>
internal static class CauseFinder
{
    /// <summary>The cause of <paramref name="fault"/>.</summary>
    public static Cause Find(ProbeFault fault, ProbeFacts facts) =>
        Causes.Table.FirstOrDefault(rule => rule.Fits(fault, facts))?.Find(fault, facts)
        ?? new Cause(CauseCode.Unknown, "the answer is none that is known", "look at the message; run the call in the API's Test tab of the Azure portal with a trace");

    /// <summary>The cause that lies in what is not as designed; there was no call.</summary>
    public static Cause OfDesign(ProbeFacts facts) => DesignCauses.Of(facts);
}

/// <summary>One line of the table of causes.</summary>
/// <param name="Fits">Whether the answer looks like it.</param>
/// <param name="Find">The cause, with the fix for this account and service.</param>
internal sealed record CauseRule(Func<ProbeFault, ProbeFacts, bool> Fits, Func<ProbeFault, ProbeFacts, Cause> Find);
