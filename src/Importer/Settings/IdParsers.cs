using Importer.Deployments;

namespace Importer.Settings;

/// <summary>Reads Resource Manager ids.</summary>
internal static class IdParsers
{
    private const string ServiceType = "Microsoft.ApiManagement/service";
    private const string ServiceShape = "/subscriptions/<guid>/resourceGroups/<name>/providers/Microsoft.ApiManagement/service/<name>";

    /// <summary>The id of an API Management service.</summary>
    public static Parsed<ResourceId> Service(string text)
    {
        if (!ResourceId.TryParse(text, out var id))
        {
            return Parse.Wrong<ResourceId>($"is not an Azure resource id. Copy it from the service's JSON view: {ServiceShape}.");
        }

        return id.IsOfType(ServiceType)
            ? Parse.Ok(id)
            : Parse.Wrong<ResourceId>($"is the id of {Kind(id)}, not of an API Management service: {ServiceShape}.");
    }

    /// <summary>The id of a subscription, a resource group or a Foundry account.</summary>
    public static Parsed<ResourceId> Scope(string text)
    {
        if (Guid.TryParse(text, out _))
        {
            return Parse.Wrong<ResourceId>($"is a bare GUID. For a subscription write /subscriptions/{text}.");
        }

        if (!ResourceId.TryParse(text, out var id))
        {
            return Parse.Wrong<ResourceId>("is not an Azure resource id. Write /subscriptions/<guid>, /subscriptions/<guid>/resourceGroups/<name> or the id of a Foundry account.");
        }

        if (id.IsOfType(ModelDeployment.ResourceType))
        {
            return Parse.Wrong<ResourceId>($"is a single deployment. Name its account ({id.Parent()}) and leave the others out by a rule with Import false.");
        }

        return id.Type is null || id.IsOfType(FoundryAccount.ResourceType)
            ? Parse.Ok(id)
            : Parse.Wrong<ResourceId>($"is the id of {Kind(id)}. Scopes are subscriptions, resource groups and accounts ({FoundryAccount.ResourceType}).");
    }

    private static string Kind(ResourceId id) => id.Type ?? (id.ResourceGroup is null ? "a subscription" : "a resource group");
}
