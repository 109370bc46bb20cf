namespace Importer;

/// <summary>Whether a run writes.</summary>
public enum RunMode
{
    /// <summary>Carry the plan out.</summary>
    Apply,

    /// <summary>Only tell what would be done.</summary>
    Plan,
}
