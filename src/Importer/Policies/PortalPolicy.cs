namespace Importer.Policies;

/// <summary>A policy that the portal's wizard wrote, and what can be taken over from it.</summary>
public sealed record PortalPolicy
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
