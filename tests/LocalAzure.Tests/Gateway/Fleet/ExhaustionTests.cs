using LocalAzure.Gateway;

namespace LocalAzure.Tests.Gateway.Fleet;

/// <summary>When the breakers of all members are open.</summary>
public sealed class ExhaustionTests : FleetTest
{
    [Fact]
    public async Task It_ends_in_on_error_with_503_and_the_time_until_the_first_member_comes_back()
    {
        await PoolAsync(("contoso", 1, 1), ("fabrikam", 1, 1));
        Fail(429, pattern: "^/contoso/", headers: new() { ["Retry-After"] = "30" });
        Fail(429, pattern: "^/fabrikam/", headers: new() { ["Retry-After"] = "20" });

        var reply = await Scene.ChatAsync();

        Assert.Equal(503, reply.Status);
        Assert.Equal(("on-error", "503"), (reply.Header("x-section"), reply.Header("x-status")));
        Assert.Equal(2, Asked.Count());
        Assert.InRange(int.Parse(reply.Header("Retry-After")!), 18, 20);
    }

    [Theory]
    [InlineData("none", null)]
    [InlineData("7", "7")]
    public async Task The_retry_after_of_the_gateways_own_503_is_a_setting(string setting, string? expected)
    {
        await PoolAsync(("contoso", 1, 1));
        Settings = new GatewaySettings { ExhaustedRetryAfter = setting };
        Fail(500);

        Assert.Equal(expected, (await Scene.ChatAsync()).Header("Retry-After"));
    }

    [Theory]
    [InlineData(ExhaustedWay.OnError, "on-error")]
    [InlineData(ExhaustedWay.Outbound, "outbound")]
    public async Task Where_it_goes_on_is_a_setting_with_and_without_retry(ExhaustedWay way, string section)
    {
        await PoolAsync(("contoso", 1, 1));
        const string Outbound = """<base /><set-header name="x-section" exists-action="override"><value>outbound</value></set-header>""";
        Settings = new GatewaySettings { Exhausted = way };
        await Scene.PolicyAsync(Inbound, backend: Again, outbound: Outbound, onError: OnError);
        Fail(500);
        var inRetry = await Scene.ChatAsync();
        await Scene.PolicyAsync($"{Inbound}<set-backend-service backend-id=\"pool\" />", outbound: Outbound, onError: OnError);
        var alone = await Scene.ChatAsync();

        Assert.Equal([503, 503], [inRetry.Status, alone.Status]);
        Assert.Equal((section, section), (inRetry.Header("x-section"), alone.Header("x-section")));
    }

    [Fact]
    public async Task The_condition_of_retry_sees_the_503_and_the_tries_cost_no_call()
    {
        await PoolAsync(("contoso", 1, 1));
        await Scene.PolicyAsync(
            $"""{Inbound}<set-variable name="tries" value="@(0)" />""",
            backend: Again.Replace(
                "<forward-request",
                """<set-variable name="tries" value="@((int)context.Variables["tries"] + 1)" /><forward-request""",
                StringComparison.Ordinal
            ),
            onError: """<base /><choose><when condition="@(context.Response.StatusCode == 503)"><return-response><set-status code="429" reason="Too Many Requests" /><set-header name="Retry-After" exists-action="override"><value>@(context.Response.Headers.GetValueOrDefault("Retry-After", "1"))</value></set-header><set-header name="x-tries" exists-action="override"><value>@(context.Variables["tries"].ToString())</value></set-header><set-body>@(new JObject(new JProperty("error", new JObject(new JProperty("code", "429")))).ToString())</set-body></return-response></when></choose>"""
        );
        Fail(429, headers: new() { ["Retry-After"] = "9" });

        var reply = await Scene.ChatAsync();

        Assert.Equal(429, reply.Status);
        Assert.Equal("429", (string)reply.Json["error"]!["code"]!);
        Assert.NotNull(reply.Header("Retry-After"));
        Assert.Equal("3", reply.Header("x-tries"));
        Assert.Single(Asked);
    }

    [Fact]
    public async Task A_pool_whose_members_are_gone_has_nobody_to_ask()
    {
        await PoolAsync(("contoso", 1, 1));
        Settings = new GatewaySettings { DeletesPooledBackends = true };
        await Scene.DeleteServiceAsync("backends/contoso");

        var reply = await Scene.ChatAsync();

        Assert.Equal(503, reply.Status);
        Assert.Null(reply.Header("Retry-After"));
    }
}
