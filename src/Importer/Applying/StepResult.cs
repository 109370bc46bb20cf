using Importer.Gateway;
using Importer.Planning;

namespace Importer.Applying;

/// <summary>What came of one planned step.</summary>
public sealed record StepResult
{
    /// <summary>The step.</summary>
    public required PlannedStep Step { get; init; }

    /// <summary>What came of it.</summary>
    public required StepOutcome Outcome { get; init; }

    /// <summary>Why it failed or was held back.</summary>
    public string? Reason { get; init; }

    /// <summary>What to do about a step that was not done: whether the run is worth trying again follows this kind, never the sentence. Null when it was done.</summary>
    public WriteFailureKind? Failure { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Took { get; init; }
}
