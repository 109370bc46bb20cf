namespace Importer.Gateway;

/// <summary>What a step does to a resource.</summary>
public enum ChangeKind
{
    /// <summary>It is not there and should be.</summary>
    Create,

    /// <summary>It is there and differs.</summary>
    Update,

    /// <summary>It is there and should not be.</summary>
    Delete,
}
