using Importer.Deployments;
using Importer.Gateway;
using Importer.Health;
using Importer.Lifecycle;
using Importer.Tests.Builders;

namespace Importer.Tests.Health;

/// <summary>The table: an answer, what settings and rights are, and the fix that is true then.</summary>
public sealed class CauseTableTests
{
    private static readonly RoleGrant Role = new()
    {
        Account = AnAccount.Id("contoso"),
        RoleId = "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd",
        RoleName = "Cognitive Services OpenAI User",
    };

    private static readonly ProbeFacts Usual = new()
    {
        Account = AnAccount.Account("contoso"),
        Role = Role,
        Service = new ServiceInfo
        {
            Id = TheSettings.Default.ServiceId,
            GatewayUrl = new("https://x.azure-api.net"),
            Sku = "Developer",
            ProvisioningState = "Succeeded",
            PrincipalId = "gateway-principal",
        },
        PolicyElements = new HashSet<string> { "authentication-managed-identity", "set-backend-service" },
        HasCircuitBreaker = false,
    };

    private static readonly ProbeFault NoRole = Model(401, "PermissionDenied", "The principal lacks the required data action.");
    private static readonly ProbeFault Fault500 = Gateway(500, "Internal server error");

    [Fact]
    public void A_retired_model_is_told_with_its_day_where_it_is_known() =>
        Assert.Equal(
            ["the model was retired (gpt-4o 1 was retired on 2026-03-31: calls fail)", "the model was retired"],
            new[] { Usual with { Ahead = Retired("gpt-5.1") }, Usual }.Select(facts => CauseFinder.Find(Model(410, "", ""), facts).Sentence)
        );

    private static Retirement Retired(string? replacement) =>
        new()
        {
            Deployment = "d",
            Model = "gpt-4o 1",
            Outlook = RetirementOutlook.Past,
            At = DateTimeOffset.UnixEpoch,
            Replacement = replacement,
            Sentence = "gpt-4o 1 was retired on 2026-03-31: calls fail",
        };

    public static TheoryData<string> Cases => [.. Table.Keys];

