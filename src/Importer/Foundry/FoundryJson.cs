using System.Collections.Concurrent;
using System.Text.Json;
using Importer.Arm;
using Importer.Deployments;
using Importer.Resources;

namespace Importer.Foundry;

/// <summary>Translates Microsoft.CognitiveServices resources into our words; what Resource Manager leaves out is left open.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/templates/microsoft.cognitiveservices/2025-06-01/accounts</remarks>
internal static class FoundryJson
{
    /// <summary>An account; null when the resource lacks what an account always has: its id, its kind and its state.</summary>
    public static FoundryAccount? Account(JsonElement resource) =>
        ResourceId.TryParse(resource.Text("id"), out var id)
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
    public static ModelDeployment? Deployment(ResourceId account, JsonElement resource) =>
        ResourceId.TryParse(resource.Text("id"), out var id)
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
                ContentFilter = resource.Text("properties", "raiPolicyName") is { Length: > 0 } filter ? filter : null,
                SpilloverDeployment = resource.Text("properties", "spilloverDeploymentName") is { Length: > 0 } spillover
                    ? spillover
                    : null,
                CapabilityFlags = resource.Texts("properties", "capabilities"),
                UpgradeOption = resource.Text("properties", "versionUpgradeOption"),
                CreatedAt = CatalogueJson.Date(resource.Text("systemData", "createdAt")),
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

/// <summary>What one reading has found so far; safe to add to from many calls at once.</summary>
internal sealed class FoundryReading
{
    private readonly ConcurrentBag<AccountInventory> _accounts = [];
    private readonly ConcurrentBag<ResourceId> _covered = [];
    private readonly ConcurrentBag<ResourceId> _missing = [];
    private readonly ConcurrentBag<UnreadScope> _unread = [];

    public void Found(AccountInventory account) => _accounts.Add(account);

    public void Covered(ResourceId scope) => _covered.Add(scope);

    /// <summary>Not there, as the service itself says: read to the end, with nothing in it.</summary>
    public void Missing(ResourceId scope)
    {
        Covered(scope);
        _missing.Add(scope);
    }

    public void Unread(ResourceId scope, ArmException reason) =>
        _unread.Add(new(scope, reason.Message, reason.Kind is ArmErrorKind.Later or ArmErrorKind.Busy));

    /// <summary>Everything found, in an order that does not depend on which answer came first.</summary>
    public Inventory Close() =>
        new()
        {
            Accounts =
            [
                .. _accounts
                    .DistinctBy(found => found.Account.Id)
                    .OrderBy(found => found.Account.Id.Value, StringComparer.OrdinalIgnoreCase),
            ],
            Covered = [.. _covered.OrderBy(scope => scope.Value, StringComparer.OrdinalIgnoreCase)],
            Missing = [.. _missing.OrderBy(scope => scope.Value, StringComparer.OrdinalIgnoreCase)],
            Unread = [.. _unread.OrderBy(unread => unread.Scope.Value, StringComparer.OrdinalIgnoreCase)],
        };
}
