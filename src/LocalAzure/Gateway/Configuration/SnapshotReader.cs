using LocalAzure.Gateway.Documents;
using LocalAzure.State;

namespace LocalAzure.Gateway.Configuration;

/// <summary>Reads the store into a snapshot.</summary>
internal sealed class SnapshotReader(ResourceStore store)
{
    private const string Type = "Microsoft.ApiManagement/service";

    /// <summary>Null when there is no API Management service. The cloud has one gateway address, so the first service has it.</summary>
    public GatewaySnapshot? Read()
    {
        var version = store.Version;
        if (store.OfType(Type) is not [var service, ..])
        {
            return null;
        }

        var values = NamedValuesOf(service.Id);
        return new GatewaySnapshot
        {
            Version = version,
            Service = ServiceEntry.Of(service),
            Apis = [.. Children(service.Id, "apis").Where(IsCurrent).Select(ApiOf).OrderByDescending(api => api.Path.Length)],
            Products = Children(service.Id, "products").ToDictionary(product => product.Name, ProductOf, StringComparer.OrdinalIgnoreCase),
            Subscriptions = SubscriptionsOf(service.Id),
            Backends = Children(service.Id, "backends")
                .ToDictionary(
                    backend => backend.Name,
                    backend => BackendEntry.Of(backend, text => NamedValues.Fill(text, values)),
                    StringComparer.OrdinalIgnoreCase
                ),
            NamedValues = values,
            Fragments = Children(service.Id, "policyFragments")
                .ToDictionary(
                    fragment => fragment.Name,
                    fragment => (string?)fragment.Body["properties"]?["value"] ?? "<fragment/>",
                    StringComparer.OrdinalIgnoreCase
                ),
            HasCache = Children(service.Id, "caches").Count > 0,
            Documents = new PolicyDocuments(store),
            Diagnostics = new DiagnosticTable(store, service.Id),
        };
    }

    private IReadOnlyList<ArmResource> Children(string parent, string kind, string under = Type) =>
        store.Children(parent, $"{under}/{kind}");

    /// <summary>Revisions other than the current one are not reachable at the API's own path.</summary>
    private static bool IsCurrent(ArmResource api) =>
        !api.Name.Contains(";rev=", StringComparison.OrdinalIgnoreCase) && ((bool?)api.Body["properties"]?["isCurrent"] ?? true);

    private ApiEntry ApiOf(ArmResource api) => ApiEntry.Of(api, Children(api.Id, "operations", $"{Type}/apis"));

    private ProductEntry ProductOf(ArmResource product)
    {
        var direct = Children(product.Id, "apis", $"{Type}/products").Select(link => link.Name);
        var links = Children(product.Id, "apiLinks", $"{Type}/products")
            .Select(link => (string?)link.Body["properties"]?["apiId"])
            .OfType<string>()
            .Select(ResourceIds.Name);
        return ProductEntry.Of(product, direct.Concat(links));
    }

    /// <summary>Named values are referred to by display name. Those from a key vault hold what the vault gave last.</summary>
    private Dictionary<string, string> NamedValuesOf(string serviceId)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var named in Children(serviceId, "namedValues"))
        {
            var properties = named.Body["properties"];
            if ((string?)properties?["value"] is { } value)
            {
                values[(string?)properties["displayName"] ?? named.Name] = value;
            }
        }

        return values;
    }

    private Dictionary<string, SubscriptionEntry> SubscriptionsOf(string serviceId)
    {
        var byKey = new Dictionary<string, SubscriptionEntry>(StringComparer.Ordinal);
        foreach (var subscription in Children(serviceId, "subscriptions"))
        {
            var entry = SubscriptionEntry.Of(subscription);
            foreach (var key in KeyRing.OfSubscription(subscription))
            {
                byKey[key] = entry;
            }
        }

        return byKey;
    }
}