    private static Dictionary<string, (ProbeFault Fault, ProbeFacts Facts, CauseCode Code, string[] Says, string[] Never)> Table =>
        new()
        {
            // The role.
            ["role missing, Access is Ensure"] = (
                NoRole,
                Usual,
                CauseCode.RoleMissing,
                ["POST /api/import, or grant it: az role", "--assignee-object-id gateway-principal"],
                ["set Access"]
            ),
            ["role missing, Access is Check"] = (
                NoRole,
                Usual with
                {
                    Role = Role with { CheckOnly = true },
                },
                CauseCode.RoleMissing,
                ["grant it: az role", "Access is Check"],
                ["POST /api/import"]
            ),
            ["role missing, and the importer may not grant it"] = (
                NoRole,
                Usual with
                {
                    RefusedWrites = new Dictionary<ResourceKey, string> { [Role.Key] = "403 Forbidden" },
                },
                CauseCode.RoleMissing,
                ["may not grant it (403 Forbidden)", "az role"],
                ["POST /api/import"]
            ),
            ["role missing for a user-assigned identity"] = (
                NoRole,
                Usual with
                {
                    Role = null,
                    ClientId = "client-1",
                },
                CauseCode.RoleMissing,
                ["--assignee client-1"],
                ["gateway-principal", "POST /api/import"]
            ),

            // The end of the model.
            ["410, the list names a replacement"] = (
                Model(410, "ModelDeprecated", "The model has been deprecated."),
                Usual with
                {
                    Ahead = Retired("gpt-5.1 2025-11-13"),
                },
                CauseCode.ModelRetired,
                ["deploy gpt-5.1 2025-11-13 in contoso", "delete this deployment"],
                ["Compatibility"]
            ),
            ["410, the list names none"] = (
                Model(410, "", ""),
                Usual with
                {
                    Ahead = Retired(null),
                },
                CauseCode.ModelRetired,
                ["deploy a model that is still served", "model-retirements"],
                []
            ),
            ["410, nobody looked ahead"] = (Model(410, "", ""), Usual, CauseCode.ModelRetired, ["model-retirements"], []),
            ["404 with the words of a retired model"] = (
                Model(404, "ModelDeprecated", "The model has been deprecated."),
                Usual,
                CauseCode.ModelRetired,
                ["model-retirements"],
                []
            ),
            ["410 of the gateway"] = (Gateway(410, "Gone"), Usual, CauseCode.ModelRefused, [], ["retired"]),

            // The identity.
            ["no identity at all"] = (
                Fault500,
                Usual with
                {
                    Service = Usual.Service! with { PrincipalId = null },
                },
                CauseCode.IdentityMissing,
                ["identity.type=SystemAssigned ", "POST /api/import grants the role"],
                ["UserAssigned\""]
            ),
            ["no system-assigned identity beside a user-assigned one"] = (
                Fault500,
                Usual with
                {
                    Service = Usual.Service! with { PrincipalId = null, HasUserAssignedIdentity = true },
                },
                CauseCode.IdentityMissing,
                ["identity.type=\"SystemAssigned, UserAssigned\""],
                ["identity.type=SystemAssigned "]
            ),
            ["no identity, Access is Check"] = (
                Fault500,
                Usual with
                {
                    Role = Role with { CheckOnly = true },
                    Service = Usual.Service! with { PrincipalId = null },
                },
                CauseCode.IdentityMissing,
                ["then grant its role"],
                ["POST /api/import"]
            ),
            ["the policy uses a user-assigned identity"] = (
                Fault500,
                Usual with
                {
                    ClientId = "client-1",
                    Service = Usual.Service! with { PrincipalId = null },
                },
                CauseCode.GatewayFault,
                ["contoso"],
                ["SystemAssigned"]
            ),

            // What else the policy calls.
            ["500, the account alone"] = (Fault500, Usual, CauseCode.GatewayFault, ["the endpoint of contoso"], ["backend '"]),
            ["500, with content safety and embeddings"] = (
                Fault500,
                Usual with
                {
                    OtherBackends = ["safety", "embeddings"],
                },
                CauseCode.GatewayFault,
                ["backend 'safety'", "backend 'embeddings'", "contoso"],
                []
            ),
            ["503, circuit breaker designed"] = (
                Gateway(503, "Service Unavailable"),
                Usual with
                {
                    HasCircuitBreaker = true,
                },
                CauseCode.CircuitOpen,
                ["TripSeconds"],
                []
            ),
            ["503, none designed"] = (
                Gateway(503, "Service Unavailable"),
                Usual with
                {
                    OtherBackends = ["safety"],
                },
                CauseCode.GatewayFault,
                ["no circuit breaker", "backend 'safety'"],
                ["TripSeconds"]
            ),

            // Limits that the settings have, and such that they have not.
            ["token limit of the settings"] = (
                Gateway(429, "Token limit is exceeded."),
                Usual with
                {
                    PolicyElements = new HashSet<string> { "llm-token-limit" },
                },
                CauseCode.GatewayTokenLimit,
                ["raise Policies.TokenLimit.TokensPerMinute"],
                ["no such limit"]
            ),
            ["token limit of somebody else"] = (
                Gateway(429, "Token limit is exceeded."),
                Usual with
                {
                    Fragments = ["house"],
                },
                CauseCode.GatewayTokenLimit,
                ["no such limit", "fragment house"],
                ["raise Policies"]
            ),
            ["rate limit of somebody else"] = (
                Gateway(429, "Rate limit is exceeded."),
                Usual,
                CauseCode.GatewayRateLimit,
                ["no such limit"],
                ["raise Policies"]
            ),
            ["content safety of somebody else"] = (
                Gateway(403, "Request failed content safety check."),
                Usual,
                CauseCode.ContentSafety,
                ["has none"],
                ["Policies.ContentSafety"]
            ),
            ["content safety of the settings"] = (
                Gateway(403, "Request failed content safety check."),
                Usual with
                {
                    PolicyElements = new HashSet<string> { "llm-content-safety" },
                    OtherBackends = ["safety"],
                },
                CauseCode.ContentSafety,
                ["Policies.ContentSafety", "safety"],
                []
            ),

            // Refusals without a word accuse no role.
            ["empty 403"] = (
                new ProbeFault { Status = 403, Source = ErrorSource.Model },
                Usual,
                CauseCode.AccessRefused,
                ["trace"],
                ["az role", "role of the gateway"]
            ),
            ["empty 403, fragment"] = (
                new ProbeFault { Status = 403, Source = ErrorSource.Model },
                Usual with
                {
                    Fragments = ["house"],
                },
                CauseCode.AccessRefused,
                ["fragment house"],
                ["az role"]
            ),
            ["empty 403, operation with a policy"] = (
                new ProbeFault { Status = 403, Source = ErrorSource.Model },
                Usual with
                {
                    OperationPolicy = "chat",
                },
                CauseCode.PolicyAnswered,
                ["chat", "neither writes nor removes"],
                ["az role", "POST /api/import"]
            ),
            ["403 with words of the gateway"] = (Gateway(403, "Forbidden"), Usual, CauseCode.AccessRefused, ["trace"], ["az role"]),
            ["403 with words of the account, with a key"] = (
                Model(403, "Nope", "no"),
                Usual with
                {
                    UsesKey = true,
                },
                CauseCode.AccessRefused,
                ["Networking"],
                ["az role"]
            ),
            ["empty 401, operation with a policy"] = (
                new ProbeFault { Status = 401, Source = ErrorSource.Model },
                Usual with
                {
                    OperationPolicy = "chat",
                },
                CauseCode.PolicyAnswered,
                ["chat"],
                ["az role"]
            ),
            ["empty 404, operation with a policy"] = (
                new ProbeFault { Status = 404, Source = ErrorSource.Model },
                Usual with
                {
                    OperationPolicy = "chat",
                },
                CauseCode.PolicyAnswered,
                ["chat", "neither writes nor removes"],
                ["info.version", "POST /api/import"]
            ),
            ["empty 500, operation with a policy"] = (
                new ProbeFault { Status = 500, Source = ErrorSource.Model },
                Usual with
                {
                    OperationPolicy = "chat",
                },
                CauseCode.PolicyAnswered,
                ["chat", "neither writes nor removes"],
                ["Resource health"]
            ),
            ["empty 429, operation with a policy"] = (
                new ProbeFault { Status = 429, Source = ErrorSource.Model },
                Usual with
                {
                    OperationPolicy = "chat",
                },
                CauseCode.PolicyAnswered,
                ["chat", "neither writes nor removes"],
                ["capacity"]
            ),
            ["429 with words, operation with a policy"] = (
                Model(429, "429", "Requests have exceeded token rate limit."),
                Usual with
                {
                    OperationPolicy = "chat",
                },
                CauseCode.ModelThrottled,
                ["capacity"],
                ["neither writes nor removes"]
            ),
            ["500 with words, operation with a policy"] = (
                Model(500, "InternalServerError", "The server had an error"),
                Usual with
                {
                    OperationPolicy = "chat",
                },
                CauseCode.ModelFault,
                ["Resource health"],
                ["neither writes nor removes"]
            ),

            // Keys and tokens.
            ["keys disabled, called with one"] = (
                Model(403, "AuthenticationTypeDisabled", ""),
                Usual with
                {
                    UsesKey = true,
                },
                CauseCode.LocalAuthDisabled,
                ["set Authentication to ManagedIdentity"],
                []
            ),
            ["keys disabled, designed with a token"] = (
                Model(403, "AuthenticationTypeDisabled", ""),
                Usual,
                CauseCode.LocalAuthDisabled,
                ["ManagedIdentity already"],
                ["set Authentication to ManagedIdentity"]
            ),
            ["no subdomain, keys disabled"] = (
                Model(400, "", "custom subdomain"),
                Usual with
                {
                    Account = AnAccount.Account("contoso") with { CustomSubdomain = null, LocalAuthDisabled = true },
                },
                CauseCode.CustomSubdomainMissing,
                ["--custom-domain"],
                ["ApiKey"]
            ),
            ["no subdomain, keys allowed"] = (
                Model(400, "", "custom subdomain"),
                Usual with
                {
                    Account = AnAccount.Account("contoso") with { CustomSubdomain = null },
                },
                CauseCode.CustomSubdomainMissing,
                ["set Authentication to ApiKey"],
                []
            ),
            ["token refused though the policy is as designed"] = (
                Model(401, "401", "invalid subscription key or wrong API endpoint"),
                Usual,
                CauseCode.TokenRefused,
                ["as designed"],
                ["POST /api/import", "regenerated"]
            ),

            // What is not as designed.
            ["changed policy, drift is only reported"] = (
                Fault500,
                Usual with
                {
                    Deviations = [Deviation],
                },
                CauseCode.GatewayChanged,
                ["POST /api/import, or set Drift.Mode to Repair"],
                []
            ),
            ["changed policy, drift is repaired"] = (
                Fault500,
                Usual with
                {
                    Deviations = [Deviation],
                    RepairsDrift = true,
                },
                CauseCode.GatewayChanged,
                ["Drift.Mode is Repair"],
                ["set Drift.Mode"]
            ),
            ["changed policy that the importer may not write"] = (
                Fault500,
                Usual with
                {
                    Deviations = [Deviation],
                    RepairsDrift = true,
                    RefusedWrites = new Dictionary<ResourceKey, string> { [Deviation.Key] = "ScopeLocked" },
                },
                CauseCode.GatewayChanged,
                ["could not put it right (ScopeLocked)"],
                ["Drift.Mode"]
            ),
        };

