using System.Text.Json;
using System.Text.Json.Nodes;
using Importer.Arm;

namespace Importer.Apim;

/// <summary>Gives the service an identity of its own without taking away those that it was given.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/api-management/api-management-howto-use-managed-service-identity</remarks>
internal static class ApimIdentity
{
    /// <summary>The change that adds a system-assigned identity to <paramref name="service"/>.</summary>
    public static JsonObject WithSystemAssigned(JsonElement service)
    {
        var given = service.At("identity", "userAssignedIdentities") is { ValueKind: JsonValueKind.Object } identities
            ? identities.EnumerateObject().Select(identity => identity.Name).ToList()
            : [];
        var identity = new JsonObject { ["type"] = given.Count > 0 ? "SystemAssigned, UserAssigned" : "SystemAssigned" };
        if (given.Count > 0)
        {
            identity["userAssignedIdentities"] = new JsonObject(given.Select(id => KeyValuePair.Create(id, (JsonNode?)new JsonObject())));
        }

        return new() { ["identity"] = identity };
    }
}
