using System.Text.Json.Nodes;
using LocalAzure.State;

namespace EndToEnd.Tests.Drift;

/// <summary>
/// Lets the service give back what it holds in other words that mean the same, beyond what LocalAzure does by itself. Which of
/// them the service really uses is partly uncertain (see the importer's notes on Azure); none may count as drift.
/// </summary>
internal static class Echo
{
    private const string Types = "Microsoft.ApiManagement/service";

    public static void Otherwise(ResourceStore store, Random random)
    {
        Each("apis", properties => Some(random, () => properties["path"] = ((string)properties["path"]!).ToUpperInvariant()));
        Each("apis", properties => Some(random, () => properties["path"] = $"/{(string)properties["path"]!}/"));
        Each("apis", properties => Some(random, () => properties["apiVersionSet"] = null));
        Each("apis", properties => Some(random, () => properties["provisioningState"] = "Succeeded"));
        Each(
            "apis/policies",
            properties =>
                Some(
                    random,
                    () => properties["value"] = ((string)properties["value"]!).Replace("\r\n  ", "\r\n\t", StringComparison.Ordinal)
                )
        );
        Each(
            "apis/policies",
            properties =>
                Some(
                    random,
                    () =>
                        properties["value"] = ((string)properties["value"]!)
                            .Replace("\r\n", "\n", StringComparison.Ordinal)
                            .Replace(" />", "/>", StringComparison.Ordinal)
                )
        );
        Each(
            "apis/diagnostics",
            properties => Some(random, () => properties["loggerId"] = ((string)properties["loggerId"]!).ToUpperInvariant())
        );
        Each("backends", properties => Some(random, () => properties["url"] = $"{(string)properties["url"]!}/"));
        Each("backends", properties => Some(random, () => properties.Remove("credentials")));
        Each("backends", properties => Some(random, () => properties.Remove("tls")));
        Each(
            "apis/operations",
            properties => Some(random, () => properties["method"] = ((string)properties["method"]!).ToLowerInvariant())
        );

        void Each(string type, Action<JsonObject> change)
        {
            foreach (var resource in store.OfType($"{Types}/{type}").Where(resource => resource.Body["properties"] is JsonObject))
            {
                var body = resource.Body.DeepClone().AsObject();
                change(body["properties"]!.AsObject());
                store.Put(resource.Id, resource.Type, body);
            }
        }
    }

    private static void Some(Random random, Action change)
    {
        if (random.Next(3) == 0)
        {
            change();
        }
    }
}
