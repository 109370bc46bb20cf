using System.Globalization;
using System.Text.Json.Nodes;

namespace LocalAzure.Arm.ApiManagement;

/// <summary>One operation of a specification with what it inherits from its path.</summary>
internal sealed record SpecOperation(JsonObject Document, string Path, string Method, JsonObject Item, JsonObject Operation)
{
    public static bool IsRequired(JsonObject parameter) => parameter["required"]?.GetValueKind() == System.Text.Json.JsonValueKind.True;

    /// <summary>Parameters in one place; the operation's own come before the path's of the same name.</summary>
    public IEnumerable<JsonObject> Parameters(string place) =>
        Listed(Operation).Concat(Listed(Item)).Where(one => (string?)one["in"] == place).DistinctBy(one => (string?)one["name"]);

    public JsonObject Request(JsonArray query, JsonArray headers)
    {
        var request = new JsonObject
        {
            ["queryParameters"] = query,
            ["headers"] = headers,
            ["representations"] = new JsonArray(),
        };
        // Bodies of GET, HEAD and OPTIONS are dropped.
        if (Method is not ("get" or "head" or "options") && SpecReferences.Resolve(Document, Operation["requestBody"]) is { } body)
        {
            request["representations"] = Representations(body);
        }

        return request;
    }

    public JsonArray Responses()
    {
        JsonArray responses = [];
        foreach (var (status, node) in Operation["responses"] as JsonObject ?? [])
        {
            if (
                int.TryParse(status, NumberStyles.None, CultureInfo.InvariantCulture, out var code)
                && SpecReferences.Resolve(Document, node) is { } response
            )
            {
                responses.Add(
                    new JsonObject
                    {
                        ["statusCode"] = code,
                        ["description"] = (string?)response["description"] ?? "",
                        ["representations"] = Representations(response),
                        ["headers"] = new JsonArray(),
                    }
                );
            }
        }

        return responses;
    }

    private static JsonArray Representations(JsonObject body) =>
        [.. (body["content"] as JsonObject ?? []).Select(pair => (JsonNode)new JsonObject { ["contentType"] = pair.Key })];

    private IEnumerable<JsonObject> Listed(JsonObject holder) =>
        (holder["parameters"] as JsonArray ?? []).Select(one => SpecReferences.Resolve(Document, one)).Where(one => one is not null)!;
}
