namespace Importer.Gateway;

/// <summary>Names one resource of the gateway; names are compared without regard to case.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Its name: an API's id, <c>product/api</c> for a link, the account's id for a role.</param>
public readonly record struct ResourceKey(ResourceKind Kind, string Name)
{
    /// <inheritdoc/>
    public bool Equals(ResourceKey other) => Kind == other.Kind && string.Equals(Name, other.Name, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Name is null ? 0 : StringComparer.OrdinalIgnoreCase.GetHashCode(Name));

    /// <inheritdoc/>
    public override string ToString() => $"{Kind} {Name}";
}
