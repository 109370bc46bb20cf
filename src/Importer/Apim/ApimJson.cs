using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Xml;
using Importer.Arm;
using Importer.Gateway;
using Importer.Resources;

namespace Importer.Apim;

/// <summary>
/// Translates what API Management gives back into our words, evened out so that comparing with what was sent shows no
/// false difference: ownership tags split off descriptions, slashes trimmed, defaults filled in.
/// </summary>
/// <remarks>Source: https://learn.microsoft.com/azure/templates/microsoft.apimanagement/2024-05-01/service/apis</remarks>
internal static class ApimJson
{
    // What the service assumes for an API that names no parameters of its own:
    // https://learn.microsoft.com/azure/api-management/api-management-subscriptions#use-a-subscription-key
    private const string DefaultKeyHeader = "Ocp-Apim-Subscription-Key";
    private const string DefaultKeyQuery = "subscription-key";

    /// <summary>A backend of another sort, such as a pool, has no address; it is listed all the same, because it holds its id.</summary>
    private static readonly Uri NoAddress = new("urn:no-address");

    public static Api Api(JsonElement resource)
    {
        var properties = Properties(resource);
        var description = properties.Text("description");
        return new()
        {
            Id = Name(resource),
            DisplayName = properties.Text("displayName") ?? "",
            Description = DetachNote.Strip(OwnershipTag.Strip(description)),
            OwnershipTag = OwnershipTag.Find(description),
            Detached = DetachNote.Find(description),
            Path = (properties.Text("path") ?? throw Unreadable(resource, "a path")).Trim('/'),
            SubscriptionRequired = properties.Flag("subscriptionRequired") ?? true,
            KeyHeader = properties.Text("subscriptionKeyParameterNames", "header") ?? DefaultKeyHeader,
            KeyQuery = properties.Text("subscriptionKeyParameterNames", "query") ?? DefaultKeyQuery,
            TakesKeyAsBearer = properties.Text("subscriptionKeyParameterNames", "bearer") is { } bearer ? bearer == "enabled" : null,
            Protocols = Protocols(properties),
            ServiceUrl = properties.Text("serviceUrl") is { Length: > 0 } url ? url : null,
            Type = properties.Text("type") is { Length: > 0 } type ? type : "http",
            VersionSet = properties.Text("apiVersionSetId") is { Length: > 0 } set ? set.Split('/')[^1] : null,
            IsCurrent = (properties.Flag("isCurrent") ?? true) && !Name(resource).Contains(";rev=", StringComparison.OrdinalIgnoreCase),
        };
    }

    public static ApiOperation Operation(JsonElement resource)
    {
        var properties = Properties(resource);
        return new(Name(resource), (properties.Text("method") ?? "").ToUpperInvariant(), properties.Text("urlTemplate") ?? "")
        {
            DisplayName = properties.Text("displayName"),
            Description = properties.Text("description") is { Length: > 0 } text ? text : null,
            Parameters =
            [
                .. properties.Items("templateParameters").Select(parameter => Parameter(parameter, "path")),
                .. properties.Items("request", "queryParameters").Select(parameter => Parameter(parameter, "query")),
                .. properties.Items("request", "headers").Select(parameter => Parameter(parameter, "header")),
            ],
        };
    }

    public static ApiDefinition Definition(IEnumerable<JsonElement> operations) =>
        new()
        {
            Operations =
            [
                .. operations
                    .Select(Operation)
                    .OrderBy(operation => operation.Method, StringComparer.Ordinal)
                    .ThenBy(operation => operation.UrlTemplate, StringComparer.Ordinal),
            ],
        };

    public static ApiPolicy Policy(string api, JsonElement resource) =>
        new() { Api = api, Xml = Properties(resource).Text("value") ?? throw Unreadable(resource, "the policy's text") };

    public static Backend Backend(JsonElement resource)
    {
        var properties = Properties(resource);
        var description = properties.Text("description");
        return new()
        {
            Id = Name(resource),
            Url = Uri.TryCreate(properties.Text("url")?.TrimEnd('/'), UriKind.Absolute, out var url) ? url : NoAddress,
            Description = OwnershipTag.Strip(description),
            OwnershipTag = OwnershipTag.Find(description),
            Credentials = Credentials(properties),
            ValidatesCertificates =
                (properties.Flag("tls", "validateCertificateChain") ?? true) && (properties.Flag("tls", "validateCertificateName") ?? true),
            CircuitBreaker = properties.Items("circuitBreaker", "rules").Select(Breaker).FirstOrDefault(),
        };
    }

    /// <summary>A backend, or a pool of them.</summary>
    public static GatewayResource AnyBackend(JsonElement resource) => IsPool(resource) ? Pool(resource) : Backend(resource);

