namespace Importer.Gateway;

/// <summary>A piece of policy that policies include by its name.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/api-management/policy-fragments</remarks>
internal sealed record PolicyFragment : GatewayResource
{
    /// <summary>The most that a fragment may hold, in bytes.</summary>
    public const int MaxSize = 32 * 1024;

    /// <summary>The fragment's id, at most 80 characters.</summary>
    public required string Id { get; init; }

    /// <summary>The document, whose root is <c>fragment</c>.</summary>
    public required string Xml { get; init; }

    /// <summary>A sentence for people, without the ownership tag; the ownership tag is added when it is written.</summary>
    public string Description { get; init; } = "";

    /// <summary>The ownership tag; null on a fragment that is not ours.</summary>
    public OwnershipTag? OwnershipTag { get; init; }

    /// <inheritdoc/>
    public override ResourceKey Key => new(ResourceKind.Fragment, Id);
}
