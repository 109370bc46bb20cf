using LocalAzure.Gateway.Policies;

namespace LocalAzure.Gateway.Documents;

/// <summary>One policy: where it may stand, what it may hold, and how it is made ready to run.</summary>
internal sealed record PolicyShape
{
    public required ElementShape Element { get; init; }

    public required PolicySections Sections { get; init; }

    public PolicyScope Scopes { get; init; } = PolicyScope.Any;

    /// <summary>Whether the Consumption tier has it.</summary>
    public bool OnConsumption { get; init; } = true;

    /// <summary>Whether the v2 tiers have it.</summary>
    public bool OnV2 { get; init; } = true;

    /// <summary>Whether a section may hold it only once.</summary>
    public bool Once { get; init; }

    /// <summary>The reference page.</summary>
    public required string Source { get; init; }

    /// <summary>Rules that the tables cannot say; each yields what is wrong.</summary>
    public Func<PolicyNode, IEnumerable<string>> Also { get; init; } = static _ => [];

    /// <summary>Makes the policy from a checked element.</summary>
    public required Func<PolicyNode, Policy> Make { get; init; }

    public string Name => Element.Name;
}
