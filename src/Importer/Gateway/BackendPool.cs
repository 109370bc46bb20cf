namespace Importer.Gateway;

/// <summary>A backend that hands each call to one of several others. It shares its ids with them.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/api-management/backends#load-balanced-pool</remarks>
internal sealed record BackendPool : GatewayResource
{
    /// <summary>The most members that a pool takes, and the highest priority and weight.</summary>
    public const int MaxMembers = 30;

    /// <summary>The pool's id, at most 80 characters.</summary>
    public required string Id { get; init; }

    /// <summary>The members, by priority and then by id; at least one.</summary>
    public required IReadOnlyList<PoolMember> Members { get; init; }

    /// <summary>A sentence for people, without the ownership tag; the ownership tag is added when it is written.</summary>
    public string Description { get; init; } = "";

    /// <summary>The ownership tag; null on a pool that is not ours.</summary>
    public OwnershipTag? OwnershipTag { get; init; }

    /// <inheritdoc/>
    public override ResourceKey Key => new(ResourceKind.Backend, Id);

    /// <inheritdoc/>
    public override IReadOnlyList<ResourceKey> DependsOn =>
        [.. Members.Select(member => new ResourceKey(ResourceKind.Backend, member.Backend))];

    /// <summary>The members as one text, in an order of their own.</summary>
    public string Text =>
        string.Join(
            ", ",
            Members
                .OrderBy(member => member.Priority)
                .ThenBy(member => member.Backend, StringComparer.Ordinal)
                .Select(member => $"{member.Backend} (priority {member.Priority}, weight {member.Weight})")
        );

    /// <summary>The ids of the backends that pools hand calls to.</summary>
    public static HashSet<string> BackendsOf(IEnumerable<BackendPool> pools) =>
        pools.SelectMany(pool => pool.Members).Select(member => member.Backend).ToHashSet(StringComparer.OrdinalIgnoreCase);
}

/// <summary>A member of a pool.</summary>
/// <param name="Backend">The backend's id.</param>
/// <param name="Priority">Members of a lower number are called first; the next number only once all of them are tripped.</param>
/// <param name="Weight">Its share among members of one priority.</param>
internal sealed record PoolMember(string Backend, int Priority, int Weight);
