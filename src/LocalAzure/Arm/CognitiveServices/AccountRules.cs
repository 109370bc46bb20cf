using System.Text.Json.Nodes;
using LocalAzure.State;

namespace LocalAzure.Arm.CognitiveServices;

/// <summary>Accounts: made at once, with their endpoints on this machine.</summary>
internal static class AccountRules
{
    /// <summary>
    /// Names of the endpoints that accounts report; the two first belong to every kind that serves OpenAI models, see
    /// https://learn.microsoft.com/rest/api/aiservices/accountmanagement/accounts/get
    /// </summary>
    private static readonly string[] OpenAiEndpoints =
    [
        "OpenAI Language Model Instance API",
        "OpenAI Dall-E API",
        "OpenAI Whisper API",
        "OpenAI Model Scaleset API",
        "Azure OpenAI Legacy API - Latest moniker",
    ];

    private static readonly string[] FoundryEndpoints =
    [
        "Azure AI Model Inference API",
        "AI Foundry API",
        "Azure AI Services",
        "Content Safety",
        "Language",
        "Computer Vision",
        "Speech Services Speech to Text",
    ];

    public static JsonObject Accept(ArmCall call, JsonObject document)
    {
        var before = call.Existing?.Body;
        document["kind"] ??=
            before?["kind"]?.DeepClone() ?? throw ArmErrors.Refuse(400, "InvalidRequestContent", "The property 'kind' is required.");
        document["location"] ??=
            before?["location"]?.DeepClone()
            ?? throw ArmErrors.Refuse(400, "LocationRequired", "The location property is required for this definition.");
        document["sku"] ??= new JsonObject { ["name"] = "S0" };
        Identities.Fill(document, before);
        SystemData.Stamp(call, document);
        FillProperties(call, document, before);
        document[ArmDocument.Secrets] = before?[ArmDocument.Secrets]?.DeepClone() ?? AccountKeys.New();
        return document;
    }

    public static JsonObject Show(ArmResource account, JsonObject document)
    {
        document["etag"] = account.ETag;
        return document;
    }

    private static void FillProperties(ArmCall call, JsonObject document, JsonObject? before)
    {
        var name = call.Existing?.Name ?? call.Path.Name;
        var endpoint = new Uri(call.Cloud.Options.Foundry, $"{name}/").AbsoluteUri;
        var properties = document.Properties();
        properties["endpoint"] = endpoint;
        properties["endpoints"] = Endpoints((string)document["kind"]!, endpoint);
        properties["provisioningState"] = "Succeeded";
        properties["dateCreated"] = before?["properties"]?["dateCreated"]?.DeepClone() ?? call.Cloud.Clock.GetUtcNow().ToString("O");
        properties["internalId"] = before?["properties"]?["internalId"]?.DeepClone() ?? Guid.NewGuid().ToString("N");
        document.Default("isMigrated", false);
        document.Default("disableLocalAuth", false);
        document.Default("publicNetworkAccess", "Enabled");
    }

    private static JsonObject Endpoints(string kind, string endpoint) =>
        new(NamesFor(kind).Select(name => KeyValuePair.Create<string, JsonNode?>(name, endpoint)));

    private static string[] NamesFor(string kind) =>
        kind switch
        {
            _ when ResourceIds.Same(kind, "OpenAI") => OpenAiEndpoints,
            _ when ResourceIds.Same(kind, "AIServices") => [.. OpenAiEndpoints, .. FoundryEndpoints],
            _ when ResourceIds.Same(kind, "CognitiveServices") => ["Content Safety", "Language", "Computer Vision"],
            _ => [],
        };
}
