using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Importer.Gateway;

namespace Importer.Snapshots;

/// <summary>Snapshots as JSON: for people to read, and for the way back.</summary>
internal static class SnapshotJson
{
    private const int Version = 3;

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static BinaryData Write(ApiSnapshot snapshot) => BinaryData.FromBytes(Encoding.UTF8.GetBytes(new JsonObject
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
        ["diagnostic"] = snapshot.Diagnostic is { } diagnostic ? new JsonObject { ["logger"] = diagnostic.Logger, ["metrics"] = diagnostic.Metrics } : null,
    }.ToJsonString(Readable)));

    /// <summary>The snapshot, or why there is none.</summary>
    public static (ApiSnapshot? Snapshot, string? Problem) Read(BinaryData content)
    {
        try
        {
            var root = JsonNode.Parse(content) as JsonObject;
            return (int?)root?["version"] == Version
                ? (SnapshotReading.Read(root), null)
                : (null, "it was written by an earlier version of the importer, which kept less than a way back needs; make the API again by importing its account");
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException or KeyNotFoundException or OverflowException)
        {
            return (null, $"it cannot be read ({fault.GetType().Name})");
        }
    }

    private static JsonObject Api(Api api) => new()
    {
        ["id"] = api.Id,
        ["displayName"] = api.DisplayName,
        ["description"] = api.Description,
        ["mark"] = api.Mark?.ToString(),
        ["path"] = api.Path,
        ["protocols"] = Array(api.Protocols, protocol => JsonValue.Create(protocol)),
        ["serviceUrl"] = api.ServiceUrl?.Split('?')[0],
        ["subscriptionRequired"] = api.SubscriptionRequired,
        ["keyHeader"] = api.KeyHeader,
        ["keyQuery"] = api.KeyQuery,
        ["operations"] = Array(api.Definition?.Operations ?? [], Operation),
    };

    private static JsonObject Operation(ApiOperation operation) => new()
    {
        ["name"] = operation.Name,
        ["method"] = operation.Method,
        ["urlTemplate"] = operation.UrlTemplate,
        ["displayName"] = operation.DisplayName,
        ["description"] = operation.Description,
        ["parameters"] = Array(operation.Parameters, parameter => new JsonObject
        {
            ["name"] = parameter.Name,
            ["in"] = parameter.In,
            ["type"] = parameter.Type,
            ["required"] = parameter.Required,
        }),
    };

    private static JsonObject Backend(Backend backend) => new()
    {
        ["id"] = backend.Id,
        ["url"] = backend.Url.AbsoluteUri.TrimEnd('/'),
        ["description"] = backend.Description,
        ["mark"] = backend.Mark?.ToString(),
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
    private static JsonObject NamedValue(NamedValue named) => new()
    {
        ["id"] = named.Id,
        ["mark"] = named.Mark?.ToString(),
        ["keyOf"] = named.KeyOf?.Value,
        ["keyVaultSecret"] = named.KeyVaultSecret?.AbsoluteUri,
    };

    private static JsonObject Texts(IReadOnlyDictionary<string, string> texts) => new(texts.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));

    private static JsonArray Array<T>(IEnumerable<T> items, Func<T, JsonNode?> write) => [.. items.Select(write)];
}
