namespace Importer.Policies;

/// <summary>Where API Management accepts one policy element.</summary>
public sealed record PolicyElementFact
{
    /// <summary>The element's name.</summary>
    public required string Name { get; init; }

    /// <summary>The sections in which it may stand.</summary>
    public required PolicySections Sections { get; init; }

    /// <summary>The scopes at which it is accepted.</summary>
    public PolicyScopes Scopes { get; init; } = PolicyScopes.All;

    /// <summary>The tiers on which it works.</summary>
    public PolicyTiers Tiers { get; init; } = PolicyTiers.All;

    /// <summary>Whether a section holds it at most once.</summary>
    public bool OncePerSection { get; init; }

    /// <summary>The page that says so.</summary>
    public Uri Source => new($"https://learn.microsoft.com/azure/api-management/{Page ?? $"{Name}-policy"}");

    /// <summary>The page's name where it is not the element's name with <c>-policy</c>.</summary>
    internal string? Page { get; init; }
}
