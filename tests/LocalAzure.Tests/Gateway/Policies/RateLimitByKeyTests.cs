namespace LocalAzure.Tests.Gateway.Policies;

public sealed class RateLimitByKeyTests : PolicyTest
{
    [Fact]
    public async Task Each_key_has_its_own_calls()
    {
        await Scene.PolicyAsync(
            GatewayScene.Base
                + """<rate-limit-by-key calls="1" renewal-period="60" counter-key="@(context.Request.Headers.GetValueOrDefault("x-team", "none"))" />"""
        );

        Assert.Equal(200, await StatusForAsync("blue"));
        Assert.Equal(429, await StatusForAsync("blue"));
        Assert.Equal(200, await StatusForAsync("red"));
    }

    [Fact]
    public async Task With_a_condition_only_the_calls_that_meet_it_count()
    {
        Fail(400);
        await Scene.PolicyAsync(
            GatewayScene.Base
                + """<rate-limit-by-key calls="1" renewal-period="60" counter-key="all" increment-condition="@(context.Response.StatusCode == 200)" />"""
        );

        Assert.Equal(400, await StatusForAsync("any"));
        Assert.Equal(200, await StatusForAsync("any"));
        Assert.Equal(429, await StatusForAsync("any"));
    }

    private async Task<int> StatusForAsync(string team) =>
        (await Scene.PostAsync(GatewayScene.Chat, Chats.Say("hi"), Scene.MasterKey, ("x-team", team))).Status;
}
