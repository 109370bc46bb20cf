using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LocalAzure.State;

namespace LocalAzure.Arm.ApiManagement;

/// <summary>Operations written one by one, see https://learn.microsoft.com/rest/api/apimanagement/api-operation</summary>
internal static partial class OperationRules
{
    public static readonly ArmType Type = new(ApiManagementTypes.Operations)
    {
        HasETag = true,
        Noun = "Operation",
        Fields =
        [
            new("displayName")
            {
                Required = true,
                Min = 1,
                Max = 300,
            },
            new("method") { Required = true },
            new("urlTemplate")
            {
                Required = true,
                Min = 1,
                Max = 1000,
            },
            new("description") { Max = 1000 },
        ],
        Accept = Accept,
    };

    /// <summary>The names in braces of a template.</summary>
    public static IReadOnlyList<string> Parameters(string urlTemplate) =>
        [.. Braces().Matches(urlTemplate).Select(match => match.Groups[1].Value.TrimStart('*'))];

    /// <summary>What the service fills in when it was left out.</summary>
    public static void FillDefaults(JsonObject document)
    {
        document.Default("templateParameters", new JsonArray());
        document.Default("responses", new JsonArray());
        document.Default(
            "request",
            new JsonObject
            {
                ["queryParameters"] = new JsonArray(),
                ["headers"] = new JsonArray(),
                ["representations"] = new JsonArray(),
            }
        );
    }

    private static JsonObject Accept(ArmCall call, JsonObject document)
    {
        if (call.Path.Name.Length > 80)
        {
            throw ArmErrors.Validation(("operationId", "'operationId' must be between 1 and 80 characters long."));
        }

        CheckParameters(document);
        CheckUnique(call, document);
        if (call.Existing is null)
        {
            OperationBudget.Check(call, 1 + call.Store.Children(call.Path.ParentId, ApiManagementTypes.Operations).Count);
        }

        FillDefaults(document);
        return document;
    }

    private static void CheckParameters(JsonObject document)
    {
        var declared = (document.Properties()["templateParameters"] as JsonArray ?? []).Select(one => (string?)one?["name"]).ToHashSet();
        var used = Parameters(document.Text("urlTemplate")!);
        if (used.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw ArmErrors.Validation(
                ("urlTemplate", $"The template parameter '{twice.Key}' is used twice in '{document.Text("urlTemplate")}'.")
            );
        }

        var missing = used.Where(name => !declared.Contains(name)).ToList();
        if (missing.Count > 0)
        {
            throw ArmErrors.Validation(
                (
                    "templateParameters",
                    $"All template parameters used in the UriTemplate must be defined in the Operation, please ensure to define the following template parameters: {string.Join(", ", missing)}"
                )
            );
        }
    }

    private static void CheckUnique(ArmCall call, JsonObject document)
    {
        var twin = call
            .Store.Children(call.Path.ParentId, ApiManagementTypes.Operations)
            .FirstOrDefault(other =>
                !ResourceIds.Same(other.Name, call.Path.Name)
                && ResourceIds.Same(other.Body.Text("method"), document.Text("method"))
                && ResourceIds.Same(other.Body.Text("urlTemplate"), document.Text("urlTemplate"))
            );
        if (twin is not null)
        {
            throw ArmErrors.Validation(("urlTemplate", $"Operation with the same METHOD and URI template already exists: {twin.Name}"));
        }
    }

    [GeneratedRegex(@"\{([^{}]+)\}")]
    private static partial Regex Braces();
}
