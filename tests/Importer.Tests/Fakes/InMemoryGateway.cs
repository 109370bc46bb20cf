using System.Globalization;
using Importer.Gateway;
using Importer.Resources;
using Importer.Tests.Builders;

namespace Importer.Tests.Fakes;

/// <summary>The gateway as a dictionary, one call at a time: conditional writes, cascading deletes, a journal of writes.</summary>
internal sealed class InMemoryGateway : IGateway
{
    private readonly Dictionary<ResourceKey, Observed> _resources = [];
    private readonly Lock _gate = new();
    private int _version;

    public List<string> Writes { get; } = [];

    public List<string> Products { get; } = ["ai-team"];

    public string ProvisioningState { get; set; } = "Succeeded";

    public string Sku { get; set; } = "Developer";

    public ServicePrerequisites Prerequisites { get; set; } = ServicePrerequisites.None;

    /// <summary>What makes reading the prerequisites fail; null when nothing does.</summary>
    public GatewayUnreadableException? PrerequisitesFault { get; set; }

    /// <summary>What was asked for before designing.</summary>
    public List<RequiredPrerequisites> Needs { get; } = [];

    /// <summary>Whether tags were asked for, reading by reading.</summary>
    public List<bool> TagsAsked { get; } = [];

    /// <summary>The APIs that were read in full, reading by reading.</summary>
    public List<IReadOnlyCollection<string>> ReadInFull { get; } = [];

    /// <summary>The operations of APIs that are not read in full.</summary>
    public int ForeignOperations { get; set; }

    public List<string> Counted { get; } = [];

    // Of APIs that nobody imported the first has them all.
    private int OperationsOf(string api) =>
        ((Api)_resources[Api.KeyFor(api)].Resource).Definition?.Operations.Count
        ?? (
            _resources.Values.Select(found => found.Resource).OfType<Api>().First(one => one.Definition is null).Id == api
                ? ForeignOperations
                : 0
        );

    /// <summary>What was looked for by itself, right before it was created.</summary>
    public List<ResourceKey> LookedFor { get; } = [];

    /// <summary>The key of the subscription that test calls are made with.</summary>
    public string SubscriptionKey { get; set; } = "subscription-key";

    /// <summary>A key that was read before and is remembered; null when the next opening reads it.</summary>
    public string? RememberedKey { get; set; }

    /// <summary>How often a key that was refused was asked for again.</summary>
    public int Reopened { get; private set; }

    /// <summary>The key that is written into a named value.</summary>
    public Func<ResourceId, string> KeyOf { get; set; } = account => $"key-of-{account.Name}";

    /// <summary>Accounts whose role assignments may not be listed.</summary>
    public HashSet<ResourceId> UnlistedRoles { get; } = [];

    /// <summary>Asked before each write; an answer makes it fail.</summary>
    public Func<ResourceKey, WriteFailure?> Fault { get; set; } = _ => null;

    public IReadOnlyDictionary<ResourceKey, Observed> Resources => _resources;

    /// <summary>Names and designs of all there is: equal texts are equal gateways.</summary>
    public string Picture =>
        string.Join(
            '\n',
            _resources
                .Values.Select(found => $"{found.Resource.Key}: {found.OwnershipTag} {Facts(found.Resource)}")
                .Order(StringComparer.Ordinal)
        );

    public void Add(GatewayResource resource, OwnershipTag? ownershipTag = null)
    {
        _resources[resource.Key] = new Observed(
            resource,
            (++_version).ToString(CultureInfo.InvariantCulture),
            ownershipTag ?? TagOf(resource)
        );
        SignBelow(resource);
    }

    /// <summary>Something with an ownership tag that does not verify: the port gives it without the ownership tag.</summary>
    public void AddUnproven(GatewayResource resource, UnprovenTag unproven) =>
        _resources[resource.Key] = new Observed(resource, (++_version).ToString(CultureInfo.InvariantCulture), null)
        {
            Unproven = unproven,
        };

    /// <summary>How often it was asked who else uses backends and named values.</summary>
    public int UsersAsked { get; private set; }

    /// <summary>Somebody deletes it in the portal.</summary>
    public void Remove(ResourceKey key) => _resources.Remove(key);

    /// <summary>Something that people made below an API of ours.</summary>
    public void AddForeign(GatewayResource resource) =>
        _resources[resource.Key] = new Observed(resource, (++_version).ToString(CultureInfo.InvariantCulture), null);

    public Task<ServiceInfo> ReadServiceAsync(CancellationToken cancellationToken) =>
        Task.FromResult(
            new ServiceInfo
            {
                Id = TheSettings.Default.ServiceId,
                GatewayUrl = new Uri("https://contoso-apim.azure-api.net"),
                Sku = Sku,
                ProvisioningState = ProvisioningState,
                PrincipalId = "11111111-1111-1111-1111-111111111111",
            }
        );

