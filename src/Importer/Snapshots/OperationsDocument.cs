using System.Text.Json.Nodes;
using Importer.Gateway;

namespace Importer.Snapshots;

/// <summary>
/// Writes the operations of a snapshot as an OpenAPI document, so that one import puts them back under their names. Texts,
/// templates and parameters come back; schemas of bodies do not, until the next import of a live deployment brings its document.
/// </summary>
internal static class OperationsDocument
{
    /// <summary>The document.</summary>
    public static string Of(ApiSnapshot snapshot)
    {
        var paths = new JsonObject();
        foreach (var operation in snapshot.Api.Definition?.Operations ?? [])
        {
            if (paths[operation.UrlTemplate] is not JsonObject path)
            {
                paths[operation.UrlTemplate] = path = [];
            }

            path[operation.Method.ToLowerInvariant()] = Operation(operation);
        }

        return new JsonObject
        {
            ["openapi"] = "3.0.1",
            ["info"] = new JsonObject { ["title"] = snapshot.Api.DisplayName, ["version"] = "1.0" },
            ["servers"] = new JsonArray([.. snapshot.Backends.Take(1).Select(backend => (JsonNode)new JsonObject { ["url"] = backend.Url.AbsoluteUri.TrimEnd('/') })]),
            ["paths"] = paths,
        }.ToJsonString();
    }

    private static JsonObject Operation(ApiOperation operation)
    {
        var node = new JsonObject { ["operationId"] = operation.Name, ["summary"] = operation.DisplayName ?? operation.Name };
        if (operation.Description is { } description)
        {
            node["description"] = description;
        }

        node["parameters"] = new JsonArray([.. operation.Parameters.Select(parameter => (JsonNode)new JsonObject
        {
            ["name"] = parameter.Name,
            ["in"] = parameter.In,
            ["required"] = parameter.Required,
            ["schema"] = new JsonObject { ["type"] = parameter.Type },
        })]);
        node["responses"] = new JsonObject { ["200"] = new JsonObject { ["description"] = "OK" } };
        return node;
    }
}
