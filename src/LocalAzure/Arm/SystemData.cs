using System.Text.Json.Nodes;
using LocalAzure.Identity;

namespace LocalAzure.Arm;

/// <summary>Who made and who changed a resource, see https://learn.microsoft.com/rest/api/resources/</summary>
internal static class SystemData
{
    public static void Stamp(ArmCall call, JsonObject document)
    {
        var now = call.Cloud.Clock.GetUtcNow().ToString("O");
        var by = call.Caller?.PrincipalId ?? "somebody@contoso.example";
        var kind = call.Caller?.PrincipalId == TokenIssuer.ImporterPrincipalId ? "ManagedIdentity" : "User";
        var before = call.Existing?.Body["systemData"] as JsonObject;
        document["systemData"] = new JsonObject
        {
            ["createdBy"] = before?["createdBy"]?.DeepClone() ?? by,
            ["createdByType"] = before?["createdByType"]?.DeepClone() ?? kind,
            ["createdAt"] = before?["createdAt"]?.DeepClone() ?? now,
            ["lastModifiedBy"] = by,
            ["lastModifiedByType"] = kind,
            ["lastModifiedAt"] = now,
        };
    }
}