    public Task<ServicePrerequisites> ReadPrerequisitesAsync(RequiredPrerequisites needs, CancellationToken cancellationToken)
    {
        Needs.Add(needs);
        return PrerequisitesFault is { } fault ? Task.FromException<ServicePrerequisites>(fault) : Task.FromResult(Prerequisites);
    }

    public Task<IReadOnlyList<Observed>> ListApisAsync(ServiceInfo service, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<Observed>>([
                .. _resources
                    .Values.Where(found => found.Resource is Api)
                    .Select(found => found with { Resource = (Api)found.Resource with { Definition = null } }),
            ]);
        }
    }

    /// <summary>Policies of operations, by <c>api/operation</c>.</summary>
    public Dictionary<string, string> OperationPolicies { get; } = [];

    /// <summary>What opening the way in throws; null for nothing.</summary>
    public GatewayUnreadableException? Closed { get; set; }

    public Task<string?> ReadOperationPolicyAsync(string api, string operation, CancellationToken cancellationToken) =>
        Task.FromResult(OperationPolicies.GetValueOrDefault($"{api}/{operation}"));

    public Task<IReadOnlyDictionary<string, int>> CountOperationsAsync(IReadOnlyList<string> apis, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Counted.AddRange(apis);
            return Task.FromResult<IReadOnlyDictionary<string, int>>(apis.ToDictionary(api => api, OperationsOf));
        }
    }

    /// <summary>Subscriptions that open one API only, as API and name.</summary>
    public List<(string Api, string Name)> Subscriptions { get; } = [];

    /// <summary>Fragments by id.</summary>
    public Dictionary<string, string> Fragments { get; } = [];

    /// <summary>What makes reading subscriptions and extras fail; null when nothing does.</summary>
    public GatewayUnreadableException? Unreadable { get; set; }

    public Task<ILookup<string, string>> ListSubscriptionsAsync(IReadOnlyList<string> apis, CancellationToken cancellationToken) =>
        Unreadable is { } fault
            ? Task.FromException<ILookup<string, string>>(fault)
            : Task.FromResult(
                Subscriptions
                    .Where(one => apis.Contains(one.Api, StringComparer.OrdinalIgnoreCase))
                    .ToLookup(one => one.Api, one => one.Name, StringComparer.OrdinalIgnoreCase)
            );

    public Task<ApiExtras> ReadExtrasAsync(Api api, string? policy, CancellationToken cancellationToken)
    {
        if (Unreadable is { } fault)
        {
            return Task.FromException<ApiExtras>(fault);
        }

        lock (_gate)
        {
            return Task.FromResult(
                new ApiExtras
                {
                    OperationPolicies = _resources
                        .Values.Select(found => found.Resource)
                        .OfType<OperationPolicy>()
                        .Where(one => one.Api == api.Id)
                        .ToDictionary(one => one.Operation, one => one.Xml),
                    Fragments = Fragments
                        .Where(fragment => policy?.Contains($"fragment-id=\"{fragment.Key}\"", StringComparison.Ordinal) == true)
                        .ToDictionary(),
                }
            );
        }
    }

    public async Task<GatewayState> ReadAsync(GatewayQuery query, CancellationToken cancellationToken)
    {
        var service = await ReadServiceAsync(cancellationToken);
        lock (_gate)
        {
            return Read(query, service);
        }
    }

    private GatewayState Read(GatewayQuery query, ServiceInfo service)
    {
        TagsAsked.Add(query.WithTags);
        var wanted = query.Wanted.Select(resource => resource.Key).ToHashSet();
        var inQuestion = _resources
            .Values.Where(found => query.IsInQuestion(found, wanted))
            .Select(found => found.Resource.Key.Name)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        ReadInFull.Add(inQuestion);
        var seen = _resources
            .Values.Where(found =>
                found.Resource is not OperationPolicy
                && (
                    IsSeen(found, inQuestion, query.WithTags, wanted)
                    || (found is { Resource: PolicyFragment, OwnershipTag: { Fleet: not null } tag } && query.IsInScope(tag))
                )
            )
            .ToDictionary(found => found.Resource.Key, found => AsSeen(found, inQuestion));
        seen[ServiceIdentity.TheKey] = new(new ServiceIdentity(), null, null);
        var asksForUsers = query.WithUsers && _resources.Values.Any(found => query.MayLeave(found, wanted));
        UsersAsked += asksForUsers ? 1 : 0;
        return new()
        {
            Service = service,
            Resources = seen,
            UnlistedRoles = UnlistedRoles,
            UnreadRoles = UnlistedRoles.ToDictionary(account => account, _ => "AuthorizationFailed: may not list"),
            Products = query.Wanted.OfType<ProductLink>().Any() ? Products : [],
            OutsideUsers = asksForUsers ? Users(inQuestion) : [],
        };
    }

    public Task<bool> IsThereAsync(ResourceKey key, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            LookedFor.Add(key);
            return Task.FromResult(_resources.ContainsKey(key));
        }
    }

    public Task<Observed?> FindAsync(ResourceKey key, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult(_resources.GetValueOrDefault(key));
        }
    }

    public Task<WriteFailure?> PutAsync(GatewayResource resource, string? etag, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult(Fault(resource.Key) ?? Put(resource, etag));
        }
    }

    public Task<WriteFailure?> DeleteAsync(ResourceKey key, string? etag, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult(Fault(key) ?? Delete(key, etag));
        }
    }

    public Task<GatewayAccess> OpenAsync(CancellationToken cancellationToken) =>
        Closed is { } closed ? Task.FromException<GatewayAccess>(closed) : Task.FromResult(Access(RememberedKey ?? SubscriptionKey));

    public Task<GatewayAccess> ReopenAsync(GatewayAccess refused, CancellationToken cancellationToken)
    {
        Reopened++;
        RememberedKey = null;
        return OpenAsync(cancellationToken);
    }

    private static GatewayAccess Access(string key) => new() { Url = new Uri("https://contoso-apim.azure-api.net"), SubscriptionKey = key };

    private WriteFailure? Put(GatewayResource resource, string? etag)
    {
        var there = _resources.GetValueOrDefault(resource.Key);
        if (etag is not null && there?.ETag != etag)
        {
            return new WriteFailure(WriteFailureKind.Changed, "412 PreconditionFailed");
        }

        if (resource.ApiId is { } api && resource is not (Api or OwnershipTagPatch) && !_resources.ContainsKey(Api.KeyFor(api)))
        {
            return new WriteFailure(WriteFailureKind.Changed, "404 ResourceNotFound");
        }

        if (Dangling(resource) is { } dangling)
        {
            return dangling;
        }

        if (resource is OwnershipTagPatch signature)
        {
            Writes.Add($"PATCH {resource.Key}");
            Add(signature.Of);
            return null;
        }

        Writes.Add($"PUT {resource.Key}");
        Add(
            resource is NamedValue { KeyOf: { } account } named
                ? named with
                {
                    OwnershipTag = named.OwnershipTag?.WithExternalFingerprint(KeyFingerprint.Of(account, KeyOf(account))),
                }
                : resource
        );
        return null;
    }

    private WriteFailure? Delete(ResourceKey key, string? etag)
    {
        if (key.Kind is ResourceKind.Role or ResourceKind.Identity)
        {
            return new WriteFailure(WriteFailureKind.Permanent, $"A resource of kind {key.Kind} is never withdrawn by the importer.");
        }

        var there = _resources.GetValueOrDefault(key);
        if (there is not null && etag is not null && there.ETag != etag)
        {
            return new WriteFailure(WriteFailureKind.Changed, "412 PreconditionFailed");
        }

        // The service lets nothing go that a policy names. Of what pools name that is not published; to be strict here shows a wrong order
        // of writes.
        if (
            there is { Resource: Backend or NamedValue or BackendPool or PolicyFragment }
            && Users([])
                .Concat(OperationUsers())
                .FirstOrDefault(user =>
                    user.Name != $"backend {key.Name}" && user.Name != $"fragment {key.Name}" && user.Uses(there.Resource)
                )
                is { } user
        )
        {
            return new WriteFailure(WriteFailureKind.InUse, $"400 ValidationError: used by {user.Name}");
        }

        Writes.Add($"DELETE {key}");
        Subscriptions.RemoveAll(one => key.Kind == ResourceKind.Api && one.Api == key.Name);
        foreach (
            var gone in _resources
                .Values.Where(found => found.Resource.Key == key || (key.Kind == ResourceKind.Api && found.Resource.ApiId == key.Name))
                .ToList()
        )
        {
            _resources.Remove(gone.Resource.Key);
        }

        return null;
    }

    // What the service is asked for: lists of APIs, backends and named values, and of the APIs in question what lies below.
    private bool IsSeen(Observed found, HashSet<string> inQuestion, bool withTags, HashSet<ResourceKey> wanted) =>
        found.Resource switch
        {
            Api api => api.IsCurrent,
            Backend or BackendPool => true,
            PolicyFragment => wanted.Contains(found.Resource.Key),
            NamedValue => found.OwnershipTag is not null || wanted.Contains(found.Resource.Key),
            RoleGrant or ServiceIdentity => wanted.Contains(found.Resource.Key),
            ApiTag tag => withTags && inQuestion.Contains(tag.Api),
            Diagnostic diagnostic => inQuestion.Contains(diagnostic.Api) && (wanted.Contains(diagnostic.Key) || HasMetrics(diagnostic.Api)),
            { ApiId: { } api } => inQuestion.Contains(api),
            _ => false,
        };

    private static Observed AsSeen(Observed found, HashSet<string> inQuestion) =>
        found.Resource is Api api && !inQuestion.Contains(api.Id) ? found with { Resource = api with { Definition = null } } : found;

    private bool HasMetrics(string api) =>
        _resources.GetValueOrDefault(ApiPolicy.KeyFor(api))?.Resource is ApiPolicy policy
        && policy.Xml.Contains(Importer.Policies.EmitTokenMetric.Name, StringComparison.Ordinal);

    private IEnumerable<OutsideUser> OperationUsers() =>
        _resources
            .Values.Select(found => found.Resource)
            .OfType<OperationPolicy>()
            .Select(policy => new OutsideUser($"operation {policy.Operation} of API {policy.Api}", policy.Xml));

    // A pool names backends that are there, and a policy fragments that are there.
    private WriteFailure? Dangling(GatewayResource resource)
    {
        var missing = resource switch
        {
            BackendPool pool => pool.DependsOn.FirstOrDefault(key => !_resources.ContainsKey(key)),
            ApiPolicy policy => Importer
                .Policies.PolicyTargets.Fragments(policy.Xml)
                .Select(id => new ResourceKey(ResourceKind.Fragment, id))
                .FirstOrDefault(key =>
                    !_resources.ContainsKey(key)
                    && !Fragments.ContainsKey(key.Name)
                    && key.Name.EndsWith("-aliases", StringComparison.Ordinal)
                ),
            _ => default,
        };
        if (missing.Name is not null)
        {
            return new(WriteFailureKind.Permanent, $"400 ValidationError: {missing} not found");
        }

        return resource is BackendPool { Members.Count: 0 or > 30 }
            ? new(WriteFailureKind.Permanent, "400 ValidationError: a pool has 1 to 30 members")
            : null;
    }

    private List<OutsideUser> Users(HashSet<string> except) =>
        [
            .. _resources
                .Values.Select(found => found.Resource)
                .OfType<BackendPool>()
                .Select(pool => new OutsideUser($"backend {pool.Id}", pool.Text)),
            .. _resources
                .Values.Select(found => found.Resource)
                .OfType<PolicyFragment>()
                .Select(fragment => new OutsideUser($"fragment {fragment.Id}", fragment.Xml)),
            .. _resources
                .Values.Select(found => found.Resource)
                .OfType<ApiPolicy>()
                .Where(policy => !except.Contains(policy.Api))
                .Select(policy => new OutsideUser($"API {policy.Api}", policy.Xml)),
        ];

    // What lies below an API has its ownership tag; a diagnostic tells by itself.
    private void SignBelow(GatewayResource api)
    {
        foreach (
            var below in _resources
                .Values.Where(found => api is Api && found.Resource is not (Api or Diagnostic) && found.Resource.ApiId == api.Key.Name)
                .ToList()
        )
        {
            _resources[below.Resource.Key] = below with { OwnershipTag = TagOf(below.Resource) };
        }
    }

    private OwnershipTag? TagOf(GatewayResource resource) =>
        resource switch
        {
            Api api => api.OwnershipTag,
            Backend backend => backend.OwnershipTag,
            NamedValue value => value.OwnershipTag,
            BackendPool pool => pool.OwnershipTag,
            PolicyFragment fragment => fragment.OwnershipTag,
            { ApiId: { } api } => _resources.GetValueOrDefault(Api.KeyFor(api))?.OwnershipTag,
            _ => null,
        };

    private static string Facts(GatewayResource resource) =>
        resource switch
        {
            Api api => $"{api.Path} {string.Join(',', (api.Definition?.Operations ?? []).Select(operation => operation.Route))}",
            Backend backend => backend.Url.AbsoluteUri,
            ApiPolicy policy => policy.Xml,
            BackendPool pool => pool.Text,
            PolicyFragment fragment => fragment.Xml,
            OperationPolicy policy => policy.Xml,
            RoleGrant grant => grant.RoleId,
            Diagnostic diagnostic => $"{diagnostic.Logger} {diagnostic.Metrics}",
            _ => "",
        };
}
