using Importer.Deployments;
using Importer.Design;
using Importer.Gateway;
using Importer.Reports;

namespace Importer.HealthChecks;

/// <summary>Tells of each API of a design what its callers have to know.</summary>
internal static class ImportedApis
{
    // What a first call tries, the easiest to read first.
    private static readonly Capability[] Easiest = [Capability.Chat, Capability.Messages, Capability.Responses, Capability.Embeddings];

    /// <summary>The APIs, by id.</summary>
    public static IReadOnlyList<ImportedApi> Of(GatewayDesign design)
    {
        var resources = design.Resources.DistinctBy(resource => resource.Key).ToDictionary(resource => resource.Key);
        return
        [
            .. design
                .Decisions.GroupBy(decision => decision.ApiId, StringComparer.OrdinalIgnoreCase)
                .OrderBy(group => group.Key, StringComparer.OrdinalIgnoreCase)
                .Select(group => Imported([.. group], resources)),
        ];
    }

    private static ImportedApi Imported(IReadOnlyList<Decision> decisions, Dictionary<ResourceKey, GatewayResource> resources)
    {
        var (example, does) = Example(decisions);
        var api = resources.GetValueOrDefault(Api.KeyFor(example.ApiId)) as Api;
        var policy = resources.GetValueOrDefault(ApiPolicy.KeyFor(example.ApiId)) as ApiPolicy;
        var backend = policy?.Uses.Select(key => resources.GetValueOrDefault(key)).OfType<Backend>().FirstOrDefault();
        var isKeyed = api?.SubscriptionRequired ?? true;
        return new()
        {
            Api = example.ApiId,
            Path = example.ApiPath,
            Compatibility = example.Compatibility,
            ApiVersion = example.ApiVersion.Length > 0 ? example.ApiVersion : null,
            KeyHeader = isKeyed ? example.KeyHeader : null,
            Example = example.Deployment.Name,
            Does = does,
            Policies = policy is null ? [] : PolicyDescriptions.Of(policy, backend, isKeyed),
        };
    }

    private static (Decision Decision, Capability? Does) Example(IReadOnlyList<Decision> decisions)
    {
        foreach (var capability in Easiest)
        {
            if (
                decisions.FirstOrDefault(decision =>
                    decision.Callable.Contains(capability)
                    && CapabilityCatalog.Of(decision.Deployment, decision.Compatibility).Contains(capability)
                ) is
                { } found
            )
            {
                return (found, capability);
            }
        }

        return (decisions[0], null);
    }
}
