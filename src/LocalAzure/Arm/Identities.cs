using System.Text.Json.Nodes;
using LocalAzure.Identity;

namespace LocalAzure.Arm;

/// <summary>Managed identities of resources: the plane gives a principal to each that asks for one.</summary>
internal static class Identities
{
    /// <summary>Fills in principal, tenant and client ids; what had some keeps them.</summary>
    public static void Fill(JsonObject document, JsonObject? before)
    {
        if (document["identity"] is not JsonObject identity)
        {
            return;
        }

        var old = before?["identity"] as JsonObject;
        if (((string?)identity["type"])?.Contains("SystemAssigned", StringComparison.OrdinalIgnoreCase) == true)
        {
            identity["principalId"] = old?["principalId"]?.DeepClone() ?? Guid.NewGuid().ToString("D");
            identity["tenantId"] = TokenIssuer.TenantId;
        }
        else
        {
            identity.Remove("principalId");
            identity.Remove("tenantId");
        }

        foreach (var id in (identity["userAssignedIdentities"] as JsonObject)?.Select(pair => pair.Key).ToList() ?? [])
        {
            identity["userAssignedIdentities"]![id] =
                old?["userAssignedIdentities"]?[id]?.DeepClone()
                ?? new JsonObject { ["principalId"] = Guid.NewGuid().ToString("D"), ["clientId"] = Guid.NewGuid().ToString("D") };
        }
    }
}
