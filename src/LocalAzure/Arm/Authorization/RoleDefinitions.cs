using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LocalAzure.State;

namespace LocalAzure.Arm.Authorization;

/// <summary>
/// The built-in roles that matter to gateways of models, see
/// https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
/// </summary>
public static partial class RoleDefinitions
{
    private const string Provider = "/providers/Microsoft.Authorization/roleDefinitions";

    /// <summary>Every role that can be assigned.</summary>
    public static readonly IReadOnlyList<RoleDefinition> All =
    [
        new("5e0bd9bd-7b93-4f28-af87-19fc36ad61bd", "Cognitive Services OpenAI User")
        {
            Actions =
            [
                "Microsoft.CognitiveServices/*/read",
                "Microsoft.Authorization/roleAssignments/read",
                "Microsoft.Authorization/roleDefinitions/read",
            ],
            DataActions =
            [
                "Microsoft.CognitiveServices/accounts/OpenAI/*/read",
                "Microsoft.CognitiveServices/accounts/OpenAI/deployments/*/action",
                "Microsoft.CognitiveServices/accounts/OpenAI/images/generations/action",
                "Microsoft.CognitiveServices/accounts/OpenAI/responses/*",
            ],
        },
        new("a001fd3d-188f-4b5d-821b-7da978bf7442", "Cognitive Services OpenAI Contributor")
        {
            Actions =
            [
                "Microsoft.CognitiveServices/*/read",
                "Microsoft.CognitiveServices/accounts/deployments/write",
                "Microsoft.CognitiveServices/accounts/deployments/delete",
            ],
            DataActions = ["Microsoft.CognitiveServices/accounts/OpenAI/*"],
        },
        new("a97b65f3-24c7-4388-baec-2e87135dc908", "Cognitive Services User")
        {
            Actions = ["Microsoft.CognitiveServices/*/read", "Microsoft.CognitiveServices/accounts/listkeys/action"],
            DataActions = ["Microsoft.CognitiveServices/*"],
        },
        new("25fbc0a9-bd7c-42a3-aa1a-3b75d497ee68", "Cognitive Services Contributor") { Actions = ["Microsoft.CognitiveServices/*"] },
        new("53ca6127-db72-4b80-b1b0-d745d6d5456d", "Foundry User")
        {
            Actions = ["Microsoft.CognitiveServices/*/read"],
            DataActions = ["Microsoft.CognitiveServices/*"],
        },
        new("64702f94-c441-49e6-a78b-ef80e0188fee", "Azure AI Developer")
        {
            Actions = ["Microsoft.CognitiveServices/*/read"],
            DataActions = ["Microsoft.CognitiveServices/accounts/OpenAI/*", "Microsoft.CognitiveServices/accounts/MaaS/*"],
        },
        new("312a565d-c81f-4fd8-895a-4e21e48d571c", "API Management Service Contributor")
        {
            Actions = ["Microsoft.ApiManagement/service/*"],
        },
        new("71522526-b88f-4d52-b57f-d31fc3546d0d", "API Management Service Reader Role")
        {
            Actions = ["Microsoft.ApiManagement/service/*/read", "Microsoft.ApiManagement/service/read"],
        },
        new("ba92f5b4-2d11-453d-a403-e96b0029c9fe", "Storage Blob Data Contributor")
        {
            DataActions = ["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/*"],
        },
        new("b7e6dc6d-f1e8-4753-8033-0f276bb0955b", "Storage Blob Data Owner")
        {
            DataActions = ["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/*"],
        },
        new("acdd72a7-3385-48ef-bd42-f606fba81ae7", "Reader") { Actions = ["*/read"] },
        new("b24988ac-6180-42a0-ab88-20f7382dd24c", "Contributor") { Actions = ["*"] },
    ];

    internal static readonly ArmType Type = new("Microsoft.Authorization/roleDefinitions")
    {
        Verbs = Verbs.ReadOnly,
        Finding = Read,
        Listing = List,
    };

    public static bool Exists(string id) => All.Any(role => ResourceIds.Same(role.Id, id));

    /// <summary>One definition, read by its id at any scope.</summary>
    private static JsonObject? Read(ArmCall call)
    {
        if (All.FirstOrDefault(role => ResourceIds.Same(role.Id, call.Path.Name)) is not { } found)
        {
            return null;
        }

        var shown = Describe(found);
        shown["id"] = call.Path.Id;
        return shown;
    }

    private static IEnumerable<JsonObject> List(ArmCall call)
    {
        var filter = call.Text("$filter") ?? "";
        var name = RoleName().Match(filter) is { Success: true } match ? match.Groups[1].Value : null;
        if (filter.Length > 0 && name is null && !filter.Contains("BuiltInRole", StringComparison.Ordinal))
        {
            throw ArmErrors.NotSimulated($"the filter '{filter}' (roleName eq '…' and type eq 'BuiltInRole' are)");
        }

        return All.Where(role => name is null || ResourceIds.Same(role.Name, name)).Select(Describe);
    }

    private static JsonObject Describe(RoleDefinition role) =>
        new()
        {
            ["id"] = $"{Provider}/{role.Id}",
            ["type"] = "Microsoft.Authorization/roleDefinitions",
            ["name"] = role.Id,
            ["properties"] = new JsonObject
            {
                ["roleName"] = role.Name,
                ["type"] = "BuiltInRole",
                ["description"] = role.Name,
                ["assignableScopes"] = new JsonArray("/"),
                ["permissions"] = new JsonArray(
                    new JsonObject
                    {
                        ["actions"] = List(role.Actions),
                        ["notActions"] = new JsonArray(),
                        ["dataActions"] = List(role.DataActions),
                        ["notDataActions"] = List(role.NotDataActions),
                    }
                ),
            },
        };

    private static JsonArray List(IEnumerable<string> texts) => [.. texts.Select(text => (JsonNode)text)];

    [GeneratedRegex(@"roleName\s+eq\s+'([^']*)'", RegexOptions.IgnoreCase)]
    private static partial Regex RoleName();
}
