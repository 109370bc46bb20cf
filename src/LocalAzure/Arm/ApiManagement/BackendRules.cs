using System.Text.Json.Nodes;
using LocalAzure.State;

namespace LocalAzure.Arm.ApiManagement;

/// <summary>Backends and pools, see https://learn.microsoft.com/azure/api-management/backends</summary>
internal static class BackendRules
{
    private const int MaxPoolMembers = 30;

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
        Deleting = (call, backend) => References.RefuseIfBackendIsUsed(call, backend.Name),
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
        var members = Members(document).ToList();
        if (members.Count is 0 or > MaxPoolMembers)
        {
            throw ArmErrors.Validation(("pool", $"A pool has between 1 and {MaxPoolMembers} members."));
        }

        foreach (var member in members)
        {
            var backend = call.Store.Get(ApiManagementTypes.FullId(call, member));
            if (backend is null || ResourceIds.Same(backend.Body.Text("type"), "Pool"))
            {
                throw ArmErrors.Validation(("pool", $"The pool member '{member}' is not a single backend of this service."));
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
