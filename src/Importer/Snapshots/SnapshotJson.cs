using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Importer.Gateway;
using Importer.Resources;

namespace Importer.Snapshots;

/// <summary>Snapshots as JSON: for people to read, and for the way back.</summary>
internal static class SnapshotJson
{
    private const int Version = 3;

    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static BinaryData Write(ApiSnapshot snapshot) =>
        BinaryData.FromBytes(
            Encoding.UTF8.GetBytes(
                new JsonObject
                {
                    ["version"] = Version,
                    ["api"] = Api(snapshot.Api),
                    ["policy"] = snapshot.Policy,
                    ["operationPolicies"] = Texts(snapshot.OperationPolicies),
                    ["fragments"] = Texts(snapshot.Fragments),
                    ["backends"] = Array(snapshot.Backends, Backend),
                    ["namedValues"] = Array(snapshot.NamedValues, NamedValue),
                    ["products"] = Array(snapshot.Products, product => JsonValue.Create(product)),
                    ["tags"] = Array(snapshot.Tags, tag => JsonValue.Create(tag)),
                    ["diagnostic"] = snapshot.Diagnostic is { } diagnostic
                        ? new JsonObject { ["logger"] = diagnostic.Logger, ["metrics"] = diagnostic.Metrics }
                        : null,
                }.ToJsonString(Readable)
            )
        );

    /// <summary>The snapshot, or why there is none.</summary>
    public static (ApiSnapshot? Snapshot, string? Problem) Read(BinaryData content)
    {
        try
        {
            var root = JsonNode.Parse(content) as JsonObject;
            return (int?)root?["version"] == Version
                ? (SnapshotReading.Read(root), null)
                : (
                    null,
                    "it was written by an earlier version of the importer, which kept less than a way back needs; make the API again by importing its account"
                );
        }
        catch (Exception fault)
            when (fault
                    is JsonException
                        or InvalidOperationException
                        or FormatException
                        or KeyNotFoundException
                        or OverflowException
                        or ArgumentException
            )
        {
            return (null, $"it cannot be read ({fault.GetType().Name})");
        }
    }

    private static JsonObject Api(Api api) =>
        new()
        {
            ["id"] = api.Id,
            ["displayName"] = api.DisplayName,
            ["description"] = api.Description,
            ["ownershipTag"] = api.OwnershipTag?.ToString(),
            ["path"] = api.Path,
            ["protocols"] = Array(api.Protocols, protocol => JsonValue.Create(protocol)),
            ["serviceUrl"] = api.ServiceUrl?.Split('?')[0],
            ["subscriptionRequired"] = api.SubscriptionRequired,
            ["keyHeader"] = api.KeyHeader,
            ["keyQuery"] = api.KeyQuery,
            ["operations"] = Array(api.Definition?.Operations ?? [], Operation),
        };

    private static JsonObject Operation(ApiOperation operation) =>
        new()
        {
            ["name"] = operation.Name,
            ["method"] = operation.Method,
            ["urlTemplate"] = operation.UrlTemplate,
            ["displayName"] = operation.DisplayName,
            ["description"] = operation.Description,
            ["parameters"] = Array(
                operation.Parameters,
                parameter => new JsonObject
                {
                    ["name"] = parameter.Name,
                    ["in"] = parameter.In,
                    ["type"] = parameter.Type,
                    ["required"] = parameter.Required,
                }
            ),
        };

    private static JsonObject Backend(Backend backend) =>
        new()
        {
            ["id"] = backend.Id,
            ["url"] = backend.Url.AbsoluteUri.TrimEnd('/'),
            ["description"] = backend.Description,
            ["ownershipTag"] = backend.OwnershipTag?.ToString(),
            ["circuitBreaker"] = backend.CircuitBreaker is { } breaker
                ? new JsonObject
                {
                    ["failureCount"] = breaker.FailureCount,
                    ["intervalSeconds"] = breaker.Interval.TotalSeconds,
                    ["tripSeconds"] = breaker.TripDuration.TotalSeconds,
                    ["minStatus"] = breaker.MinStatus,
                    ["maxStatus"] = breaker.MaxStatus,
                }
                : null,
        };

    // Never a value: where it comes from, and no more.
    private static JsonObject NamedValue(NamedValue named) =>
        new()
        {
            ["id"] = named.Id,
            ["ownershipTag"] = named.OwnershipTag?.ToString(),
            ["keyOf"] = named.KeyOf?.Value,
            ["keyVaultSecret"] = named.KeyVaultSecret?.AbsoluteUri,
        };

