namespace Importer.Gateway;

/// <summary>Something the gateway should hold, or holds.</summary>
public abstract record GatewayResource
{
    /// <summary>What names it.</summary>
    public abstract ResourceKey Key { get; }

    /// <summary>What must be there before it, and is held back with it; keys that the plan does not touch do not matter.</summary>
    public virtual IReadOnlyList<ResourceKey> DependsOn => [];

    /// <summary>The API whose writes it must not overlap with; null when it belongs to none.</summary>
    public virtual string? ApiId => null;
}
