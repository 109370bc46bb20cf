using System.Text.Json.Nodes;
using LocalAzure.State;

namespace LocalAzure.Gateway.Configuration;

/// <summary>The API Management service that the gateway serves.</summary>
internal sealed record ServiceEntry(
    string Id,
    string Name,
    string Location,
    string? PrincipalId,
    IReadOnlyDictionary<string, string> UserIdentities
)
{
    /// <summary>The tier, such as <c>Developer</c> or <c>StandardV2</c>.</summary>
    public string Sku { get; init; } = string.Empty;

    /// <summary>The further regions that it has gateways in, as they are written.</summary>
    public IReadOnlyList<string> Locations { get; init; } = [];

    /// <summary>
    /// The host of the gateway in one region. The service tells it in <c>gatewayRegionalUrl</c>.
    /// https://learn.microsoft.com/azure/api-management/api-management-howto-deploy-multi-region
    /// </summary>
    public static string RegionalHost(string service, string location) =>
        $"{service}-{location.Replace(" ", "", StringComparison.Ordinal)}-01.regional.azure-api.net".ToLowerInvariant();

    /// <summary>The service as the gateway that a host belongs to sees it: that of its own region unless the host is another one's.</summary>
    public ServiceEntry At(string host) =>
        Locations.FirstOrDefault(location => string.Equals(RegionalHost(Name, location), host, StringComparison.OrdinalIgnoreCase))
            is { } other
            ? this with
            {
                Location = other,
            }
            : this;

    /// <summary>Whether this is the second generation of gateways.</summary>
    public bool IsV2 => Sku.EndsWith("V2", StringComparison.OrdinalIgnoreCase);

    /// <summary>User-assigned identities are kept by client id, with their principal.</summary>
    public static ServiceEntry Of(ArmResource service) =>
        new(
            service.Id,
            service.Name,
            (string?)service.Body["location"] ?? string.Empty,
            (string?)service.Body["identity"]?["principalId"],
            Users(service.Body["identity"]?["userAssignedIdentities"] as JsonObject)
        )
        {
            Sku = (string?)service.Body["sku"]?["name"] ?? string.Empty,
            Locations =
            [
                .. (service.Body["properties"]?["additionalLocations"] as JsonArray ?? [])
                    .Select(one => (string?)one?["location"])
                    .OfType<string>(),
            ],
        };

    private static Dictionary<string, string> Users(JsonObject? identities) =>
        (identities ?? [])
            .Select(pair => (Client: (string?)pair.Value?["clientId"], Principal: (string?)pair.Value?["principalId"]))
            .Where(pair => pair is { Client: not null, Principal: not null })
            .ToDictionary(pair => pair.Client!, pair => pair.Principal!, StringComparer.OrdinalIgnoreCase);
}
