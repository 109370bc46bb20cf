using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Primitives;

namespace LocalAzure.FunctionsHost;

/// <summary>
/// HTTP firings in the wrapped form (no request forwarding).
/// https://learn.microsoft.com/azure/azure-functions/functions-custom-handlers#request-payload
/// https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script/Extensions/HttpRequestExtensions.cs
/// </summary>
internal static class HttpInvocation
{
    public static async Task<Invocation> OfAsync(FunctionDefinition function, HttpRequest request, CancellationToken cancellationToken)
    {
        var route = RouteValues(request);
        var body = await BodyAsync(request, cancellationToken);
        var req = new JsonObject
        {
            ["Url"] = request.GetDisplayUrl(),
            ["Method"] = request.Method,
            ["Query"] = Flat(request.Query, values => string.Join(',', values.AsEnumerable())),
            ["Headers"] = new JsonObject(request.Headers.Select(header => KeyValuePair.Create(header.Key, (JsonNode?)List(header.Value)))),
            ["Params"] = new JsonObject(route.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
            ["Identities"] = new JsonArray(Nobody()),
        };
        if (body is not null)
        {
            req["Body"] = body;
        }

        return new Invocation
        {
            Function = function,
            Data = new JsonObject { [function.Trigger.Name] = req },
            Metadata = Metadata(request, route, body),
        };
    }

    // Spread are the body's properties, then the query, then the route, which wins; the key in 'code' is not.
    private static BindingData Metadata(HttpRequest request, List<KeyValuePair<string, string?>> route, string? body)
    {
        var data = new BindingData();
        if (body is not null && request.HasJsonContentType() && AsObject(body) is { } json)
        {
            data.Spread(json);
        }

        foreach (var (name, values) in request.Query.Where(pair => !pair.Key.Equals("code", StringComparison.OrdinalIgnoreCase)))
        {
            data.With(name, values[^1]);
        }

        foreach (var (name, value) in route.Where(pair => pair.Value is not null))
        {
            data.With(name, value);
        }

        return data.With("Query", Flat(request.Query, values => values[^1])).With("Headers", Flat(request.Headers, values => values.ToString()));
    }

    // Optional parameters that the path left out are there, as null.
    private static List<KeyValuePair<string, string?>> RouteValues(HttpRequest request)
    {
        var pattern = (request.HttpContext.GetEndpoint() as RouteEndpoint)?.RoutePattern;
        return [.. (pattern?.Parameters ?? []).Select(part => KeyValuePair.Create(part.Name, (string?)request.RouteValues[part.Name]))];
    }

    // Only a request with a Content-Length has a body here: the host does not read chunked ones.
    private static async Task<string?> BodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength is not > 0)
        {
            return null;
        }

        if (IsBytes(request.ContentType ?? ""))
        {
            using var bytes = new MemoryStream();
            await request.Body.CopyToAsync(bytes, cancellationToken);
            return Convert.ToBase64String(bytes.ToArray());
        }

        using var reader = new StreamReader(request.Body);
        return await reader.ReadToEndAsync(cancellationToken);
    }

    private static bool IsBytes(string contentType) =>
        contentType.StartsWith("application/octet-stream", StringComparison.OrdinalIgnoreCase)
        || contentType.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase);

    private static JsonObject Flat(IEnumerable<KeyValuePair<string, StringValues>> pairs, Func<StringValues, string?> text) =>
        new(pairs.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)text(pair.Value))));

    private static JsonArray List(StringValues values) => new([.. values.Select(value => (JsonNode?)value)]);

    private static JsonObject? AsObject(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // The one identity of a request without Easy Auth.
    private static JsonObject Nobody() => new()
    {
        ["AuthenticationType"] = null,
        ["IsAuthenticated"] = false,
        ["Actor"] = null,
        ["BootstrapContext"] = null,
        ["Claims"] = new JsonArray(),
        ["Label"] = null,
        ["Name"] = null,
        ["NameClaimType"] = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name",
        ["RoleClaimType"] = "http://schemas.microsoft.com/ws/2008/06/identity/claims/role",
    };
}
