using System.Text.Json;
using Importer.Deployments;
using Importer.Health;
using Importer.Tests.Builders;

namespace Importer.Tests.Health;

/// <summary>From an answer to a verdict: what was seen of it, and what it means for the deployment.</summary>
public sealed class ProbeVerdictTests
{
    private const string Well =
        """{"choices":[{}],"content":[],"type":"message","stop_reason":"end_turn","usage":{"prompt_tokens":3,"completion_tokens":5}}""";

    [Fact]
    public void A_result_with_usage_is_healthy_and_everything_seen_is_kept()
    {
        var result = Judge(Answer(200, Well) with { RetryAfter = TimeSpan.FromSeconds(7) });

        Assert.Equal(ProbeStatus.Healthy, result.Status);
        Assert.Equal((200, 12L, TimeSpan.FromSeconds(7)), (result.HttpStatus, result.LatencyMs, result.RetryAfter));
        Assert.Equal(new TokenUsage(3, 5, 8), result.Usage);
        Assert.Equal((null, null, null, null), (result.Code, result.Cause, result.Fix, result.Fault));
    }

    [Theory]
    [InlineData(Compatibility.Anthropic, Capability.Messages, "https://ai.azure.com")]
    [InlineData(Compatibility.AzureOpenAI, Capability.Chat, null)]
    public void The_audience_is_told_where_the_documentation_leaves_it_open(
        Compatibility compatibility,
        Capability capability,
        string? audience
    )
    {
        var target = Target() with
        {
            Compatibility = compatibility,
            Facts = new ProbeFacts { Audience = "https://ai.azure.com" },
        };

        var result = ProbeVerdict.Judge(Blank(target, capability), target, Answer(200, Well));

        Assert.Equal((ProbeStatus.Healthy, audience), (result.Status, result.Audience));
    }

    [Fact]
    public void Success_without_a_result_is_no_health()
    {
        var result = Judge(Answer(200, """{"choices":[]}"""));

        Assert.Equal((ProbeStatus.Unhealthy, CauseCode.EmptyAnswer), (result.Status, result.Code));
        Assert.Equal("success, but no choice in the answer", result.Cause);
        Assert.Contains("outbound policy", result.Fix, StringComparison.Ordinal);
        Assert.Equal(200, result.HttpStatus);
    }

    [Fact]
    public void A_refusal_by_a_model_that_ran_is_health_and_leaves_no_fault()
    {
        var result = Judge(Error(400, "BadRequest", "max_tokens or model output limit was reached"));

        Assert.Equal((ProbeStatus.Healthy, null, null), (result.Status, result.Code, result.Fault));
    }

    [Theory]
    [InlineData(429, "429", "Too many requests.", ProbeStatus.Throttled, CauseCode.ModelThrottled)]
    [InlineData(423, "Locked", "Paused.", ProbeStatus.Skipped, CauseCode.DeploymentPaused)]
    [InlineData(400, "BadRequest", "Unsupported parameter: 'n'.", ProbeStatus.Skipped, CauseCode.TestCallUnfit)]
    [InlineData(400, "BadRequest", "No.", ProbeStatus.Unhealthy, CauseCode.ModelRefused)]
    [InlineData(500, "InternalServerError", "It failed.", ProbeStatus.Unhealthy, CauseCode.ModelFault)]
    public void An_error_is_worth_what_it_says_fresh_or_not(int status, string code, string message, ProbeStatus verdict, CauseCode cause)
    {
        foreach (var isFresh in new[] { false, true })
        {
            var target = Target() with { IsFresh = isFresh };

            var result = ProbeVerdict.Judge(Blank(target, Capability.Chat), target, Error(status, code, message));

            Assert.Equal((verdict, cause, status), (result.Status, result.Code, result.HttpStatus));
            Assert.Contains(message, result.Cause, StringComparison.Ordinal);
            Assert.DoesNotContain("take minutes", result.Cause, StringComparison.Ordinal);
            Assert.NotNull(result.Fault);
        }
    }

