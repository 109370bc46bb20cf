namespace Importer.Gateway;

/// <summary>What to do about a write that did not happen.</summary>
public enum WriteFailureKind
{
    /// <summary>The service refuses it for good: tell people.</summary>
    Permanent,

    /// <summary>Somebody changed the resource meanwhile: read and plan again.</summary>
    Changed,

    /// <summary>The service is busy, throttled or away: try the run again later.</summary>
    Later,
}
