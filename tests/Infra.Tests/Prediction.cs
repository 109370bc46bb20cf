using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Infra.Tests;

/// <summary>What a deployment would make, as the Bicep CLI predicts it: ids, properties, outputs.</summary>
internal sealed partial class Prediction(JsonObject snapshot)
{
    public IReadOnlyList<PredictedResource> Resources { get; } =
    [.. snapshot["predictedResources"]!.AsArray().Select(resource => new PredictedResource(resource!.AsObject()))];

    /// <summary>What the CLI could not predict; each makes the other checks see less.</summary>
    public IReadOnlyList<string> Diagnostics { get; } = [.. snapshot["diagnostics"]!.AsArray().Select(line => ((string)line!).Trim())];

    public string Output(string name) => (string)snapshot["outputs"]![name]!;

    /// <summary>The whole text, in which nothing that lists a key may be.</summary>
    public string Text { get; } = snapshot.ToJsonString();

    public IEnumerable<PredictedResource> OfType(string type) =>
        Resources.Where(resource => string.Equals(resource.Type, type, StringComparison.OrdinalIgnoreCase));

    /// <summary>Custom roles by the GUID at the end of their id.</summary>
    public IReadOnlyDictionary<string, PredictedResource> Roles =>
        OfType("Microsoft.Authorization/roleDefinitions").ToDictionary(role => role.Scope.Split('/')[^1], StringComparer.OrdinalIgnoreCase);

    public IEnumerable<PredictedResource> Assignments => OfType("Microsoft.Authorization/roleAssignments");

    /// <summary>The app's settings, each with its value where that is known before the deployment.</summary>
    public IReadOnlyDictionary<string, string?> Settings()
    {
        var properties = OfType("Microsoft.Web/sites/config")
            .Single(config => config.Name.EndsWith("appsettings", StringComparison.Ordinal))
            .Json["properties"]!;
        return properties is JsonObject known
            ? known.ToDictionary(setting => setting.Key, setting => (string?)setting.Value)
            : ArmExpression.Read((string)properties!).Members();
    }
}

/// <summary>One predicted resource.</summary>
internal sealed partial class PredictedResource(JsonObject json)
{
    public JsonObject Json => json;

    public string Type => (string)json["type"]!;

    public string Name => (string?)json["name"] ?? "";

    public JsonNode? this[string property] => json["properties"]?[property];

    /// <summary>What is made, or for an assignment on another resource the resource that it is made on.</summary>
    public string Scope => ScopeOf(ArmExpression.Read((string)json["id"]!));

    public string Subscription => SubscriptionOf(Scope);

    /// <summary>The role that an assignment gives, as a resource id.</summary>
    public string RoleDefinition => ScopeOf(ArmExpression.Read((string)this["roleDefinitionId"]!));

    public override string ToString() => Scope;

    /// <summary>The subscription that a resource id is in.</summary>
    public static string SubscriptionOf(string id) => Subscriptions().Match(id).Groups[1].Value.ToLowerInvariant();

    // The id functions, as far as the scope: https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-resource
    private static string ScopeOf(ArmExpression id) =>
        id.Function switch
        {
            "" => Assigned().Replace(id.Text!, ""),
            "extensionResourceId" => ScopeOf(id.Arguments[0]),
            "subscriptionResourceId" => $"/subscriptions/{id.Arguments[0].Text}",
            "resourceId" => $"/subscriptions/{id.Arguments[0].Text}/resourceGroups/{id.Arguments[1].Text}",
            _ => $"?{id.Function}",
        };

    [GeneratedRegex("^/subscriptions/([^/]+)", RegexOptions.IgnoreCase)]
    private static partial Regex Subscriptions();

    [GeneratedRegex("/providers/Microsoft.Authorization/roleAssignments/[^/]+$", RegexOptions.IgnoreCase)]
    private static partial Regex Assigned();
}