    [Theory]
    [InlineData(401, "PermissionDenied", "The principal lacks the required data action.", CauseCode.RoleMissing)]
    [InlineData(403, "PermissionDenied", "The principal lacks the required data action.", CauseCode.RoleMissing)]
    [InlineData(404, "DeploymentNotFound", "The API deployment for this resource does not exist.", CauseCode.DeploymentNotFound)]
    public void What_a_fresh_thing_is_refused_may_pass_and_what_an_old_one_is_does_not(
        int status,
        string code,
        string message,
        CauseCode cause
    )
    {
        var fresh = Judge(Error(status, code, message), isFresh: true);
        var old = Judge(Error(status, code, message));

        Assert.Equal((ProbeStatus.Pending, cause), (fresh.Status, fresh.Code));
        Assert.EndsWith("; fresh roles and deployments take minutes to be effective", fresh.Cause, StringComparison.Ordinal);
        Assert.Equal((ProbeStatus.Unhealthy, cause), (old.Status, old.Code));
        Assert.EndsWith($"({old.Fault!.Evidence})", old.Cause, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, ProbeStatus.Pending)]
    [InlineData(false, ProbeStatus.Unhealthy)]
    public void An_identity_that_was_just_switched_on_may_be_on_its_way(bool isFresh, ProbeStatus verdict)
    {
        var target = Target() with
        {
            IsFresh = isFresh,
            Facts = new ProbeFacts
            {
                Service = new()
                {
                    Id = TheSettings.Default.ServiceId,
                    GatewayUrl = new("https://x.azure-api.net"),
                    Sku = "Developer",
                    ProvisioningState = "Succeeded",
                },
            },
        };

        var result = ProbeVerdict.Judge(
            Blank(target, Capability.Chat),
            target,
            Answer(500, """{ "statusCode": 500, "message": "Internal server error" }""")
        );

        Assert.Equal((verdict, CauseCode.IdentityMissing), (result.Status, result.Code));
    }

    [Fact]
    public void A_wordless_429_behind_a_policy_of_the_operation_is_no_sign_of_life()
    {
        var target = Target();
        var answer = new ProbeAnswer { Status = 429, Ms = 1 };
        var behind = target with { Facts = new ProbeFacts { OperationPolicy = "chat" } };

        Assert.Equal(ProbeStatus.Throttled, ProbeVerdict.Judge(Blank(target, Capability.Chat), target, answer).Status);
        var result = ProbeVerdict.Judge(Blank(behind, Capability.Chat), behind, answer);
        Assert.Equal((ProbeStatus.Unhealthy, CauseCode.PolicyAnswered), (result.Status, result.Code));
    }

    [Fact]
    public void Of_an_answer_that_did_not_come_the_wait_is_told()
    {
        var result = Judge(
            new ProbeAnswer
            {
                Ms = 30_000,
                NoResponse = new ProbeFault { WaitedFor = TimeSpan.FromSeconds(30) },
            }
        );

        Assert.Equal(
            (ProbeStatus.Unhealthy, CauseCode.TimedOut, null, 30_000L),
            (result.Status, result.Code, result.HttpStatus, result.LatencyMs)
        );
        Assert.Equal("no answer within 30 s", result.Cause);
    }

    [Fact]
    public void A_result_without_a_fault_is_explained_by_nothing()
    {
        var target = Target();
        var healthy = Judge(Answer(200, Well));

        Assert.Same(healthy, ProbeVerdict.Explain(healthy, target));
    }

    [Fact]
    public void An_answer_of_nobody_is_unknown_and_says_where_to_look()
    {
        var cause = CauseFinder.Find(new ProbeFault { Status = 302, Source = ErrorSource.Model }, new ProbeFacts());

        Assert.Equal((CauseCode.Unknown, "the answer is none that is known"), (cause.Code, cause.Sentence));
        Assert.Contains("Test tab", cause.Fix, StringComparison.Ordinal);
        Assert.False(cause.MayPass);
    }

    private static ProbeResult Judge(ProbeAnswer answer, bool isFresh = false)
    {
        var target = Target() with { IsFresh = isFresh };
        return ProbeVerdict.Judge(Blank(target, Capability.Chat), target, answer);
    }

    private static ProbeResult Blank(ProbeTarget target, Capability capability) =>
        new()
        {
            Deployment = target.Deployment.Id.Value,
            Api = target.Api,
            Compatibility = target.Compatibility,
            Capability = capability,
            Status = ProbeStatus.Pending,
        };

    private static ProbeTarget Target() =>
        new()
        {
            Deployment = ADeployment.Of("gpt-4o"),
            Api = "contoso-openai",
            Path = "contoso/openai",
            Compatibility = Compatibility.AzureOpenAI,
            ApiVersion = "2024-10-21",
            KeyHeader = "api-key",
        };

    private static ProbeAnswer Error(int status, string code, string message) =>
        Answer(status, JsonSerializer.Serialize(new { error = new { code, message } }));

    private static ProbeAnswer Answer(int status, string body) =>
        new()
        {
            Status = status,
            MediaType = "application/json",
            Body = body,
            Length = body.Length,
            Ms = 12,
        };
}
