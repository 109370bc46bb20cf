namespace Importer.Runs;

/// <summary>One thing that a person asks for by name.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Target">The API (its id, its full Azure id or its display name), or the run to restore from.</param>
public sealed record ManualAction(ManualActionKind Kind, string Target);

/// <summary>What a person asks for besides looking at a scope.</summary>
public enum ManualActionKind
{
    /// <summary>Take over an API that people made, and manage it where it stands.</summary>
    Adopt,

    /// <summary>Stop managing an API, and delete nothing.</summary>
    Detach,

    /// <summary>Put back what a run has withdrawn.</summary>
    Restore,
}
