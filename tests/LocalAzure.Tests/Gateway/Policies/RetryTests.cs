namespace LocalAzure.Tests.Gateway.Policies;

public sealed class RetryTests : PolicyTest
{
    private const string Again = """
        <retry condition="@(context.Response != null && (context.Response.StatusCode == 429 || context.Response.StatusCode == 503))" count="2" interval="0" first-fast-retry="true">
          <forward-request buffer-request-body="true" />
        </retry>
        """;

    [Theory]
    [InlineData(2, 200, 3)]
    [InlineData(5, 429, 3)]
    public async Task It_tries_again_while_the_condition_holds_and_no_more_often_than_said(int faults, int status, int calls)
    {
        Fail(429, faults);
        await Scene.PolicyAsync(GatewayScene.Base, backend: Again);

        var reply = await Scene.ChatAsync();

        Assert.Equal(status, reply.Status);
        Assert.Equal(calls, Scene.FoundryCalls().Count);
    }

    [Fact]
    public async Task It_does_not_try_again_when_the_condition_does_not_hold()
    {
        Fail(400, 3);
        await Scene.PolicyAsync(GatewayScene.Base, backend: Again);

        await Scene.ChatAsync();

        Assert.Single(Scene.FoundryCalls());
    }

    [Theory]
    [InlineData(1, 200, 2)]
    [InlineData(9, 500, 3)]
    public async Task A_backend_that_does_not_answer_is_asked_again_where_the_condition_holds_without_a_response(
        int drops,
        int status,
        int calls
    )
    {
        Scene.Cloud.Cloud.Faults.Add(
            new LocalAzure.Control.FaultRule
            {
                Surface = "foundry",
                PathPattern = ".*",
                Times = drops,
                Drop = "before",
            }
        );
        await Scene.PolicyAsync(
            GatewayScene.Base,
            backend: Again.Replace("context.Response != null &&", "context.Response == null ||", StringComparison.Ordinal)
        );

        var reply = await Scene.ChatAsync();

        Assert.Equal(status, reply.Status);
        Assert.Equal(calls, Scene.FoundryCalls().Count);
    }

    [Fact]
    public async Task Over_a_pool_it_reaches_the_member_that_works()
    {
        await Scene.AddAccountAsync("fabrikam", "AIServices", ("gpt-4o", "OpenAI"));
        await Scene.AllowAsync("fabrikam", GatewayScene.CognitiveUser);
        Later(TimeSpan.FromMinutes(1));
        await Scene.AddPoolAsync("pool", ("contoso", 1), ("fabrikam", 2));
        Fail(429, pattern: "^/contoso/");
        await Scene.PolicyAsync(GatewayScene.Base.Replace("\"contoso-openai\"", "\"pool\"", StringComparison.Ordinal), backend: Again);

        var reply = await Scene.ChatAsync();

        Assert.Equal(200, reply.Status);
        Assert.Collection(
            Scene.FoundryCalls(),
            first => Assert.StartsWith("/contoso/", first.Path, StringComparison.Ordinal),
            second => Assert.StartsWith("/fabrikam/", second.Path, StringComparison.Ordinal)
        );
    }
}