    private static GatewayDeviation Deviation => new(ApiPolicy.KeyFor("contoso-openai"), ChangeKind.Update, [new("inbound", "a", "b")]);

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_fix_is_told_only_where_it_is_true(string name)
    {
        var (fault, facts, code, says, never) = Table[name];

        var cause = CauseFinder.Find(fault, facts);

        Assert.Equal(code, cause.Code);
        Assert.All(says, words => Assert.Contains(words, cause.Fix, StringComparison.Ordinal));
        Assert.All(never, words => Assert.DoesNotContain(words, cause.Fix, StringComparison.Ordinal));
    }

    [Fact]
    public void Nobody_is_told_to_leave_out_what_answers()
    {
        foreach (var status in Enumerable.Range(400, 100))
        {
            foreach (var words in new[] { "", "OperationNotSupported", "something else" })
            {
                Assert.DoesNotContain("Import: false", CauseFinder.Find(Model(status, words, words), Usual).Fix, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData(
        "Could not finish the message because max_tokens or model output limit was reached. Please try again with higher max_tokens.",
        ProbeStatus.Healthy,
        null
    )]
    [InlineData(
        "This model requires that either input content or output modality contain audio.",
        ProbeStatus.Skipped,
        CauseCode.TestCallUnfit
    )]
    [InlineData(
        "This model requires one of the tools web_search_preview, mcp or file_search.",
        ProbeStatus.Skipped,
        CauseCode.TestCallUnfit
    )]
    [InlineData("The input must hold at least 8 tokens.", ProbeStatus.Skipped, CauseCode.TestCallUnfit)]
    [InlineData(
        "Invalid 'max_output_tokens': integer below minimum value. Expected a value >= 16.",
        ProbeStatus.Skipped,
        CauseCode.TestCallUnfit
    )]
    [InlineData("Unsupported parameter: 'n' is not supported with this model.", ProbeStatus.Skipped, CauseCode.TestCallUnfit)]
    [InlineData("The chatCompletion operation does not work with the specified model.", ProbeStatus.Unhealthy, CauseCode.ModelRefused)]
    [InlineData("The request is bad in some way.", ProbeStatus.Unhealthy, CauseCode.ModelRefused)]
    public void Each_refusal_is_worth_what_it_proves(string message, ProbeStatus status, CauseCode? code)
    {
        var target = new ProbeTarget
        {
            Deployment = ADeployment.Of("gpt-5"),
            Api = "a",
            Path = "p",
            Compatibility = Compatibility.AzureOpenAI,
            ApiVersion = "1",
            KeyHeader = "api-key",
        };
        var body = System.Text.Json.JsonSerializer.Serialize(new { error = new { code = "invalid_request_error", message } });
        var blank = Prober.Skip(target, CauseCode.Unknown, "not yet") with { Code = null, Cause = null, Capability = Capability.Chat };

        var result = ProbeVerdict.Judge(
            blank,
            target,
            new ProbeAnswer
            {
                Status = 400,
                Body = body,
                Ms = 1,
            }
        );

        Assert.Equal((status, code), (result.Status, result.Code));
        Assert.Equal(status == ProbeStatus.Healthy, result.Cause is null);

        // The gateway's own words prove nothing of the model.
        var gateway = ProbeVerdict.Judge(
            blank,
            target,
            new ProbeAnswer
            {
                Status = 400,
                Body = System.Text.Json.JsonSerializer.Serialize(new { statusCode = 400, message }),
                Ms = 1,
            }
        );
        Assert.Equal(ProbeStatus.Unhealthy, gateway.Status);
    }

    private static ProbeFault Model(int status, string code, string message) =>
        new()
        {
            Status = status,
            Source = ErrorSource.Model,
            Code = code,
            Message = message,
        };

    private static ProbeFault Gateway(int status, string message) =>
        new()
        {
            Status = status,
            Source = ErrorSource.Gateway,
            Message = message,
        };
}
