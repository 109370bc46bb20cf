using System.Text.Json.Nodes;
using LocalAzure.State;

namespace LocalAzure.Arm.CognitiveServices;

/// <summary>
/// Deployments: long-running, filled in from the model. A model version of <c>stuck</c> stays in Creating for good, one
/// of <c>fails</c> ends in Failed; both are ours, for tests.
/// </summary>
internal static class DeploymentRules
{
    public static JsonObject Accept(ArmCall call, JsonObject document)
    {
        var account = call.Store.Get(call.Path.ParentId)!;
        if (document.Properties()["model"] is not JsonObject model || model["name"] is null || model["format"] is null)
        {
            throw ArmErrors.Refuse(400, "InvalidRequestContent", "The properties 'model.format' and 'model.name' are required.");
        }

        var profile = ModelCatalogue.Find((string)model["format"]!, (string)model["name"]!);
        model["version"] ??= profile.Version;
        CheckFormat(account, model);
        FillSku(document);
        var properties = document.Properties();
        properties["capabilities"] = profile.Describe();
        properties["provisioningState"] = "Succeeded";
        document.Default("deploymentState", "Running");
        document.Default("versionUpgradeOption", "OnceNewDefaultVersionAvailable");
        document.Default("raiPolicyName", "Microsoft.DefaultV2");
        SystemData.Stamp(call, document);
        return document;
    }

    public static JsonObject Show(ArmCall call, ArmResource deployment, JsonObject document)
    {
        document["etag"] = deployment.ETag;
        // Published types know it from 2026-05 on.
        if (!ArmVersions.IsAtLeast(call.Version, "2026-05"))
        {
            document.Properties().Remove("deploymentState");
        }

        return document;
    }

    /// <summary>Pauses or resumes a deployment; a write that is under way has the deployment to itself.</summary>
    public static ArmAnswer Turn(ArmCall call, ArmResource deployment, string state)
    {
        if (call.Plane.Operations.IsRunning(deployment.Id))
        {
            throw ArmErrors.Refuse(
                409,
                "RequestConflict",
                $"Another operation is being performed on the resource '{deployment.Id}'. Please try again later."
            );
        }

        var body = deployment.Body.Clone();
        body.Properties()["deploymentState"] = state;
        return ArmDocument.Answer(
            call,
            ArmTypes.Find(CognitiveTypes.Deployments)!,
            call.Store.Put(deployment.Id, deployment.Type, body),
            200
        );
    }

    public static string PollScope(ArmCall call)
    {
        var location = (string?)call.Store.Get(call.Path.ParentId)!.Body["location"] ?? "global";
        return $"/subscriptions/{call.Path.SubscriptionId}/providers/Microsoft.CognitiveServices/locations/{location}";
    }

    public static bool IsStuck(JsonObject document) => Version(document) == "stuck";

    public static JsonObject Finish(ArmCall call, JsonObject document) =>
        Version(document) == "fails"
            ? throw ArmErrors.Refuse(
                400,
                "DeploymentFailed",
                $"The deployment '{call.Path.Name}' could not be made: its model version is 'fails'."
            )
            : document;

    private static string? Version(JsonObject document) => (string?)document["properties"]?["model"]?["version"];

    /// <summary>
    /// Accounts of kind OpenAI hold OpenAI models only, see https://learn.microsoft.com/azure/ai-foundry/openai/concepts/models
    /// </summary>
    private static void CheckFormat(ArmResource account, JsonObject model)
    {
        if (ResourceIds.Same((string?)account.Body["kind"], "OpenAI") && !ResourceIds.Same((string?)model["format"], "OpenAI"))
        {
            throw ArmErrors.Refuse(
                400,
                "DeploymentModelNotSupported",
                $"The model 'Format: {model["format"]}, Name: {model["name"]}, Version: {model["version"]}' of account deployment is not supported."
            );
        }
    }

    /// <summary>
    /// One unit of a Standard kind is 1,000 tokens and 6 requests a minute, see
    /// https://learn.microsoft.com/azure/ai-foundry/openai/how-to/quota
    /// </summary>
    private static void FillSku(JsonObject document)
    {
        var sku = document.Child("sku");
        sku["name"] ??= "Standard";
        sku["capacity"] ??= 1;
        var capacity = (int)sku["capacity"]!;
        document.Properties()["currentCapacity"] = capacity;
        if (((string)sku["name"]!).Contains("Standard", StringComparison.OrdinalIgnoreCase))
        {
            document.Properties()["rateLimits"] = new JsonArray(
                new JsonObject
                {
                    ["key"] = "request",
                    ["renewalPeriod"] = 10,
                    ["count"] = capacity,
                },
                new JsonObject
                {
                    ["key"] = "token",
                    ["renewalPeriod"] = 60,
                    ["count"] = capacity * 1000,
                }
            );
        }
    }
}
