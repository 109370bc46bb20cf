using System.Security.Cryptography;
using System.Text.Json.Nodes;
using LocalAzure.State;

namespace LocalAzure.Arm.CognitiveServices;

/// <summary>The two keys of an account, see https://learn.microsoft.com/rest/api/aiservices/accountmanagement/accounts/list-keys</summary>
internal static class AccountKeys
{
    public static JsonObject New() => new() { ["key1"] = NewKey(), ["key2"] = NewKey() };

    public static ArmAnswer List(ArmResource account)
    {
        // Wording as reported in https://github.com/Azure/azure-cli/issues/23380
        return account.Body.Flag("disableLocalAuth")
            ? throw ArmErrors.Refuse(400, "BadRequest", "Failed to list key. disableLocalAuth is set to be true")
            : ArmAnswer.Ok(account.Body[ArmDocument.Secrets]!.DeepClone());
    }

    public static ArmAnswer Regenerate(ArmCall call, ArmResource account)
    {
        var name = (string?)call.Document["keyName"];
        if (!ResourceIds.Same(name, "Key1") && !ResourceIds.Same(name, "Key2"))
        {
            throw ArmErrors.Refuse(400, "BadRequest", "The keyName must be Key1 or Key2.");
        }

        var body = account.Body.Clone();
        body.Child(ArmDocument.Secrets)[ResourceIds.Same(name, "Key1") ? "key1" : "key2"] = NewKey();
        return List(call.Store.Put(account.Id, account.Type, body));
    }

    private static string NewKey() => RandomNumberGenerator.GetHexString(32, lowercase: true);
}