    public static PolicyFragment Fragment(JsonElement resource)
    {
        var description = Properties(resource).Text("description");
        return new()
        {
            Id = Name(resource),
            Xml = Properties(resource).Text("value") ?? throw Unreadable(resource, "the fragment's text"),
            Description = OwnershipTag.Strip(description),
            OwnershipTag = OwnershipTag.Find(description),
        };
    }

    private static BackendPool Pool(JsonElement resource)
    {
        var description = Properties(resource).Text("description");
        return new()
        {
            Id = Name(resource),
            Members =
            [
                .. Properties(resource)
                    .Items("pool", "services")
                    .Select(one => new PoolMember(
                        one.Text("id")?.Split('/')[^1] ?? "",
                        one.Number("priority") ?? 1,
                        one.Number("weight") ?? 1
                    ))
                    .OrderBy(member => member.Priority)
                    .ThenBy(member => member.Backend, StringComparer.Ordinal),
            ],
            Description = OwnershipTag.Strip(description),
            OwnershipTag = OwnershipTag.Find(description),
        };
    }

    /// <summary>Whether a backend is a set of others; those that it names are its members.</summary>
    public static bool IsPool(JsonElement backend) => Properties(backend).At("pool") is { ValueKind: JsonValueKind.Object };

    public static NamedValue NamedValue(JsonElement resource)
    {
        var properties = Properties(resource);
        var ownershipTag = properties.Items("tags").Select(tag => OwnershipTag.Find(tag.Text())).FirstOrDefault(found => found is not null);
        var vault = Uri.TryCreate(properties.Text("keyVault", "secretIdentifier"), UriKind.Absolute, out var secret) ? secret : null;
        return new()
        {
            Id = Name(resource),
            DisplayName = properties.Text("displayName") ?? Name(resource),
            IsSecret = properties.Flag("secret") ?? true,
            OwnershipTag = ownershipTag,
            KeyVaultSecret = vault,
            KeyOf = vault is null ? ownershipTag?.Source : null,
        };
    }

    public static Diagnostic Diagnostic(string api, JsonElement resource) =>
        new()
        {
            Api = api,
            Logger = LoggerOf(resource),
            Metrics = Properties(resource).Flag("metrics") ?? false,
        };

    /// <summary>Whether a diagnostic is one that the importer made, see <see cref="ApimBodies.Diagnostic"/>.</summary>
    public static bool IsOurs(JsonElement diagnostic) =>
        Properties(diagnostic)
            .Items("frontend", "request", "headers")
            .Any(header => header.ValueKind == JsonValueKind.String && header.ValueEquals(ApimBodies.DiagnosticTag));

    /// <summary>The id of the logger behind a diagnostic; null for none.</summary>
    public static string? LoggerOf(JsonElement diagnostic) =>
        Properties(diagnostic).Text("loggerId") is { Length: > 0 } id ? id.Split('/')[^1] : null;

    /// <summary>What a subscription opens, as the service gives it: the full id of an API, a product or of all APIs.</summary>
    public static string? ScopeOf(JsonElement subscription) => Properties(subscription).Text("scope")?.TrimEnd('/');

    public static bool IsApplicationInsights(JsonElement logger) =>
        string.Equals(Properties(logger).Text("loggerType"), "applicationInsights", StringComparison.OrdinalIgnoreCase);

    public static ServiceInfo Service(ResourceId id, JsonElement resource) =>
        new()
        {
            Id = id,
            GatewayUrl = Uri.TryCreate(resource.Text("properties", "gatewayUrl"), UriKind.Absolute, out var url)
                ? url
                : new($"https://{id.Name}.azure-api.net"),
            Sku = resource.Text("sku", "name") ?? "",
            ProvisioningState = resource.Text("properties", "provisioningState") ?? throw Unreadable(resource, "the service's state"),
            PrincipalId = resource.Text("identity", "principalId") is { Length: > 0 } principal ? principal : null,
            HasUserAssignedIdentity =
                resource.Text("identity", "type")?.Contains("UserAssigned", StringComparison.OrdinalIgnoreCase) == true,
            LastChange = LastChange(resource),
        };

    /// <summary>
    /// When a resource was last changed and by what; null where the service does not say. Names and addresses of people are left where they
    /// are.
    /// </summary>
    public static LastChange? LastChange(JsonElement resource) =>
        DateTimeOffset.TryParse(
            resource.Text("systemData", "lastModifiedAt"),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var at
        )
            ? new(
                at.ToUniversalTime(),
                resource.Text("systemData", "lastModifiedByType"),
                Guid.TryParse(resource.Text("systemData", "lastModifiedBy"), out var principal) ? principal.ToString() : null
            )
            : null;

    public static string Name(JsonElement resource)
    {
        if (resource.Text("name") is { Length: > 0 } name)
        {
            return name;
        }

        if (resource.Text("id")?.Split('/')[^1] is { Length: > 0 } last)
        {
            return last;
        }

        throw Unreadable(resource, "a name");
    }

