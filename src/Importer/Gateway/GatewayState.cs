using Importer.Resources;

namespace Importer.Gateway;

/// <summary>What the gateway holds, as far as a plan needs to know.</summary>
public sealed record GatewayState
{
    private (IReadOnlyDictionary<ResourceKey, Observed> Of, ILookup<string, Observed> Apis)? _byPath;

    /// <summary>The service.</summary>
    public required ServiceInfo Service { get; init; }

    /// <summary>Every API and backend, and of the APIs that matter their operations, policy and links.</summary>
    public required IReadOnlyDictionary<ResourceKey, Observed> Resources { get; init; }

    /// <summary>The ids of the products that exist; read only when a link to one is wanted.</summary>
    public IReadOnlyList<string> Products { get; init; } = [];

    /// <summary>What this importer does not manage and may use a backend or named value that leaves; read only when one may.</summary>
    public IReadOnlyList<OutsideUser> OutsideUsers { get; init; } = [];

    /// <summary>
    /// Accounts on which it could not be seen whether the identity may call, each with its reason; whatever is not seen there is not known
    /// to be missing.
    /// </summary>
    public IReadOnlyDictionary<ResourceId, string> UnreadRoles { get; init; } = new Dictionary<ResourceId, string>();

    /// <summary>Those of <see cref="UnreadRoles"/> on which not even the role assignments could be listed.</summary>
    public IReadOnlySet<ResourceId> UnlistedRoles { get; init; } = new HashSet<ResourceId>();

    /// <summary>The resource under <paramref name="key"/>, or null.</summary>
    public Observed? Find(ResourceKey key) => Resources.GetValueOrDefault(key);

    /// <summary>The APIs on a path, revisions that are not the current one left out; slashes at its ends and case do not count.</summary>
    public IEnumerable<Observed> ApisAt(string path)
    {
        ArgumentNullException.ThrowIfNull(path);

        // Kept with what it was made from: a copy of this record may hold other resources.
        if (_byPath is not { } known || !ReferenceEquals(known.Of, Resources))
        {
            known = (
                Resources,
                OfType<Api>()
                    .Where(found => found.Resource is Api { IsCurrent: true })
                    .ToLookup(found => ((Api)found.Resource).Path.Trim('/'), StringComparer.OrdinalIgnoreCase)
            );
            _byPath = known;
        }

        return known.Apis[path.Trim('/')];
    }

    /// <summary>The resources of one kind.</summary>
    public IEnumerable<Observed> OfType<T>()
        where T : GatewayResource => Resources.Values.Where(observed => observed.Resource is T);
}

/// <summary>What a plan needs to know of the gateway.</summary>
public sealed record GatewayQuery
{
    /// <summary>The service, as read at the start of the run.</summary>
    public required ServiceInfo Service { get; init; }

    /// <summary>The APIs as they were listed at the start of the run; null to list them now.</summary>
    public IReadOnlyList<Observed>? Apis { get; init; }

    /// <summary>What the gateway should hold: these are read in full where they exist.</summary>
    public required IReadOnlyList<GatewayResource> Wanted { get; init; }

    /// <summary>Whether resources with this ownership tag are in question: these are read in full too.</summary>
    public required Func<OwnershipTag, bool> IsInScope { get; init; }

    /// <summary>Whether the products that an API is in are in question; they cost a list for each API.</summary>
    public bool WithProducts { get; init; } = true;

    /// <summary>Whether the tags of APIs are in question; they cost a list, and one more for each API.</summary>
    public bool WithTags { get; init; } = true;

    /// <summary>
    /// Whether something may be withdrawn: then, where a backend or named value in scope is not wanted, everything else that may
    /// use it is read too.
    /// </summary>
    public bool WithUsers { get; init; }

    /// <summary>
    /// Whether what carries this ownership tag stays, wanted or not, so that nobody need ask who else uses it. A plan that finds otherwise
    /// reads again without this.
    /// </summary>
    public Func<OwnershipTag, bool> Stays { get; init; } = _ => false;

    /// <summary>True when <paramref name="found"/> is a backend or named value in scope that is not wanted, and need not stay.</summary>
    public bool MayLeave(Observed found, IReadOnlySet<ResourceKey> wanted)
    {
        ArgumentNullException.ThrowIfNull(found);
        ArgumentNullException.ThrowIfNull(wanted);
        return found is { Resource: Backend or BackendPool or NamedValue, OwnershipTag: { } tag }
            && !wanted.Contains(found.Resource.Key)
            && IsInScope(tag)
            && !Stays(tag);
    }

    /// <summary>True when <paramref name="found"/> is an API that is wanted or in scope.</summary>
    public bool IsInQuestion(Observed found, IReadOnlySet<ResourceKey> wanted)
    {
        ArgumentNullException.ThrowIfNull(found);
        ArgumentNullException.ThrowIfNull(wanted);
        return found.Resource is Api && (wanted.Contains(found.Resource.Key) || (found.OwnershipTag is { } tag && IsInScope(tag)));
    }
}

/// <summary>
/// When a resource was last changed and by what sort of principal, where Resource Manager tells (<c>systemData</c>). It is the
/// resource's last change, which need not be the one that is looked for.
/// </summary>
/// <remarks>
/// Source: https://learn.microsoft.com/rest/api/apimanagement/api-management-service/get (the service has it; APIs, backends,
/// policies and named values of 2024-05-01 have not).
/// </remarks>
/// <param name="At">When (UTC).</param>
/// <param name="ByType"><c>User</c>, <c>Application</c>, <c>ManagedIdentity</c> or <c>Key</c>; null when it is not told.</param>
/// <param name="By">The principal's id, only where it is a GUID: a name or an e-mail address is never kept.</param>
public sealed record LastChange(DateTimeOffset At, string? ByType, string? By);

/// <summary>A resource as the gateway holds it.</summary>
/// <param name="Resource">What it is.</param>
/// <param name="ETag">The tag that a conditional write names; null where the service gives none.</param>
/// <param name="OwnershipTag">Our ownership tag, or null when it is not ours. A policy or link is its API's.</param>
public sealed record Observed(GatewayResource Resource, string? ETag, OwnershipTag? OwnershipTag)
{
    /// <summary>An ownership tag that stands on it and does not verify; null when there is none.</summary>
    public UnprovenTag? Unproven { get; init; }

    /// <summary>When it was last changed, where Resource Manager tells.</summary>
    public LastChange? LastChange { get; init; }
}

/// <summary>
/// Something that this importer does not manage and that may use a backend or a named value: a policy, a fragment, a pool.
/// </summary>
/// <param name="Name">What people know it by, such as <c>API petstore</c>.</param>
/// <param name="Text">Its policy, or its JSON.</param>
public sealed record OutsideUser(string Name, string Text)
{
    /// <summary>True when <paramref name="resource"/> is named in it, as a whole word and in any case.</summary>
    public bool Uses(GatewayResource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return Names(resource.Key.Name) || (resource is NamedValue { DisplayName: { Length: > 0 } shown } && Names(shown));
    }

    private bool Names(string name)
    {
        for (var at = Find(name, 0); at >= 0; at = Find(name, at + 1))
        {
            if (!IsPartOfName(at - 1) && !IsPartOfName(at + name.Length))
            {
                return true;
            }
        }

        return false;
    }

    private int Find(string name, int from) => Text.IndexOf(name, from, StringComparison.OrdinalIgnoreCase);

    private bool IsPartOfName(int at) => at >= 0 && at < Text.Length && (char.IsLetterOrDigit(Text[at]) || Text[at] is '-' or '_');
}
