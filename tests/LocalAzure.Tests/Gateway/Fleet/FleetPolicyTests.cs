using System.Text.Json.Nodes;

namespace LocalAzure.Tests.Gateway.Fleet;

/// <summary>
/// A whole policy of one address over many accounts: the alias from path or body, a fragment with the live aliases, the loop,
/// and what is left over told in OpenAI's form.
/// </summary>
public sealed class FleetPolicyTests : FleetTest
{
    private const string Aliases = """
        <fragment>
          <set-variable name="alias" value="@{
            var inPath = context.Request.MatchedParameters.GetValueOrDefault("alias", "");
            if (inPath != "") { return inPath; }
            if (context.Request.Body == null) { return ""; }
            try { return (string)context.Request.Body.As<JObject>(preserveContent: true)["model"] ?? ""; } catch { return ""; }
          }" />
          <choose>
            <when condition="@(!",gpt-4o,pool,".Contains("," + (string)context.Variables["alias"] + ","))">
              <return-response>
                <set-status code="404" reason="Not Found" />
                <set-header name="Content-Type" exists-action="override"><value>application/json</value></set-header>
                <set-body>@(new JObject(new JProperty("error", new JObject(new JProperty("code", "model_not_found"), new JProperty("message", "The model '" + (string)context.Variables["alias"] + "' does not exist. There are: gpt-4o, pool."), new JProperty("type", "invalid_request_error")))).ToString())</set-body>
              </return-response>
            </when>
          </choose>
        </fragment>
        """;

    private const string OwnInbound = """
        <base />
        <include-fragment fragment-id="ai-aliases" />
        <set-header name="api-key" exists-action="delete" />
        <set-variable name="wait" value="@(0)" />
        <set-variable name="throttled" value="@(false)" />
        <set-variable name="caller" value="@(context.Subscription?.Id ?? context.Request.IpAddress)" />
        <authentication-managed-identity resource="https://cognitiveservices.azure.com" />
        <rewrite-uri template="@("/deployments/gpt-4o" + (context.Operation.UrlTemplate.EndsWith("/chat/completions") ? "/chat/completions" : "/embeddings"))" />
        <set-query-parameter name="api-version" exists-action="override"><value>2024-10-21</value></set-query-parameter>
        """;

    private const string Loop = """
        <retry condition="@((context.Response == null && context.LastError?.Reason != "ClientConnectionFailure") || (context.Response != null && new[] { 401, 403, 408, 410, 429, 499, 502, 503, 504 }.Contains(context.Response.StatusCode)) || (context.Response != null && context.Response.StatusCode == 404 && context.Response.Body != null && context.Response.Body.As<string>(preserveContent: true).Contains("DeploymentNotFound")))" count="2" interval="0" first-fast-retry="true">
          <set-backend-service backend-id="@("po" + "ol")" />
          <forward-request buffer-request-body="true" buffer-response="false" timeout="120" />
          <choose>
            <when condition="@(context.Response.StatusCode == 429)">
              <set-variable name="throttled" value="@(true)" />
              <set-variable name="wait" value="@{
                int seconds = 60;
                if (!int.TryParse(context.Response.Headers.GetValueOrDefault("Retry-After", "60"), out seconds)) { seconds = 60; }
                var before = context.Variables.GetValueOrDefault<int>("wait");
                return before == 0 ? seconds : Math.Min(before, seconds);
              }" />
            </when>
          </choose>
        </retry>
        """;

    private const string LeftOver = """
        <base />
        <choose>
          <when condition="@(context.Response?.StatusCode == 503 || context.LastError?.Reason == "BackendConnectionFailure")">
            <return-response>
              <set-status code="@((bool)context.Variables["throttled"] ? 429 : 503)" reason="Try later" />
              <set-header name="Content-Type" exists-action="override"><value>application/json</value></set-header>
              <set-header name="Retry-After" exists-action="override"><value>@((bool)context.Variables["throttled"] ? context.Variables["wait"].ToString() : "10")</value></set-header>
              <set-body>@{
                var code = (bool)context.Variables["throttled"] ? "rate_limit_exceeded" : "no_member";
                var error = new JObject(new JProperty("code", code), new JProperty("message", "No member of " + context.Variables["alias"] + " answers."));
                return new JObject(new JProperty("error", error)).ToString();
              }</set-body>
            </return-response>
          </when>
        </choose>
        """;

