using System.Text.Json.Nodes;

namespace EndToEnd.Tests.Health;

/// <summary>The table of breakages.</summary>
public static class Breakages
{
    public static IReadOnlyList<Breakage> All { get; } =
    [
        new("role-removed")
        {
            BreakAsync = RemoveRolesAsync,
            RepairAsync = ImportAsync,
            Http = 401,
            Code = "roleMissing",
            Cause = "lacks the role Cognitive Services OpenAI User on account role-removed",
            Fix = "POST /api/import, or grant it: az role assignment create --role 5e0bd9bd-7b93-4f28-af87-19fc36ad61bd",
        },
        new("wrong-backend")
        {
            BreakAsync = (cloud, account) =>
                EditAsync(cloud, $"backends/{account}-openai-ai-endpoint", properties => properties["url"] = "http://127.0.0.1:9/nowhere"),
            RepairAsync = ImportAsync,
            Code = "wrongBackend",
            Cause = "url is http://127.0.0.1:9/nowhere",
            Fix = "POST /api/import, or set Drift.Mode to Repair",
        },
        new("api-gone")
        {
            BreakAsync = (cloud, account) => cloud.Arm.DeleteAsync($"{ArmDriver.Service}/apis/{account}-openai"),
            RepairAsync = ImportAsync,
            Code = "noSuchApi",
            Cause = "the gateway has no API or operation under this URL",
            Fix = "POST /api/import",
        },
        new("deployment-gone")
        {
            BreakAsync = (cloud, account) =>
                FailAsync(cloud, account, 404, "DeploymentNotFound", "The API deployment for this resource does not exist."),
            Http = 404,
            Code = "deploymentNotFound",
            Cause = "account deployment-gone has no deployment of this name",
            Fix = "deploy the model again under this name",
        },
        new("policy-edited")
        {
            BreakAsync = (cloud, account) =>
                EditAsync(
                    cloud,
                    $"apis/{account}-openai/policies/policy",
                    properties =>
                        (properties["format"], properties["value"]) = (
                            "rawxml",
                            "<policies><inbound><base /></inbound><backend><base /></backend><outbound><base /></outbound><on-error><base /></on-error></policies>"
                        )
                ),
            RepairAsync = ImportAsync,
            Code = "gatewayChanged",
            Cause = "the API is not as designed (Policy policy-edited-openai",
            Fix = "POST /api/import",
        },
        new("account-key")
        {
            Tags = ["auth=key"],
            BreakAsync = RegenerateAsync,
            RepairAsync = ImportAsync,
            Http = 401,
            Code = "accountKeyRefused",
            Cause = "account account-key refuses the key that the gateway holds for it",
            Fix = "POST /api/import writes the current one",
        },
        new("no-local-auth")
        {
            Tags = ["auth=key"],
            BreakAsync = (cloud, account) => cloud.AccountAsync(account, ["auth=key"], new JsonObject { ["disableLocalAuth"] = true }),
            RepairAsync = (cloud, account) => cloud.AccountAsync(account, ["auth=key"]),
            Code = "localAuthDisabled",
            Cause = "takes no keys (local authentication is disabled)",
            Fix = "set Authentication to ManagedIdentity",
        },
        new("no-subdomain")
        {
            BreakAsync = (cloud, account) => cloud.AccountAsync(account, [], new JsonObject { ["customSubDomainName"] = null }),
            RepairAsync = (cloud, account) => cloud.AccountAsync(account, []),
            Http = 400,
            Code = "customSubdomainMissing",
            Cause = "has no custom subdomain, without which it takes no Entra tokens",
            Fix = "--custom-domain",
        },
        new("no-network")
        {
            BreakAsync = (cloud, account) => cloud.AccountAsync(account, [], new JsonObject { ["publicNetworkAccess"] = "Disabled" }),
            RepairAsync = (cloud, account) => cloud.AccountAsync(account, []),
            Http = 403,
            Code = "networkRefused",
            Cause = "account no-network refuses the gateway's network",
            Fix = "Networking of no-network in the Azure portal",
        },
        new("token-quota")
        {
            Tags = ["limit=quota"],
            BreakAsync = (cloud, account) => cloud.UseUpAsync(account),
            RepairAsync = (cloud, account) => cloud.AccountAsync(account, []),
            Http = 403,
            Code = "tokenQuota",
            Cause = "the gateway's token quota is used up; the model was not asked",
            Fix = "Policies.TokenLimit.TokenQuota",
        },
        new("call-quota")
        {
            Tags = ["extra=quota"],
            BreakAsync = (cloud, account) => cloud.UseUpAsync(account),
            RepairAsync = (cloud, account) => cloud.AccountAsync(account, []),
            Http = 403,
            Code = "callQuota",
            Cause = "a quota policy of the gateway is used up",
            Fix = "raise the quota in the product's or API's policy",
        },
        new("blocked-word")
        {
            Tags = ["safety=on"],
            BreakAsync = (cloud, _) => cloud.BlockAsync("ping"),
            RepairAsync = (cloud, account) => cloud.AccountAsync(account, []),
            Http = 403,
            Code = "contentSafety",
            Cause = "content safety policy blocked the test call",
            Fix = "take a word out of its Blocklists",
        },
        new("token-limit")
        {
            IsShort = true,
            Tags = ["limit=small"],
            BreakAsync = (cloud, account) => cloud.UseUpAsync(account),
            RepairAsync = (cloud, account) => cloud.AccountAsync(account, []),
            Status = "throttled",
            Http = 429,
            Code = "gatewayTokenLimit",
            Cause = "over the gateway's own token limit right now; the model was not asked",
            Fix = "Policies.TokenLimit.TokensPerMinute",
        },
        new("rate-limit")
        {
            IsShort = true,
            Tags = ["rate=few"],
            BreakAsync = (cloud, account) => cloud.UseUpAsync(account),
            RepairAsync = (cloud, account) => cloud.AccountAsync(account, []),
            Status = "throttled",
            Http = 429,
            Code = "gatewayRateLimit",
            Cause = "over the gateway's own rate limit right now",
            Fix = "Policies.RateLimit.Calls",
        },
        new("model-limit")
        {
            IsShort = true,
            BreakAsync = (cloud, account) => cloud.UseUpAsync(account),
            Status = "throttled",
            Http = 429,
            Code = "modelThrottled",
            Cause = "over the model's own limit right now; the model is alive",
            Fix = "raise the deployment's capacity",
        },
        new("circuit-open")
        {
            IsShort = true,
            Tags = ["breaker=on"],
            BreakAsync = TripAsync,
            Http = 503,
            Code = "circuitOpen",
            Cause = "circuit breaker is open",
            Fix = "it closes by itself after TripSeconds",
        },
        new("model-fault")
        {
            BreakAsync = (cloud, account) =>
                FailAsync(cloud, account, 500, "InternalServerError", "The server had an error while processing your request."),
            Http = 500,
            Code = "modelFault",
            Cause = "the model failed",
            Fix = "Resource health of model-fault",
        },
        new("token-refused")
        {
            BreakAsync = (cloud, account) =>
                cloud.Control.BreakAsync(
                    "foundry",
                    $"^/{account}/",
                    new JsonObject
                    {
                        ["status"] = 401,
                        ["body"] = new JsonObject
                        {
                            ["statusCode"] = 401,
                            ["message"] = "Unauthorized. Access token is missing, invalid, audience is incorrect, or have expired.",
                        },
                    }
                ),
            Http = 401,
            Code = "tokenRefused",
            Cause = "account token-refused got no token from the gateway, or one that is not for it",
            Fix = "authentication-managed-identity with the cloud's audience as resource, such as https://cognitiveservices.azure.com",
        },
        new("wrong-path")
        {
            BreakAsync = (cloud, account) => FailAsync(cloud, account, 404, "404", "Resource not found"),
            Http = 404,
            Code = "wrongPath",
            Cause = "account wrong-path answers, but not under this path or api-version",
            Fix = "for Source OpenApi check info.version",
        },
        new("model-refused")
        {
            BreakAsync = (cloud, account) =>
                FailAsync(
                    cloud,
                    account,
                    400,
                    "OperationNotSupported",
                    "The chatCompletion operation does not work with the specified model."
                ),
            Http = 400,
            Code = "modelRefused",
            Cause = "its model does not support this operation",
            Fix = "set Compatibility for it",
        },
        new("out-of-reach")
        {
            BreakAsync = (cloud, account) => cloud.Control.BreakAsync("foundry", $"^/{account}/", new JsonObject { ["drop"] = "before" }),
            Http = 500,
            Code = "gatewayFault",
            Cause = "most often the backend's host cannot be reached",
            Fix = "resolves and reaches the endpoint of out-of-reach",
        },
        new("slow-model")
        {
            BreakAsync = (cloud, account) =>
                cloud.Control.BreakAsync("foundry", $"^/{account}/", new JsonObject { ["delayMs"] = 3_600_000 }),
            Code = "timedOut",
            Cause = "no answer within 6 s",
            Fix = "raise Health.Timeout",
        },
        new("slow-for-the-gateway")
        {
            Tags = ["timeout=short"],
            BreakAsync = (cloud, account) =>
                cloud.Control.BreakAsync("foundry", $"^/{account}/", new JsonObject { ["delayMs"] = 3_600_000 }),
            Http = 504,
            Code = "timedOut",
            Cause = "the model did not answer the gateway in time",
            Fix = "raise Policies.Timeout",
        },
        new("gateway-away")
        {
            BreakAsync = (cloud, account) => cloud.Control.BreakAsync("gateway", $"^/{account}/", new JsonObject { ["drop"] = "before" }),
            Code = "gatewayUnreachable",
            Cause = "the gateway cannot be reached",
            Fix = "check the name and its DNS",
        },
        new("content-filter")
        {
            BreakAsync = (cloud, account) =>
                FailAsync(
                    cloud,
                    account,
                    400,
                    "content_filter",
                    "The response was filtered due to the prompt triggering the content management policy."
                ),
            Http = 400,
            Code = "contentFilter",
            Cause = "the model's content filter blocked the test call",
            Fix = "Content filters",
        },
        new("empty-answer")
        {
            BreakAsync = (cloud, account) =>
                cloud.Control.BreakAsync("foundry", $"^/{account}/", new JsonObject { ["status"] = 200, ["body"] = new JsonObject() }),
            Http = 200,
            Code = "emptyAnswer",
            Cause = "success, but no choice in the answer",
            Fix = "the API's outbound policy",
        },
        new("paused")
        {
            BreakAsync = (cloud, account) => SetStateAsync(cloud, account, "Paused"),
            RepairAsync = (cloud, account) => SetStateAsync(cloud, account, "Running"),
            Status = "skipped",
            Code = "deploymentPaused",
            Cause = "somebody paused the deployment",
        },
        new("fresh-role")
        {
            IsFresh = true,
            BreakAsync = (cloud, account) =>
                FailAsync(cloud, account, 401, "PermissionDenied", "The principal lacks the required data action."),
            Status = "pending",
            Http = 401,
            Code = "roleMissing",
            Cause = "fresh roles and deployments take minutes to be effective",
            Fix = "az role assignment create",
        },
        new("fresh-deployment")
        {
            IsFresh = true,
            BreakAsync = (cloud, account) =>
                FailAsync(cloud, account, 404, "DeploymentNotFound", "The API deployment for this resource does not exist."),
            Status = "pending",
            Http = 404,
            Code = "deploymentNotFound",
            Cause = "fresh roles and deployments take minutes to be effective",
            Fix = "a fresh one takes up to five minutes",
        },
    ];

