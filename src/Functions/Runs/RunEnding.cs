using Functions.Input;
using Importer.Gateway;
using Importer.Reports;

namespace Functions.Runs;

/// <summary>What the end of a run means for the message behind it.</summary>
internal static class RunEnding
{
    /// <summary>Where messages go that were tried in vain.</summary>
    public const string PoisonQueue = "import-requests-poison";

    /// <summary>True when something went wrong, and not only has not come yet.</summary>
    public static bool IsFailure(RunReport run) =>
        run.Outcome == RunOutcome.Failed || run.Steps.Any(step => step.Outcome == StepOutcome.Failed);

    /// <summary>True when the message should be delivered again, or, on its last try, go to the poison queue.</summary>
    public static bool Redelivers(RunReport run, Tries tries) => run.TryAgain && (!tries.IsLast || IsFailure(run));

    /// <summary>The end of a run in a few words.</summary>
    public static string Line(RunReport run)
    {
        var (create, update, delete, unchanged) = run.Counts;
        var outcome = run.Outcome is { } ended ? Words.Of(ended) : "has not ended";
        return run.CoveredBy is { } covering
            ? $"was covered by run {covering}"
            : $"{outcome}: {create} created, {update} updated, {delete} deleted, {unchanged} unchanged";
    }

    /// <summary>The run with what its last try means.</summary>
    public static RunReport OnTry(RunReport run, Tries tries)
    {
        if (!run.TryAgain || !tries.IsLast)
        {
            return run;
        }

        return IsFailure(run)
            ? run with { Poisoned = true, Error = $"{Sentence(run.Error)}Gave up after {tries.Number} tries; the message is in {PoisonQueue}." }
            : run with { Error = $"{Sentence(run.Error)}Still waiting after {tries.Number} tries; the next event or drift check looks again." };
    }

    private static string Sentence(string? error) => string.IsNullOrWhiteSpace(error) ? "" : $"{error.TrimEnd(' ', '.')}. ";
}