    [Fact]
    public async Task Both_shapes_reach_the_pool_and_the_body_stays_as_it_was()
    {
        await StartAsync();

        var inPath = await Scene.PostAsync("/ai/openai/deployments/gpt-4o/chat/completions", Chats.Say("hello"), Scene.MasterKey);
        var body = Chats.Say("hello");
        body["model"] = "gpt-4o";
        var inBody = await Scene.PostAsync("/ai/openai/v1/chat/completions", body, Scene.MasterKey);

        Assert.Equal((200, 200), (inPath.Status, inBody.Status));
        Assert.Contains("hello", inBody.Answer, StringComparison.Ordinal);
        Assert.All(
            Scene.FoundryCalls(),
            call => Assert.EndsWith("/deployments/gpt-4o/chat/completions?api-version=2024-10-21", call.Path, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("gpt-9")]
    [InlineData(null)]
    public async Task An_unknown_alias_is_answered_by_the_fragment_and_no_account_is_asked(string? model)
    {
        await StartAsync();
        var body = Chats.Say("hello");
        body["model"] = model;

        var reply = await Scene.PostAsync("/ai/openai/v1/chat/completions", body, Scene.MasterKey);

        Assert.Equal(404, reply.Status);
        Assert.Equal("model_not_found", (string)reply.Json["error"]!["code"]!);
        Assert.Empty(Scene.FoundryCalls());
    }

    [Fact]
    public async Task A_deployment_that_is_gone_is_answered_by_another_member()
    {
        await StartAsync();
        await Scene.Cloud.DeleteAsync($"{CloudUnderTest.Accounts}/contoso/deployments/gpt-4o");

        var reply = await AskAsync();

        Assert.Equal(200, reply.Status);
        Assert.Equal(["contoso", "fabrikam"], Asked);
    }

    [Fact]
    public async Task When_all_are_throttled_the_caller_gets_429_with_the_smallest_wait()
    {
        await StartAsync();
        Fail(429, pattern: "^/contoso/", headers: new() { ["Retry-After"] = "30" });
        Fail(429, pattern: "^/fabrikam/", headers: new() { ["Retry-After"] = "20" });

        var reply = await AskAsync();

        Assert.Equal(429, reply.Status);
        Assert.Equal("20", reply.Header("Retry-After"));
        Assert.Equal("rate_limit_exceeded", (string)reply.Json["error"]!["code"]!);
        Assert.Equal("application/json", reply.ContentType);
    }

    [Fact]
    public async Task When_nobody_can_be_reached_the_caller_gets_503_in_the_same_form()
    {
        await StartAsync();
        Refuse("contoso", times: 9);

        var reply = await AskAsync();

        Assert.Equal(503, reply.Status);
        Assert.Equal("no_member", (string)reply.Json["error"]!["code"]!);
        Assert.Equal("10", reply.Header("Retry-After"));
    }

    [Fact]
    public async Task A_fragment_includes_no_other_and_is_at_most_32_kb()
    {
        await StartAsync();

        var nested = await TryFragmentAsync("""<fragment><include-fragment fragment-id="ai-aliases" /></fragment>""");
        var large = await TryFragmentAsync($"<fragment><!-- {new string('a', 32 * 1024)} --></fragment>");
        var deleted = await Scene.Cloud.DeleteAsync($"{CloudUnderTest.Service}/policyFragments/ai-aliases");

        Assert.Equal((400, 400, 400), (nested.Status, large.Status, deleted.Status));
        Assert.Contains("cannot include another", nested.Message, StringComparison.Ordinal);
        Assert.Contains("is larger", large.Message, StringComparison.Ordinal);
    }

    private Task<ArmReply> TryFragmentAsync(string xml) =>
        Scene.Cloud.PutAsync(
            $"{CloudUnderTest.Service}/policyFragments/other",
            new JsonObject
            {
                ["properties"] = new JsonObject { ["format"] = "rawxml", ["value"] = xml },
            }.ToJsonString()
        );

    private Task<Reply> AskAsync() =>
        Scene.PostAsync("/ai/openai/deployments/gpt-4o/chat/completions", Chats.Say("hello"), Scene.MasterKey);

    private async Task StartAsync()
    {
        await PoolAsync(("contoso", 1, 1), ("fabrikam", 2, 1));
        await Scene.PutServiceAsync("policyFragments/ai-aliases", new JsonObject { ["format"] = "rawxml", ["value"] = Aliases });
        await Scene.AddApiAsync(
            "ai",
            "ai/openai",
            [
                ("chat", "POST", "/deployments/{alias}/chat/completions"),
                ("embeddings", "POST", "/deployments/{alias}/embeddings"),
                ("chat-v1", "POST", "/v1/chat/completions"),
            ]
        );
        await Scene.PolicyAtAsync("apis/ai/", GatewayScene.Document(OwnInbound, Loop, onError: LeftOver));
    }
}
