using Importer.Gateway;
using Importer.Health;
using Importer.Tests.Builders;

namespace Importer.Tests.Health;

public sealed class CauseFinderTests
{
    private const string NoRole =
        """{"error":{"code":"PermissionDenied","message":"The principal `x` lacks the required data action `Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action`."}}""";

    [Theory]
    [InlineData(404, """{ "statusCode": 404, "message": "Resource not found" }""", CauseCode.NoSuchApi, "POST /api/import")]
    [InlineData(
        404,
        """{"error":{"code":"DeploymentNotFound","message":"The API deployment for this resource does not exist."}}""",
        CauseCode.DeploymentNotFound,
        "deploy the model again"
    )]
    [InlineData(404, """{"error":{"code":"404","message":"Resource not found"}}""", CauseCode.WrongPath, "info.version")]
    [InlineData(
        401,
        """{ "statusCode": 401, "message": "Access denied due to invalid subscription key. Make sure to provide a valid key for an active subscription." }""",
        CauseCode.SubscriptionKey,
        "Health.Subscription"
    )]
    [InlineData(401, NoRole, CauseCode.RoleMissing, "az role assignment create --role")]
    [InlineData(
        403,
        """{"error":{"code":"AuthenticationTypeDisabled","message":"Key based authentication is disabled for this resource."}}""",
        CauseCode.LocalAuthDisabled,
        "ManagedIdentity already"
    )]
    [InlineData(
        400,
        """{"error":{"code":"BadRequest","message":"Please provide a custom subdomain for token authentication, otherwise API key is required."}}""",
        CauseCode.CustomSubdomainMissing,
        "--custom-domain"
    )]
    [InlineData(
        401,
        """{"statusCode":401,"message":"Unauthorized. Access token is missing, invalid, audience is incorrect, or have expired."}""",
        CauseCode.TokenRefused,
        "authentication-managed-identity"
    )]
    [InlineData(
        403,
        """{ "statusCode": 403, "message": "Token quota is exceeded. Try again in 9 seconds." }""",
        CauseCode.TokenQuota,
        "TokenQuota"
    )]
    [InlineData(
        403,
        """{ "statusCode": 403, "message": "Out of call volume quota. Quota will be replenished later." }""",
        CauseCode.CallQuota,
        "quota"
    )]
    [InlineData(
        403,
        """{"error":{"code":"AccessDenied","message":"Access denied due to Virtual Network/Firewall rules."}}""",
        CauseCode.NetworkRefused,
        "Networking"
    )]
    [InlineData(
        403,
        """{ "statusCode": 403, "message": "Request failed content safety check." }""",
        CauseCode.ContentSafety,
        "Policies.ContentSafety"
    )]
    [InlineData(
        429,
        """{ "statusCode": 429, "message": "Token limit is exceeded. Try again in 30 seconds." }""",
        CauseCode.GatewayTokenLimit,
        "TokensPerMinute"
    )]
    [InlineData(
        429,
        """{"error":{"code":"429","message":"Requests have exceeded token rate limit."}}""",
        CauseCode.ModelThrottled,
        "capacity"
    )]
    [InlineData(500, """{ "statusCode": 500, "message": "Internal server error" }""", CauseCode.GatewayFault, "trace")]
    [InlineData(503, """{ "statusCode": 503, "message": "Service Unavailable" }""", CauseCode.CircuitOpen, "TripSeconds")]
    [InlineData(
        500,
        """{"error":{"code":"InternalServerError","message":"The server had an error."}}""",
        CauseCode.ModelFault,
        "Resource health"
    )]
    [InlineData(504, """{ "statusCode": 504, "message": "Request to the backend timed out" }""", CauseCode.TimedOut, "Policies.Timeout")]
    public void An_answer_has_one_cause_and_its_fix(int status, string body, CauseCode code, string fix)
    {
        var cause = CauseFinder.Find(ProbeFault.Read(status, body, null), new ProbeFacts());

        Assert.Equal(code, cause.Code);
        Assert.Contains(fix, cause.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void A_backend_that_differs_from_the_design_explains_even_silence()
    {
        var facts = new ProbeFacts
        {
            Deviations =
            [
                new(
                    new ResourceKey(ResourceKind.Backend, "contoso"),
                    ChangeKind.Update,
                    [new FieldDifference("url", "https://right", "https://wrong")]
                ),
            ],
        };

        var cause = CauseFinder.Find(new ProbeFault { WaitedFor = TimeSpan.FromSeconds(30) }, facts);

        Assert.Equal(CauseCode.WrongBackend, cause.Code);
        Assert.Contains("https://wrong", cause.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, ProbeStatus.Pending)]
    [InlineData(false, ProbeStatus.Unhealthy)]
    public void A_missing_role_is_pending_only_while_things_are_fresh(bool isFresh, ProbeStatus expected)
    {
        var target = new ProbeTarget
        {
            Deployment = ADeployment.Of("gpt-4o"),
            Api = "contoso-openai",
            Path = "contoso/openai",
            Compatibility = Deployments.Compatibility.AzureOpenAI,
            ApiVersion = "2024-10-21",
            KeyHeader = "api-key",
            IsFresh = isFresh,
        };
        var blank = Prober.Skip(target, CauseCode.Unknown, "not yet");

        var result = ProbeVerdict.Judge(
            blank,
            target,
            new ProbeAnswer
            {
                Status = 401,
                Body = NoRole,
                Ms = 1,
            }
        );

        Assert.Equal((expected, CauseCode.RoleMissing), (result.Status, result.Code));
    }
}
