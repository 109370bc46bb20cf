using System.Text.Json;
using Importer.Arm;
using Importer.Deployments;

namespace Importer.Foundry;

/// <summary>Translates Microsoft.CognitiveServices resources into our words; what Resource Manager leaves out is left open.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/templates/microsoft.cognitiveservices/2025-06-01/accounts</remarks>
internal static class FoundryJson
{
    /// <summary>An account; null when the resource lacks what an account always has: its id, its kind and its state.</summary>
    public static FoundryAccount? Account(JsonElement resource) => ResourceId.TryParse(resource.Text("id"), out var id)
        && id.IsOfType(FoundryAccount.ResourceType)
        && resource.Text("kind") is { Length: > 0 } kind
        && resource.Text("properties", "provisioningState") is { Length: > 0 } state
        ? new()
        {
            Id = id,
            Kind = kind,
            Region = resource.Text("location") ?? "",
            ProvisioningState = state,
            Endpoint = Address(resource.Text("properties", "endpoint")),
            Endpoints = Endpoints(resource),
            CustomSubdomain = resource.Text("properties", "customSubDomainName") is { Length: > 0 } subdomain ? subdomain : null,
            LocalAuthDisabled = resource.Flag("properties", "disableLocalAuth") ?? false,
            Tags = resource.Texts("tags"),
        }
        : null;

    /// <summary>
    /// A deployment of <paramref name="account"/>; null when the resource lacks what a deployment always has: its id below the
    /// account, its model and its state.
    /// </summary>
    public static ModelDeployment? Deployment(ResourceId account, JsonElement resource) => ResourceId.TryParse(resource.Text("id"), out var id)
        && id.IsOfType(ModelDeployment.ResourceType)
        && id.Parent() == account
        && resource.Text("properties", "model", "format") is { Length: > 0 } format
        && resource.Text("properties", "model", "name") is { Length: > 0 } model
        && resource.Text("properties", "provisioningState") is { Length: > 0 } state
        ? new()
        {
            Id = id,
            ModelFormat = format,
            ModelName = model,
            ModelVersion = resource.Text("properties", "model", "version") ?? "",
            Sku = resource.Text("sku", "name") ?? "",
            Capacity = resource.Number("sku", "capacity"),
            ProvisioningState = state,
            Paused = string.Equals(resource.Text("properties", "deploymentState"), "Paused", StringComparison.OrdinalIgnoreCase),
            CapabilityFlags = resource.Texts("properties", "capabilities"),
            Tags = resource.Texts("tags"),
        }
        : null;

    private static Dictionary<string, Uri> Endpoints(JsonElement resource)
    {
        var endpoints = new Dictionary<string, Uri>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, text) in resource.Texts("properties", "endpoints"))
        {
            if (Address(text) is { } address)
            {
                endpoints[name] = address;
            }
        }

        return endpoints;
    }

    private static Uri? Address(string? text) => Uri.TryCreate(text, UriKind.Absolute, out var address) ? address : null;
}
