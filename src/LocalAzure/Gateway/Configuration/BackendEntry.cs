using System.Text.Json.Nodes;
using System.Xml;
using LocalAzure.State;

namespace LocalAzure.Gateway.Configuration;

/// <summary>
/// A backend: a URL with its credentials and breaker, or a pool of other backends.
/// https://learn.microsoft.com/azure/api-management/backends
/// </summary>
internal sealed record BackendEntry
{
    public required string Id { get; init; }

    public required string ETag { get; init; }

    public required string? Url { get; init; }

    public required IReadOnlyList<PoolMember> Members { get; init; }

    public required IReadOnlyList<BreakerRule> Rules { get; init; }

    /// <summary>Credential headers by name, named values in place.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Headers { get; init; }

    /// <summary>Credential query parameters by name, named values in place.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Query { get; init; }

    /// <summary>The whole Authorization header of <c>credentials.authorization</c>.</summary>
    public required string? Authorization { get; init; }

    /// <summary><c>credentials.managedIdentity.resource</c>, which the service takes though no published type has it.</summary>
    public required string? IdentityResource { get; init; }

    public required string? IdentityClientId { get; init; }

    /// <summary>A part of the backend that changes calls and is not simulated; null when there is none.</summary>
    public required string? Unsimulated { get; init; }

    public bool IsPool => Members.Count > 0;

    /// <param name="backend">The ARM resource.</param>
    /// <param name="fill">Puts named values in.</param>
    public static BackendEntry Of(ArmResource backend, Func<string, string> fill)
    {
        var properties = backend.Body["properties"] as JsonObject ?? [];
        var credentials = properties["credentials"];
        var authorization = credentials?["authorization"];
        return new BackendEntry
        {
            Id = backend.Name,
            ETag = backend.ETag,
            Url = (string?)properties["url"],
            Members = [.. (properties["pool"]?["services"] as JsonArray ?? []).Select(member => PoolMember.Of(member!))],
            Rules = [.. (properties["circuitBreaker"]?["rules"] as JsonArray ?? []).Select(rule => BreakerRule.Of(rule!))],
            Headers = Lists(credentials?["header"] as JsonObject, fill),
            Query = Lists(credentials?["query"] as JsonObject, fill),
            Authorization = authorization is null
                ? null
                : fill($"{(string?)authorization["scheme"]} {(string?)authorization["parameter"]}"),
            IdentityResource = (string?)credentials?["managedIdentity"]?["resource"],
            IdentityClientId = (string?)credentials?["managedIdentity"]?["clientId"],
            Unsimulated = Changing(properties).FirstOrDefault(),
        };
    }

    private static IEnumerable<string> Changing(JsonObject properties)
    {
        var credentials = properties["credentials"];
        var parts = new (string Name, JsonNode? Value)[]
        {
            ("client certificates", credentials?["certificate"]),
            ("client certificates", credentials?["certificateIds"]),
            ("proxies", properties["proxy"]),
            ("session affinity", properties["pool"]?["sessionAffinity"]),
            ("failure responses of pools", properties["pool"]?["failureResponse"]),
        };
        return parts.Where(part => part.Value is not (null or JsonArray { Count: 0 })).Select(part => part.Name);
    }

    private static Dictionary<string, IReadOnlyList<string>> Lists(JsonObject? values, Func<string, string> fill) =>
        (values ?? []).ToDictionary(
            pair => pair.Key,
            pair => (IReadOnlyList<string>)[.. (pair.Value as JsonArray ?? []).Select(value => fill((string?)value ?? string.Empty))],
            StringComparer.OrdinalIgnoreCase
        );

    /// <summary>ISO 8601 durations such as PT1M.</summary>
    internal static TimeSpan Duration(JsonNode? node, TimeSpan otherwise) =>
        (string?)node is { } text ? XmlConvert.ToTimeSpan(text) : otherwise;
}
