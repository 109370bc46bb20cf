using System.Text.Json.Nodes;
using LocalAzure.State;

namespace LocalAzure.Arm.ApiManagement;

/// <summary>
/// Named values: long-running, secret ones never shown, see https://learn.microsoft.com/rest/api/apimanagement/named-value
/// </summary>
internal static class NamedValueRules
{
    public static readonly ArmType Type = new(ApiManagementTypes.NamedValues)
    {
        HasETag = true,
        Noun = "Property",
        Fields =
        [
            new("displayName")
            {
                Required = true,
                Min = 1,
                Max = 256,
                Pattern = "^[A-Za-z0-9-._]+$",
            },
            new("value") { Max = 4096 },
        ],
        Accept = Accept,
        Show = Show,
        Deleting = (call, value) => References.RefuseIfNamedValueIsUsed(call, value.Body.Text("displayName")!),
        LongWrite = new LongWrite { PollScope = ApiManagementTypes.PollScope },
        Actions = new Dictionary<string, Func<ArmCall, ArmResource, ArmAnswer>>
        {
            ["listValue"] = (_, value) => ArmAnswer.Ok(new JsonObject { ["value"] = value.Body.Text("value") }).With("ETag", value.ETag),
            ["refreshSecret"] = Refresh,
        },
    };

    public static ArmResource? ByDisplayName(ResourceStore store, string service, string name) =>
        store.Children(service, ApiManagementTypes.NamedValues).FirstOrDefault(one => ResourceIds.Same(one.Body.Text("displayName"), name));

    private static JsonObject Accept(ArmCall call, JsonObject document)
    {
        var vault = document.Properties()["keyVault"] is JsonObject;
        if (vault)
        {
            Fetch(call, document);
        }
        else if (document.Text("value") is null)
        {
            throw ArmErrors.Validation(("value", "Either 'value' or 'keyVault' is required."));
        }

        var twin = ByDisplayName(call.Store, ApiManagementTypes.ServiceId(call), document.Text("displayName")!);
        if (twin is not null && !ResourceIds.Same(twin.Name, call.Path.Name))
        {
            throw ArmErrors.Validation(("displayName", $"A property with the name '{document.Text("displayName")}' already exists."));
        }

        document.Default("secret", vault);
        document.Default("tags", new JsonArray());
        return document;
    }

    // The service reads the vault when the named value is written, every four hours, and when it is told to; only a change of
    // the secret waits for one of these. https://learn.microsoft.com/azure/api-management/api-management-howto-properties
    private static ArmAnswer Refresh(ArmCall call, ArmResource value)
    {
        var body = value.Body.Clone();
        Fetch(call, body);
        return ArmDocument.Answer(call, Type, call.Store.Put(value.Id, value.Type, body), StatusCodes.Status200OK);
    }

    private static void Fetch(ArmCall call, JsonObject document)
    {
        if (
            document.Properties()["keyVault"] is not JsonObject vault
            || call.Cloud.Secrets.Find((string?)vault["secretIdentifier"]) is not { } secret
        )
        {
            // Own wording.
            throw ArmErrors.Validation(("keyVault", "The key vault gave no secret for this identifier, or this named value has none."));
        }

        document.Properties()["value"] = secret;
        vault["lastStatus"] = new JsonObject
        {
            ["code"] = "Success",
            ["timeStampUtc"] = call.Cloud.Clock.GetUtcNow().UtcDateTime.ToString("O"),
        };
    }

    private static JsonObject Show(ArmCall call, ArmResource value, JsonObject document)
    {
        if (document.Flag("secret"))
        {
            document.Properties().Remove("value");
        }

        return document;
    }
}
