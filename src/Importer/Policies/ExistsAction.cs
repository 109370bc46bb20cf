namespace Importer.Policies;

/// <summary>What happens to a header or query parameter that is already there.</summary>
public enum ExistsAction
{
    /// <summary>The given values take its place (what API Management does when nothing is said).</summary>
    Override,

    /// <summary>It stays and the given values are left out.</summary>
    Skip,

    /// <summary>The given values are added to it.</summary>
    Append,

    /// <summary>It goes.</summary>
    Delete,
}