    private static JsonObject Texts(IReadOnlyDictionary<string, string> texts) =>
        new(texts.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));

    private static JsonArray Array<T>(IEnumerable<T> items, Func<T, JsonNode?> write) => [.. items.Select(write)];
}

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
                ? new Diagnostic
                {
                    Api = api.Id,
                    Logger = (string?)diagnostic["logger"],
                    Metrics = Flag(diagnostic, "metrics"),
                }
                : null,
        };
    }

    private static Api Api(JsonObject node) =>
        new()
        {
            Id = Text(node, "id"),
            DisplayName = Text(node, "displayName"),
            Description = Text(node, "description"),
            OwnershipTag = ReadTag(node),
            Path = Text(node, "path"),
            Protocols = Texts(node, "protocols"),
            SubscriptionRequired = Flag(node, "subscriptionRequired"),
            KeyHeader = Text(node, "keyHeader"),
            KeyQuery = Text(node, "keyQuery"),
            Definition = new ApiDefinition { Operations = [.. Items(node, "operations").Select(Operation)] },
        };

    private static ApiOperation Operation(JsonObject node) =>
        new(Text(node, "name"), Text(node, "method"), Text(node, "urlTemplate"))
        {
            DisplayName = (string?)node["displayName"],
            Description = (string?)node["description"],
            Parameters =
            [
                .. Items(node, "parameters")
                    .Select(parameter => new ApiParameter(
                        Text(parameter, "name"),
                        Text(parameter, "in"),
                        Text(parameter, "type"),
                        Flag(parameter, "required")
                    )),
            ],
        };

    private static Backend Backend(JsonObject node) =>
        new()
        {
            Id = Text(node, "id"),
            Url = new Uri(Text(node, "url")),
            Description = Text(node, "description"),
            OwnershipTag = ReadTag(node),
            CircuitBreaker = node["circuitBreaker"] is JsonObject breaker
                ? new CircuitBreaker(
                    Number(breaker, "failureCount"),
                    Seconds(breaker, "intervalSeconds"),
                    Seconds(breaker, "tripSeconds"),
                    Number(breaker, "minStatus"),
                    Number(breaker, "maxStatus")
                )
                : null,
        };

    private static NamedValue NamedValue(JsonObject node) =>
        new()
        {
            Id = Text(node, "id"),
            OwnershipTag = ReadTag(node),
            KeyOf = (string?)node["keyOf"] is { } account ? ResourceId.Parse(account) : null,
            KeyVaultSecret = (string?)node["keyVaultSecret"] is { } secret ? new Uri(secret) : null,
        };

    private static OwnershipTag ReadTag(JsonObject node) =>
        OwnershipTag.Find(Text(node, "ownershipTag")) ?? throw new FormatException("The ownershipTag is damaged.");

    private static IEnumerable<JsonObject> Items(JsonObject node, string name) =>
        List(node, name).Select(item => item as JsonObject ?? throw new FormatException($"{name} is damaged."));

    private static IReadOnlyList<string> Texts(JsonObject node, string name) =>
        [.. List(node, name).Select(item => (string?)item ?? throw new FormatException($"{name} is damaged."))];

    private static Dictionary<string, string> Named(JsonObject node, string name) =>
        (node[name] as JsonObject ?? throw new FormatException($"{name} is missing.")).ToDictionary(
            pair => pair.Key,
            pair => (string?)pair.Value ?? throw new FormatException($"{name} is damaged."),
            StringComparer.OrdinalIgnoreCase
        );

    private static JsonArray List(JsonObject node, string name) =>
        node[name] as JsonArray ?? throw new FormatException($"{name} is missing.");

    private static string Text(JsonObject node, string name) => (string?)node[name] ?? throw new FormatException($"{name} is missing.");

    private static bool Flag(JsonObject node, string name) => (bool?)node[name] ?? throw new FormatException($"{name} is missing.");

    private static int Number(JsonObject node, string name) => (int?)node[name] ?? throw new FormatException($"{name} is missing.");

    private static TimeSpan Seconds(JsonObject node, string name) =>
        TimeSpan.FromSeconds((double?)node[name] ?? throw new FormatException($"{name} is missing."));
}
