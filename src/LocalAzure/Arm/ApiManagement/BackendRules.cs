using System.Text.Json.Nodes;
using LocalAzure.State;

namespace LocalAzure.Arm.ApiManagement;

/// <summary>Backends and pools, see https://learn.microsoft.com/azure/api-management/backends</summary>
internal static class BackendRules
{
    private const int MaxPoolMembers = 30;
    private static readonly string[] NotOfPools = ["url", "protocol"];

    public static readonly ArmType Type = new(ApiManagementTypes.Backends)
    {
        HasETag = true,
        Noun = "Backend",
        Fields =
        [
            new("url") { Min = 1, Max = 2000 },
            new("title") { Min = 1, Max = 300 },
            new("description") { Min = 1, Max = 2000 },
            new("protocol") { OneOf = ["http", "soap"] },
            new("type") { OneOf = ["Single", "Pool"] },
        ],
        Accept = Accept,
        Show = Show,
        // Whether the service refuses to delete a member of a pool is not known: a setting.
        Deleting = (call, backend) =>
            References.RefuseIfBackendIsUsed(call, backend.Name, pooled: !call.Cloud.GatewaySettings.DeletesPooledBackends),
    };

    /// <summary>The ids of a pool's members; none for a single backend.</summary>
    public static IEnumerable<string> Members(JsonObject body) =>
        (body["properties"]?["pool"]?["services"] as JsonArray ?? []).Select(one => (string?)one?["id"] ?? "");

    private static JsonObject Accept(ArmCall call, JsonObject document)
    {
        if (call.Path.Name.Length > 80)
        {
            throw ArmErrors.Validation(("backendId", "'backendId' must be between 1 and 80 characters long."));
        }

        if (ResourceIds.Same(document.Text("type"), "Pool"))
        {
            CheckPool(call, document);
        }
        else
        {
            CheckSingle(call, document);
            BreakerChecks.Check(document);
        }

        return document;
    }

    private static void CheckSingle(ArmCall call, JsonObject document)
    {
        var url = document.Text("url");
        if (document.Text("protocol") is null || url is null || !Uri.TryCreate(url, UriKind.Absolute, out _))
        {
            throw ArmErrors.Validation(("url", "A backend needs an absolute 'url' and a 'protocol'."));
        }

        document.Default("type", "Single");
        document.Default("credentials", new JsonObject { ["query"] = new JsonObject(), ["header"] = new JsonObject() });
        document.Default("tls", new JsonObject { ["validateCertificateChain"] = true, ["validateCertificateName"] = true });
        // credentials.managedIdentity stands in no published type and works from 2024-06-01-preview on; the stable
        // version may drop it, so it does here: https://github.com/Azure/azure-rest-api-specs/issues/32665
        if (!TakesManagedIdentity(call))
        {
            (document.Properties()["credentials"] as JsonObject)?.Remove("managedIdentity");
        }
    }

    private static void CheckPool(ArmCall call, JsonObject document)
    {
        CheckPlace(call, document);
        var members = Members(document).ToList();
        if (members.Count is 0 or > MaxPoolMembers)
        {
            throw ArmErrors.Validation(("pool", $"A pool has between 1 and {MaxPoolMembers} members."));
        }

        foreach (var member in members)
        {
            // The words for a member that is not there are from https://github.com/Azure/apiops/issues/797
            var backend =
                call.Store.Get(ApiManagementTypes.FullId(call, member))
                ?? throw ArmErrors.Validation(("pool", $"Backend Entity '{ResourceIds.Name(member)}' not found"));
            if (ResourceIds.Same(backend.Body.Text("type"), "Pool"))
            {
                throw ArmErrors.Validation(("pool", $"The pool member '{member}' is not a single backend of this service."));
            }
        }

        CheckShares(document);
    }

    /// <summary>
    /// Not on Consumption (https://learn.microsoft.com/azure/api-management/backends#load-balanced-pool), and without an address.
    /// </summary>
    private static void CheckPlace(ArmCall call, JsonObject document)
    {
        var sku = (string?)call.Store.Get(ApiManagementTypes.ServiceId(call))?.Body["sku"]?["name"];
        if (ResourceIds.Same(sku, "Consumption"))
        {
            throw ArmErrors.Validation(("type", "Backends of type 'Pool' are not supported in the Consumption tier."));
        }

        // https://github.com/Azure/bicep/issues/14097
        if (NotOfPools.FirstOrDefault(name => document.Text(name) is not null) is { } field)
        {
            throw ArmErrors.Validation((field, $"A backend of type 'Pool' has no '{field}'."));
        }
    }

    /// <summary>https://learn.microsoft.com/azure/templates/microsoft.apimanagement/service/backends#backendpoolitem</summary>
    private static void CheckShares(JsonObject document)
    {
        foreach (var member in document.Properties()["pool"]?["services"] as JsonArray ?? [])
        {
            foreach (var field in new[] { "priority", "weight" })
            {
                if (member?[field] is JsonValue value && (!value.TryGetValue<int>(out var number) || number is < 0 or > 100))
                {
                    throw ArmErrors.Validation(("pool", $"'{field}' of a pool member is a whole number from 0 to 100."));
                }
            }
        }
    }

    private static bool TakesManagedIdentity(ArmCall call) => ArmVersions.IsAtLeast(call.Version, "2024-06-01-preview");

    private static JsonObject Show(ArmCall call, ArmResource backend, JsonObject document)
    {
        if (!TakesManagedIdentity(call))
        {
            (document.Properties()["credentials"] as JsonObject)?.Remove("managedIdentity");
        }

        return document;
    }
}
