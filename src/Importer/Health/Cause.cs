namespace Importer.Health;

/// <summary>Why a test call did not go well.</summary>
/// <param name="Code">In one word.</param>
/// <param name="Sentence">In a sentence for people.</param>
/// <param name="Fix">What to do: a setting, a command, or a place in the portal.</param>
public sealed record Cause(CauseCode Code, string Sentence, string Fix)
{
    /// <summary>True when a fresh role, key, deployment or API makes the same answer for some minutes, so that it may pass by itself.</summary>
    public bool MayPass { get; init; }
}
