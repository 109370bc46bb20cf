using System.Collections.Concurrent;
using System.Text.Json;
using Importer.Arm;
using Importer.Gateway;

namespace Importer.Apim;

/// <summary>
/// Reads the APIs in question in full: operations, policy, product links, and tags and diagnostic where there can be any.
/// </summary>
internal sealed class ApiDetailsReader(ArmClient arm, ApimPaths paths, ApimReader reader)
{
    private const int AtOnce = 8;

    // From so many APIs on, the products tell of all of them: a list or a few for each product, and not one for each API.
    private const int Many = 50;

    /// <summary>Adds to <paramref name="resources"/> what belongs to the APIs that <paramref name="query"/> asks about.</summary>
    public async Task ReadAsync(
        GatewayQuery query,
        ConcurrentDictionary<ResourceKey, Observed> resources,
        bool hasTags,
        CancellationToken cancellationToken
    )
    {
        var wanted = query.Wanted.Select(resource => resource.Key).ToHashSet();
        var inQuestion = resources.Values.Where(observed => query.IsInQuestion(observed, wanted)).ToList();
        var linked = query.WithProducts && inQuestion.Count >= Many ? await LinkedAsync(inQuestion.Count, cancellationToken) : null;
        await Parallel.ForEachAsync(
            inQuestion,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (observed, token) =>
            {
                try
                {
                    await InFullAsync(observed, resources, (hasTags, query.WithProducts, wanted), linked, token);
                }
                catch (ArmException refusal) when (refusal.Kind == ArmErrorKind.Gone)
                {
                    // Deleted after it was listed, if the API itself says so too.
                    if (await reader.FindAsync(observed.Resource.Key, token) is not null)
                    {
                        throw;
                    }

                    resources.TryRemove(observed.Resource.Key, out _);
                }
            }
        );
    }

    private async Task InFullAsync(
        Observed observed,
        ConcurrentDictionary<ResourceKey, Observed> resources,
        (bool HasTags, bool WithProducts, HashSet<ResourceKey> Wanted) asked,
        ILookup<string, string>? linked,
        CancellationToken cancellationToken
    )
    {
        var api = (Api)observed.Resource;
        var policy = PolicyAsync(observed, resources, asked.Wanted, cancellationToken);
        var links =
            asked.WithProducts && linked is null
                ? ListAsync(paths.ProductsOf(api.Id), cancellationToken)
                : Task.FromResult<IReadOnlyList<JsonElement>>([]);
        var operations = ListAsync(paths.Operations(api.Id), cancellationToken);
        var tags = asked.HasTags ? ListAsync(paths.TagsOf(api.Id), cancellationToken) : Task.FromResult<IReadOnlyList<JsonElement>>([]);
        await Task.WhenAll(policy, links, operations, tags);
        resources[api.Key] = observed with { Resource = api with { Definition = ApimJson.Definition(await operations) } };
        foreach (var product in linked?[api.Id] ?? (await links).Select(ApimJson.Name))
        {
            Add(new ProductLink { Product = product, Api = api.Id });
        }

        foreach (var tag in (await tags).Select(ApimJson.Name))
        {
            Add(new ApiTag { Tag = tag, Api = api.Id });
        }

        void Add(GatewayResource link) => resources[link.Key] = new(link, null, observed.OwnershipTag);
    }

    // By API the products that it is in; null where each API is asked for itself: there are many products too, or one could not be read.
    // Source: https://learn.microsoft.com/rest/api/apimanagement/product-api/list-by-product
    private async Task<ILookup<string, string>?> LinkedAsync(int apis, CancellationToken cancellationToken)
    {
        try
        {
            var products = (await ListAsync(paths.Products, cancellationToken)).Select(ApimJson.Name).ToList();
            if (products.Count > apis / 4)
            {
                return null;
            }

            var links = new ConcurrentBag<(string Product, string Api)>();
            await Parallel.ForEachAsync(
                products,
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
                async (product, token) =>
                {
                    foreach (var api in await ListAsync(paths.ApisOf(product), token))
                    {
                        links.Add((product, ApimJson.Name(api)));
                    }
                }
            );
            return links
                .OrderBy(link => link.Product, StringComparer.OrdinalIgnoreCase)
                .ToLookup(link => link.Api, link => link.Product, StringComparer.OrdinalIgnoreCase);
        }
        catch (ArmException)
        {
            return null;
        }
    }

    // A diagnostic is asked for where one is wanted, and where the policy says that one was wanted before.
    private async Task PolicyAsync(
        Observed observed,
        ConcurrentDictionary<ResourceKey, Observed> resources,
        HashSet<ResourceKey> wanted,
        CancellationToken cancellationToken
    )
    {
        var api = observed.Resource.Key.Name;
        if (await reader.FindAsync(ApiPolicy.KeyFor(api), cancellationToken) is { } found)
        {
            resources[found.Resource.Key] = found with { OwnershipTag = observed.OwnershipTag };
        }

        var hasMetrics =
            resources.GetValueOrDefault(ApiPolicy.KeyFor(api))?.Resource is ApiPolicy policy
            && policy.Xml.Contains(Policies.EmitTokenMetric.Name, StringComparison.Ordinal);
        if (
            (hasMetrics || wanted.Contains(Diagnostic.KeyFor(api)))
            && await arm.GetAsync(paths.Diagnostic(api), ApimPaths.ApiVersion, cancellationToken) is { Found: true } answer
        )
        {
            var diagnostic = ApimJson.Diagnostic(api, answer.Body);
            resources[diagnostic.Key] = new(diagnostic, answer.ETag ?? "*", ApimJson.IsOurs(answer.Body) ? observed.OwnershipTag : null);
        }
    }

    private Task<IReadOnlyList<JsonElement>> ListAsync(string path, CancellationToken cancellationToken) =>
        arm.ListAsync(path, ApimPaths.ApiVersion, cancellationToken);
}
