using Importer.Gateway;
using Importer.Resources;

namespace Importer.Snapshots;

/// <summary>What a snapshot is put back as: every resource of it, the API tagged as restored.</summary>
internal static class RestoredResources
{
    /// <summary>The resources of <paramref name="snapshot"/>.</summary>
    /// <param name="snapshot">The snapshot; its API carries an ownership tag.</param>
    /// <param name="accountOf">The account behind an ownership tag's source, whose key can be read again; null when it is gone.</param>
    public static IReadOnlyList<GatewayResource> Of(ApiSnapshot snapshot, Func<ResourceId, ResourceId?> accountOf)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(accountOf);
        var api = snapshot.Api;
        List<GatewayResource> resources =
        [
            .. snapshot.NamedValues.Select(named => Keyless(named, accountOf)),
            .. snapshot.Backends,
            api with
            {
                OwnershipTag = api.OwnershipTag! with { IsRestored = true },
                Definition = new ApiDefinition { OpenApi = OperationsDocument.Of(snapshot), Operations = api.Definition?.Operations ?? [] },
            },
            .. snapshot.Tags.Select(tag => new ApiTag { Tag = tag, Api = api.Id }),
            .. snapshot.Products.Select(product => new ProductLink { Product = product, Api = api.Id }),
        ];
        IReadOnlyList<ResourceKey> uses =
        [
            .. snapshot.NamedValues.Select(named => named.Key),
            .. snapshot.Backends.Select(backend => backend.Key),
        ];
        if (snapshot.Policy is { } xml)
        {
            resources.Add(
                new ApiPolicy
                {
                    Api = api.Id,
                    Xml = xml,
                    Uses = uses,
                }
            );
        }

        resources.AddRange(
            snapshot.OperationPolicies.Select(policy => new OperationPolicy
            {
                Api = api.Id,
                Operation = policy.Key,
                Xml = policy.Value,
                Uses = uses,
            })
        );
        if (snapshot.Diagnostic is { Logger: not null } diagnostic)
        {
            resources.Add(diagnostic);
        }

        return resources;
    }

    // The print of the old key goes: the key that is written now may be another.
    private static NamedValue Keyless(NamedValue named, Func<ResourceId, ResourceId?> accountOf) =>
        named with
        {
            OwnershipTag = named.OwnershipTag! with { Design = named.OwnershipTag!.Fingerprint },
            KeyOf = named.KeyOf is { } source ? accountOf(source) : null,
        };
}