    private static Task<Run> ImportAsync(HealthCloud cloud, string account) => cloud.Importer.ImportAsync(ArmDriver.Account(account));

    private static async Task EditAsync(HealthCloud cloud, string resource, Action<JsonObject> edit)
    {
        var body = (await cloud.Arm.GetAsync($"{ArmDriver.Service}/{resource}"))!;
        edit(body["properties"]!.AsObject());
        await cloud.Arm.PutAsync($"{ArmDriver.Service}/{resource}", new JsonObject { ["properties"] = body["properties"]!.DeepClone() });
    }

    private static async Task RemoveRolesAsync(HealthCloud cloud, string account)
    {
        var roles = await cloud.Arm.GetAsync($"{ArmDriver.Account(account)}/providers/Microsoft.Authorization/roleAssignments");
        foreach (
            var role in roles!["value"]!
                .AsArray()
                .Select(role => (string)role!["id"]!)
                .Where(id => id.Contains($"/accounts/{account}/", StringComparison.Ordinal))
        )
        {
            await cloud.Arm.DeleteAsync(role);
        }
    }

    private static async Task RegenerateAsync(HealthCloud cloud, string account)
    {
        // Their events would have the named value follow at once.
        await cloud.Control.DeliverAsync(drop: 2);
        foreach (var key in (string[])["Key1", "Key2"])
        {
            await cloud.Arm.PostAsync($"{ArmDriver.Account(account)}/regenerateKey", new JsonObject { ["keyName"] = key });
        }
    }

    private static async Task TripAsync(HealthCloud cloud, string account)
    {
        await cloud.Control.FailAsync("foundry", $"^/{account}/", 500, times: 2);
        await cloud.UseUpAsync(account);
        await cloud.UseUpAsync(account);
    }

    private static Task FailAsync(HealthCloud cloud, string account, int status, string code, string message) =>
        cloud.Control.BreakAsync(
            "foundry",
            $"^/{account}/",
            new JsonObject
            {
                ["status"] = status,
                ["body"] = new JsonObject
                {
                    ["error"] = new JsonObject { ["code"] = code, ["message"] = message },
                },
            }
        );

    private static Task SetStateAsync(HealthCloud cloud, string account, string state) =>
        cloud.Arm.PutAsync(
            ArmDriver.Deployment(account, "gpt-4o"),
            new JsonObject
            {
                ["sku"] = new JsonObject { ["name"] = "GlobalStandard", ["capacity"] = 10 },
                ["properties"] = new JsonObject
                {
                    ["model"] = new JsonObject { ["format"] = "OpenAI", ["name"] = "gpt-4o" },
                    ["deploymentState"] = state,
                },
            },
            "2026-07-01"
        );
}
