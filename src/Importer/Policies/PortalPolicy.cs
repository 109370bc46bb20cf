namespace Importer.Policies;

/// <summary>A policy that the portal's wizard wrote, and what can be taken over from it.</summary>
internal sealed record PortalPolicy
{
    /// <summary>The wizard's generation.</summary>
    public required PortalStyle Style { get; init; }

    /// <summary>The backend resource it points at; null when it names none.</summary>
    public string? BackendId { get; init; }

    /// <summary>The audience of the identity in the policy; null when the backend resource carries it.</summary>
    public string? IdentityResource { get; init; }

    /// <summary>The AI policies in it, by their newer names, in order.</summary>
    public required IReadOnlyList<string> AiPolicies { get; init; }

    /// <summary>Elements that the wizard does not write: somebody added them by hand.</summary>
    public required IReadOnlyList<string> AddedByHand { get; init; }
}

/// <summary>Which generation of the portal's wizard wrote a policy.</summary>
internal enum PortalStyle
{
    /// <summary>The Azure OpenAI wizard of 2024: identity in the policy, its elements in front of <c>base</c>.</summary>
    AzureOpenAI2024,

    /// <summary>The Foundry wizard since 2025: identity on the backend resource, its elements behind <c>base</c>.</summary>
    Foundry2025,
}
