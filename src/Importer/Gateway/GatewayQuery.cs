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

    /// <summary>
    /// Whether something may be withdrawn: then, where a backend or named value in scope is not wanted, everything else that may
    /// use it is read too.
    /// </summary>
    public bool WithUsers { get; init; }

    /// <summary>True when <paramref name="found"/> is a backend or named value in scope that is not wanted.</summary>
    public bool MayLeave(Observed found, IReadOnlySet<ResourceKey> wanted)
    {
        ArgumentNullException.ThrowIfNull(found);
        ArgumentNullException.ThrowIfNull(wanted);
        return found is { Resource: Backend or NamedValue, Mark: { } mark } && !wanted.Contains(found.Resource.Key) && IsInScope(mark);
    }

    /// <summary>True when <paramref name="found"/> is an API that is wanted or in scope.</summary>
    public bool IsInQuestion(Observed found, IReadOnlySet<ResourceKey> wanted)
    {
        ArgumentNullException.ThrowIfNull(found);
        ArgumentNullException.ThrowIfNull(wanted);
        return found.Resource is Api && (wanted.Contains(found.Resource.Key) || (found.Mark is { } mark && IsInScope(mark)));
    }
}
