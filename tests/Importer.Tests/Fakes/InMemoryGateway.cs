using System.Globalization;
using Importer.Gateway;
using Importer.Tests.Builders;

namespace Importer.Tests.Fakes;

/// <summary>The gateway as a dictionary: conditional writes, cascading deletes, a journal of writes.</summary>
internal sealed class InMemoryGateway : IGateway
{
    private readonly Dictionary<ResourceKey, Observed> _resources = [];
    private int _version;

    public List<string> Writes { get; } = [];

    public List<string> Products { get; } = ["ai-team"];

    public string ProvisioningState { get; set; } = "Succeeded";

    public string Sku { get; set; } = "Developer";

    public GatewayHoldings Holdings { get; set; } = GatewayHoldings.None;

    /// <summary>What was asked for before designing.</summary>
    public List<GatewayNeeds> Needs { get; } = [];

    /// <summary>Whether tags were asked for, reading by reading.</summary>
    public List<bool> TagsAsked { get; } = [];

    /// <summary>The operations of APIs that are not read in full.</summary>
    public int ForeignOperations { get; set; }

    public List<string> Counted { get; } = [];

    /// <summary>The key that is written into a named value.</summary>
    public Func<ResourceId, string> KeyOf { get; set; } = account => $"key-of-{account.Name}";

    /// <summary>Asked before each write; an answer makes it fail.</summary>
    public Func<ResourceKey, WriteFailure?> Fault { get; set; } = _ => null;

    public IReadOnlyDictionary<ResourceKey, Observed> Resources => _resources;

    /// <summary>Names and designs of all there is: equal texts are equal gateways.</summary>
    public string Picture => string.Join('\n', _resources.Values.Select(found => $"{found.Resource.Key}: {found.Mark} {Facts(found.Resource)}").Order(StringComparer.Ordinal));

    public void Add(GatewayResource resource, OwnershipMark? mark = null)
    {
        _resources[resource.Key] = new Observed(resource, (++_version).ToString(CultureInfo.InvariantCulture), mark ?? MarkOf(resource));
        SignBelow(resource);
    }

    /// <summary>Somebody deletes it in the portal.</summary>
    public void Remove(ResourceKey key) => _resources.Remove(key);

    /// <summary>Something that people made below an API of ours.</summary>
    public void AddForeign(GatewayResource resource) => _resources[resource.Key] = new Observed(resource, (++_version).ToString(CultureInfo.InvariantCulture), null);

    public Task<ServiceInfo> ReadServiceAsync(CancellationToken cancellationToken) => Task.FromResult(new ServiceInfo
    {
        Id = TheSettings.Default.ServiceId,
        GatewayUrl = new Uri("https://contoso-apim.azure-api.net"),
        Sku = Sku,
        ProvisioningState = ProvisioningState,
        PrincipalId = "11111111-1111-1111-1111-111111111111",
    });

    public Task<GatewayHoldings> ReadHoldingsAsync(GatewayNeeds needs, CancellationToken cancellationToken)
    {
        Needs.Add(needs);
        return Task.FromResult(Holdings);
    }

    public Task<IReadOnlyList<Observed>> ListApisAsync(ServiceInfo service, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Observed>>([.. _resources.Values.Where(found => found.Resource is Api).Select(found => found with { Resource = (Api)found.Resource with { Definition = null } })]);

    /// <summary>Policies of operations, by <c>api/operation</c>.</summary>
    public Dictionary<string, string> OperationPolicies { get; } = [];

    /// <summary>What opening the way in throws; null for nothing.</summary>
    public GatewayUnreadableException? Closed { get; set; }

    public Task<string?> ReadOperationPolicyAsync(string api, string operation, CancellationToken cancellationToken) => Task.FromResult(OperationPolicies.GetValueOrDefault($"{api}/{operation}"));

    public Task<int> CountOperationsAsync(IReadOnlyList<string> apis, CancellationToken cancellationToken)
    {
        Counted.AddRange(apis);
        return Task.FromResult(ForeignOperations);
    }

    public async Task<GatewayState> ReadAsync(GatewayQuery query, CancellationToken cancellationToken)
    {
        TagsAsked.Add(query.WithTags);
        var seen = _resources.Where(found => query.WithTags || found.Key.Kind != ResourceKind.Tag);
        return new()
        {
            Service = await ReadServiceAsync(cancellationToken),
            Resources = new Dictionary<ResourceKey, Observed>(seen) { [ServiceIdentity.TheKey] = new(new ServiceIdentity(), null, null) },
            Products = Products,
        };
    }

    public Task<WriteFailure?> PutAsync(GatewayResource resource, string? etag, CancellationToken cancellationToken)
    {
        if (Fault(resource.Key) is { } fault)
        {
            return Task.FromResult<WriteFailure?>(fault);
        }

        if (etag is not null && _resources.GetValueOrDefault(resource.Key)?.ETag != etag)
        {
            return Task.FromResult<WriteFailure?>(new WriteFailure(WriteFailureKind.Changed, "412 PreconditionFailed"));
        }

        if (resource is Signature signature)
        {
            Writes.Add($"PATCH {resource.Key}");
            Add(signature.Of);
            return Task.FromResult<WriteFailure?>(null);
        }

        Writes.Add($"PUT {resource.Key}");
        Add(resource is NamedValue { KeyOf: { } account } named ? named with { Mark = named.Mark?.Pinned(KeyPrint.Of(account, KeyOf(account))) } : resource);
        return Task.FromResult<WriteFailure?>(null);
    }

    public Task<WriteFailure?> DeleteAsync(ResourceKey key, string? etag, CancellationToken cancellationToken)
    {
        if (Fault(key) is { } fault)
        {
            return Task.FromResult<WriteFailure?>(fault);
        }

        Writes.Add($"DELETE {key}");
        foreach (var gone in _resources.Values.Where(found => found.Resource.Key == key || (key.Kind == ResourceKind.Api && found.Resource.ApiId == key.Name)).ToList())
        {
            _resources.Remove(gone.Resource.Key);
        }

        return Task.FromResult<WriteFailure?>(null);
    }

    public Task<GatewayAccess> OpenAsync(CancellationToken cancellationToken) => Closed is { } closed
        ? Task.FromException<GatewayAccess>(closed)
        : Task.FromResult(new GatewayAccess { Url = new Uri("https://contoso-apim.azure-api.net"), SubscriptionKey = "subscription-key" });

    // What lies below an API has its mark; a diagnostic tells by itself.
    private void SignBelow(GatewayResource api)
    {
        foreach (var below in _resources.Values.Where(found => api is Api && found.Resource is not (Api or Diagnostic) && found.Resource.ApiId == api.Key.Name).ToList())
        {
            _resources[below.Resource.Key] = below with { Mark = MarkOf(below.Resource) };
        }
    }

    private OwnershipMark? MarkOf(GatewayResource resource) => resource switch
    {
        Api api => api.Mark,
        Backend backend => backend.Mark,
        NamedValue value => value.Mark,
        { ApiId: { } api } => _resources.GetValueOrDefault(Api.KeyFor(api))?.Mark,
        _ => null,
    };

    private static string Facts(GatewayResource resource) => resource switch
    {
        Api api => $"{api.Path} {string.Join(',', (api.Definition?.Operations ?? []).Select(operation => operation.Route))}",
        Backend backend => backend.Url.AbsoluteUri,
        ApiPolicy policy => policy.Xml,
        RoleGrant grant => grant.RoleId,
        Diagnostic diagnostic => $"{diagnostic.Logger} {diagnostic.Metrics}",
        _ => "",
    };
}
