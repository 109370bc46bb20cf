namespace Importer.Gateway;

/// <summary>What a plan needs to know of the gateway.</summary>
public sealed record GatewayQuery
{
    /// <summary>The service, as read at the start of the run.</summary>
    public required ServiceInfo Service { get; init; }

    /// <summary>The APIs as they were listed at the start of the run; null to list them now.</summary>
    public IReadOnlyList<Observed>? Apis { get; init; }

    /// <summary>What the gateway should hold: these are read in full where they exist.</summary>
    public required IReadOnlyList<GatewayResource> Wanted { get; init; }

    /// <summary>Whether resources with this mark are in question: these are read in full too.</summary>
    public required Func<OwnershipMark, bool> IsInScope { get; init; }

    /// <summary>Whether the products that an API is in are in question; they cost a list for each API.</summary>
    public bool WithProducts { get; init; } = true;

    /// <summary>Whether the tags of APIs are in question; they cost a list, and one more for each API.</summary>
    public bool WithTags { get; init; } = true;
}
