using System.Text.Json.Nodes;
using Importer.Gateway;

namespace Importer.Snapshots;

/// <summary>Reads what <see cref="SnapshotJson"/> writes; whatever is missing or of another shape throws.</summary>
internal static class SnapshotReading
{
    public static ApiSnapshot Read(JsonObject root)
    {
        var api = Api(root["api"] as JsonObject ?? throw new FormatException("api is missing."));
        return new ApiSnapshot
        {
            Api = api,
            Policy = (string?)root["policy"],
            OperationPolicies = Named(root, "operationPolicies"),
            Fragments = Named(root, "fragments"),
            Backends = [.. Items(root, "backends").Select(Backend)],
            NamedValues = [.. Items(root, "namedValues").Select(NamedValue)],
            Products = Texts(root, "products"),
            Tags = Texts(root, "tags"),
            Diagnostic = root["diagnostic"] is JsonObject diagnostic
                ? new Diagnostic { Api = api.Id, Logger = (string?)diagnostic["logger"], Metrics = Flag(diagnostic, "metrics") }
                : null,
        };
    }

    private static Api Api(JsonObject node) => new()
    {
        Id = Text(node, "id"),
        DisplayName = Text(node, "displayName"),
        Description = Text(node, "description"),
        Mark = Mark(node),
        Path = Text(node, "path"),
        Protocols = Texts(node, "protocols"),
        SubscriptionRequired = Flag(node, "subscriptionRequired"),
        KeyHeader = Text(node, "keyHeader"),
        KeyQuery = Text(node, "keyQuery"),
        Definition = new ApiDefinition { Operations = [.. Items(node, "operations").Select(Operation)] },
    };

    private static ApiOperation Operation(JsonObject node) => new(Text(node, "name"), Text(node, "method"), Text(node, "urlTemplate"))
    {
        DisplayName = (string?)node["displayName"],
        Description = (string?)node["description"],
        Parameters = [.. Items(node, "parameters").Select(parameter => new ApiParameter(Text(parameter, "name"), Text(parameter, "in"), Text(parameter, "type"), Flag(parameter, "required")))],
    };

    private static Backend Backend(JsonObject node) => new()
    {
        Id = Text(node, "id"),
        Url = new Uri(Text(node, "url")),
        Description = Text(node, "description"),
        Mark = Mark(node),
        CircuitBreaker = node["circuitBreaker"] is JsonObject breaker
            ? new CircuitBreaker(Number(breaker, "failureCount"), Seconds(breaker, "intervalSeconds"), Seconds(breaker, "tripSeconds"), Number(breaker, "minStatus"), Number(breaker, "maxStatus"))
            : null,
    };

    private static NamedValue NamedValue(JsonObject node) => new()
    {
        Id = Text(node, "id"),
        Mark = Mark(node),
        KeyOf = (string?)node["keyOf"] is { } account ? ResourceId.Parse(account) : null,
        KeyVaultSecret = (string?)node["keyVaultSecret"] is { } secret ? new Uri(secret) : null,
    };

    private static OwnershipMark Mark(JsonObject node) => OwnershipMark.Find(Text(node, "mark")) ?? throw new FormatException("The mark is damaged.");

    private static IEnumerable<JsonObject> Items(JsonObject node, string name) => List(node, name).Select(item => item as JsonObject ?? throw new FormatException($"{name} is damaged."));

    private static IReadOnlyList<string> Texts(JsonObject node, string name) => [.. List(node, name).Select(item => (string?)item ?? throw new FormatException($"{name} is damaged."))];

    private static Dictionary<string, string> Named(JsonObject node, string name) => (node[name] as JsonObject ?? throw new FormatException($"{name} is missing."))
        .ToDictionary(pair => pair.Key, pair => (string?)pair.Value ?? throw new FormatException($"{name} is damaged."), StringComparer.OrdinalIgnoreCase);

    private static JsonArray List(JsonObject node, string name) => node[name] as JsonArray ?? throw new FormatException($"{name} is missing.");

    private static string Text(JsonObject node, string name) => (string?)node[name] ?? throw new FormatException($"{name} is missing.");

    private static bool Flag(JsonObject node, string name) => (bool?)node[name] ?? throw new FormatException($"{name} is missing.");

    private static int Number(JsonObject node, string name) => (int?)node[name] ?? throw new FormatException($"{name} is missing.");

    private static TimeSpan Seconds(JsonObject node, string name) => TimeSpan.FromSeconds((double?)node[name] ?? throw new FormatException($"{name} is missing."));
}
