namespace Importer.Reports;

/// <summary>In which way a resource is not as designed.</summary>
public enum DriftKind
{
    /// <summary>Designed, and not there.</summary>
    Missing,

    /// <summary>Ours, and no longer designed.</summary>
    Orphan,

    /// <summary>There, with fields that differ.</summary>
    Changed,

    /// <summary>Its place is held by something that is not ours.</summary>
    Conflict,

    /// <summary>An identity or role that calls need is not there.</summary>
    Permission,
}
