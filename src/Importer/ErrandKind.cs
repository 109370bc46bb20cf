namespace Importer;

/// <summary>What a person asks for besides looking at a scope.</summary>
public enum ErrandKind
{
    /// <summary>Take over an API that people made, and manage it where it stands.</summary>
    Adopt,

    /// <summary>Stop managing an API, and delete nothing.</summary>
    Detach,

    /// <summary>Put back what a run has withdrawn.</summary>
    Restore,
}
