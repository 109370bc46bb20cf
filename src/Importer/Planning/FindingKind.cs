namespace Importer.Planning;

/// <summary>Why a plan leaves something as it is.</summary>
public enum FindingKind
{
    /// <summary>Somebody else holds the id or the path.</summary>
    Conflict,

    /// <summary>An ownership mark that does not verify where it stands: a copy or a forgery, left alone.</summary>
    Copy,

    /// <summary>Ours and no longer wanted, but not to be withdrawn.</summary>
    Kept,

    /// <summary>Ours and no longer wanted, to be withdrawn later.</summary>
    Leaving,

    /// <summary>Goes with something that is withdrawn, and does not come back.</summary>
    Lost,

    /// <summary>Changed outside and waiting for somebody who wants the change.</summary>
    Waiting,

    /// <summary>A right is missing that settings say not to grant.</summary>
    Permission,

    /// <summary>Something that people keep (a product) is not there.</summary>
    Missing,
}