    private static ApiParameter Parameter(JsonElement parameter, string place) =>
        new(
            parameter.Text("name") ?? "",
            place,
            parameter.Text("type") is { Length: > 0 } type ? type : "string",
            place == "path" || (parameter.Flag("required") ?? false)
        );

    private static JsonElement Properties(JsonElement resource) =>
        resource.At("properties") is { ValueKind: JsonValueKind.Object } properties ? properties : throw Unreadable(resource, "properties");

    private static ArmException Unreadable(JsonElement resource, string what) =>
        ArmProof.Missing(new("GET", resource.Text("id") ?? resource.Text("name") ?? "a resource"), 200, what);

    private static readonly string[] CredentialPlaces = ["header", "query"];

    // Names only: the values are secrets. An identity among them is left out, because no published type has it.
    private static string Credentials(JsonElement properties) =>
        string.Join(
            ", ",
            CredentialPlaces
                .SelectMany(place =>
                    (
                        properties.At("credentials", place) is { ValueKind: JsonValueKind.Object } named ? named.EnumerateObject() : default
                    ).Select(one => $"{place} {one.Name}")
                )
                .Concat(properties.Text("credentials", "authorization", "scheme") is { } scheme ? [$"authorization {scheme}"] : [])
                .Order(StringComparer.Ordinal)
        );

    private static string[] Protocols(JsonElement properties)
    {
        string[] protocols =
        [
            .. properties
                .Items("protocols")
                .Select(protocol => protocol.Text() ?? throw Unreadable(properties, "its protocols"))
                .Order(StringComparer.Ordinal),
        ];
        return protocols.Length > 0 ? protocols : ["https"];
    }

    private static CircuitBreaker? Breaker(JsonElement rule)
    {
        var ranges = rule.Items("failureCondition", "statusCodeRanges").ToList();
        var range = ranges.FirstOrDefault();
        return new(
            rule.Number("failureCondition", "count") ?? 0,
            Duration(rule.Text("failureCondition", "interval")),
            Duration(rule.Text("tripDuration")),
            range.Number("min") ?? 0,
            range.Number("max") ?? 0
        )
        {
            Statuses =
                ranges.Count < 2
                    ? null
                    : string.Join(
                        ',',
                        ranges
                            .Select(one => (Min: one.Number("min") ?? 0, Max: one.Number("max") ?? 0))
                            .Order()
                            .Select(one => one.Min == one.Max ? $"{one.Min}" : $"{one.Min}-{one.Max}")
                    ),
        };
    }

    private static TimeSpan Duration(string? text)
    {
        try
        {
            return text is null ? TimeSpan.Zero : XmlConvert.ToTimeSpan(text);
        }
        catch (FormatException)
        {
            return TimeSpan.Zero;
        }
    }
}

/// <summary>
/// A tag of our own for resources that were read from a list, since lists carry no entity tags. It sums up the fields we
/// own; right before a write the resource is read once, compared by this tag, and written under its real entity tag. So
/// reading costs one call a list, and only a write costs a call more.
/// </summary>
internal static class ContentETag
{
    private const string Prefix = "seen:";

    /// <summary>The tag of a resource.</summary>
    public static string Tag(GatewayResource resource) =>
        Prefix + Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Fields(resource)))), 0, 12);

    /// <summary>True when <paramref name="etag"/> is one of these and not the service's.</summary>
    public static bool IsSeen(string? etag) => etag?.StartsWith(Prefix, StringComparison.Ordinal) == true;

    private static object?[] Fields(GatewayResource resource) =>
        resource switch
        {
            Api api =>
            [
                api.Key,
                api.DisplayName,
                api.Description,
                api.OwnershipTag,
                api.Detached,
                api.Path,
                api.SubscriptionRequired,
                api.KeyHeader,
                api.KeyQuery,
                api.TakesKeyAsBearer,
                .. api.Protocols.Order(StringComparer.Ordinal),
            ],
            Backend backend =>
            [
                backend.Key,
                backend.Url.AbsoluteUri.TrimEnd('/'),
                backend.Description,
                backend.OwnershipTag,
                backend.Credentials,
                backend.ValidatesCertificates,
                backend.CircuitBreaker,
            ],
            BackendPool pool => [pool.Key, pool.Text, pool.Description, pool.OwnershipTag],
            PolicyFragment fragment =>
            [
                fragment.Key,
                Policies.PolicyCanonicalizer.Canonical(fragment.Xml),
                fragment.Description,
                fragment.OwnershipTag,
            ],
            NamedValue named => [named.Key, named.DisplayName, named.IsSecret, named.OwnershipTag, named.KeyVaultSecret],
            Diagnostic diagnostic => [diagnostic.Key, diagnostic.Logger?.ToUpperInvariant(), diagnostic.Metrics],
            _ => [resource.Key],
        };
}
