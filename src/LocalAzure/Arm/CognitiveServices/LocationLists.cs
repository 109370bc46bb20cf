using System.Text.Json.Nodes;
using LocalAzure.State;

namespace LocalAzure.Arm.CognitiveServices;

/// <summary>
/// The lists of a location. Models: each wrapped, once for each kind of account that it is for, see
/// https://learn.microsoft.com/rest/api/aiservices/accountmanagement/models/list . Quotas: see
/// https://learn.microsoft.com/rest/api/aiservices/accountmanagement/usages/list . Items of neither have an id.
/// </summary>
internal static class LocationLists
{
    /// <summary>How much there is of every quota, in units of the SKU; the service gives each subscription its own.</summary>
    private const int Limit = 1000;

    /// <summary>The models of the location; every location has all of them here.</summary>
    public static IEnumerable<JsonObject> Models(ArmCall call) =>
        ModelCatalogue
            .ByKind()
            .Select(one => new JsonObject
            {
                ["kind"] = one.Kind,
                ["skuName"] = "S0",
                ["model"] = ModelCatalogue.Entry(one.Model, call.Cloud.Retirements),
            });

    /// <summary>The quotas of the location, with what its deployments use of them.</summary>
    public static IEnumerable<JsonObject> Usages(ArmCall call)
    {
        var location = call.Path.Names[^1];
        var used = call
            .Store.OfType(CognitiveTypes.Deployments)
            .Where(deployment => ResourceIds.IsWithin(deployment.Id, call.Path.Scope) && IsIn(call, deployment, location))
            .GroupBy(UsageOf, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => group.Sum(Capacity), StringComparer.OrdinalIgnoreCase);
        return ModelCatalogue
            .ByKind()
            .Select(one => one.Model)
            .Distinct()
            .SelectMany(model => ModelCatalogue.Skus(model).Select(sku => ModelCatalogue.UsageName(model, sku)))
            .Concat(used.Keys)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Select(name => new JsonObject
            {
                ["name"] = new JsonObject { ["value"] = name, ["localizedValue"] = name },
                ["currentValue"] = used.GetValueOrDefault(name),
                ["limit"] = Limit,
                ["unit"] = "Count",
            });
    }

    private static bool IsIn(ArmCall call, ArmResource deployment, string location)
    {
        var account = call.Store.Get(deployment.Id[..deployment.Id.LastIndexOf("/deployments/", StringComparison.OrdinalIgnoreCase)]);
        return ResourceIds.Same(((string?)account?.Body["location"])?.Replace(" ", "", StringComparison.Ordinal), location);
    }

    private static string UsageOf(ArmResource deployment)
    {
        var model = (JsonObject)deployment.Body["properties"]!["model"]!;
        return ModelCatalogue.UsageName(
            ModelCatalogue.Find((string)model["format"]!, (string)model["name"]!),
            (string)deployment.Body["sku"]!["name"]!
        );
    }

    private static int Capacity(ArmResource deployment) => (int)deployment.Body["sku"]!["capacity"]!;
}
