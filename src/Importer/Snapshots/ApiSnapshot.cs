using System.Text.Json.Nodes;
using Importer.Gateway;

namespace Importer.Snapshots;

/// <summary>
/// An API with all that goes with it, as it was right before it was withdrawn. Holds no secret: of a named value only where its value comes
/// from.
/// </summary>
public sealed record ApiSnapshot
{
    /// <summary>The API with its ownership tag and operations.</summary>
    public required Api Api { get; init; }

    /// <summary>Its policy; null when it had none.</summary>
    public string? Policy { get; init; }

    /// <summary>The policies of its single operations, by the operation's name.</summary>
    public IReadOnlyDictionary<string, string> OperationPolicies { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// The fragments that its policies include, by id: for people to read, because deleting an API deletes no fragment, and
    /// the importer writes none.
    /// </summary>
    public IReadOnlyDictionary<string, string> Fragments { get; init; } = new Dictionary<string, string>();

    /// <summary>The importer's own backends that the policy names.</summary>
    public IReadOnlyList<Backend> Backends { get; init; } = [];

    /// <summary>The importer's own named values that the policy names, without their values.</summary>
    public IReadOnlyList<NamedValue> NamedValues { get; init; } = [];

    /// <summary>The ids of the products it was in.</summary>
    public IReadOnlyList<string> Products { get; init; } = [];

    /// <summary>The ids of its tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Its Application Insights diagnostic; null when none was read.</summary>
    public Diagnostic? Diagnostic { get; init; }

    /// <summary>The snapshot of <paramref name="api"/> from what the gateway holds.</summary>
    public static ApiSnapshot Of(Api api, GatewayState state, ApiExtras extras)
    {
        ArgumentNullException.ThrowIfNull(extras);
        ArgumentNullException.ThrowIfNull(api);
        ArgumentNullException.ThrowIfNull(state);
        var policy = state.Find(ApiPolicy.KeyFor(api.Id))?.Resource as ApiPolicy;
        IReadOnlyList<ApiPolicy> all =
        [
            .. policy is null ? Array.Empty<ApiPolicy>() : [policy],
            .. extras.OperationPolicies.Values.Select(xml => new ApiPolicy { Api = api.Id, Xml = xml }),
        ];
        return new ApiSnapshot
        {
            Api = api,
            Policy = policy?.Xml,
            OperationPolicies = extras.OperationPolicies,
            Fragments = extras.Fragments,
            Backends = [.. Named<Backend>(state, all)],
            NamedValues = [.. Named<NamedValue>(state, all)],
            Products = [.. Below<ProductLink>(state, api).Select(link => link.Product).Order(StringComparer.Ordinal)],
            Tags = [.. Below<ApiTag>(state, api).Select(tag => tag.Tag).Order(StringComparer.Ordinal)],
            Diagnostic = Below<Diagnostic>(state, api).FirstOrDefault(),
        };
    }

    private static IEnumerable<T> Named<T>(GatewayState state, IReadOnlyList<ApiPolicy> policies)
        where T : GatewayResource =>
        state
            .OfType<T>()
            .Where(found => found.OwnershipTag is not null && policies.Any(policy => policy.Names(found.Resource.Key)))
            .OrderBy(found => found.Resource.Key.Name, StringComparer.OrdinalIgnoreCase)
            .Select(found => (T)found.Resource);

    private static IEnumerable<T> Below<T>(GatewayState state, Api api)
        where T : GatewayResource =>
        state
            .OfType<T>()
            .Where(found => string.Equals(found.Resource.ApiId, api.Id, StringComparison.OrdinalIgnoreCase))
            .Select(found => (T)found.Resource);
}

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
            ["servers"] = new JsonArray([
                .. snapshot.Backends.Take(1).Select(backend => (JsonNode)new JsonObject { ["url"] = backend.Url.AbsoluteUri.TrimEnd('/') }),
            ]),
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

        node["parameters"] = new JsonArray([
            .. operation.Parameters.Select(parameter =>
                (JsonNode)
                    new JsonObject
                    {
                        ["name"] = parameter.Name,
                        ["in"] = parameter.In,
                        ["required"] = parameter.Required,
                        ["schema"] = new JsonObject { ["type"] = parameter.Type },
                    }
            ),
        ]);
        node["responses"] = new JsonObject { ["200"] = new JsonObject { ["description"] = "OK" } };
        return node;
    }
}
