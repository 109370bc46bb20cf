namespace LocalAzure.Tests.Gateway.Policies;

public sealed class ChooseTests : PolicyTest
{
    [Theory]
    [InlineData("gold", 201)]
    [InlineData("silver", 202)]
    [InlineData("", 203)]
    public async Task The_first_branch_that_holds_runs_and_no_other(string team, int status)
    {
        await Scene.PolicyAsync(
            """
            <choose>
              <when condition="@(context.Request.Headers.GetValueOrDefault("x-team", "") == "gold")"><return-response><set-status code="201" /></return-response></when>
              <when condition="@(context.Request.Headers.GetValueOrDefault("x-team", "") != "")"><return-response><set-status code="202" /></return-response></when>
              <otherwise><return-response><set-status code="203" /></return-response></otherwise>
            </choose>
            """
        );

        var reply = await Scene.PostAsync(GatewayScene.Chat, Chats.Say("hi"), Scene.MasterKey, ("x-team", team));

        Assert.Equal(status, reply.Status);
    }

    [Fact]
    public async Task A_condition_that_meets_a_null_is_the_gateways_500()
    {
        await Scene.AddApiAsync("contoso-openai", GatewayScene.ApiPath, [], new() { ["subscriptionRequired"] = false });
        await Scene.PolicyAsync(
            """<choose><when condition="@(context.Subscription.Id == "a")" /></choose>""",
            onError: """<set-header name="x-reason" exists-action="override"><value>@(context.LastError.Reason + " in " + context.LastError.Section)</value></set-header>"""
        );

        var reply = await Scene.PostAsync(GatewayScene.Chat, Chats.Say("hi"), key: null);

        Assert.Equal(500, reply.Status);
        Assert.Equal("ExpressionValueEvaluationFailure in inbound", reply.Header("x-reason"));
    }
}
