namespace LocalAzure.Tests.Gateway.Policies;

public sealed class RateLimitTests : PolicyTest
{
    [Fact]
    public async Task Each_subscription_has_its_own_calls_and_gets_them_back_after_the_period()
    {
        await Scene.PolicyAsync(
            GatewayScene.Base
                + """<rate-limit calls="1" renewal-period="60" remaining-calls-header-name="x-left" total-calls-header-name="x-total" />"""
        );
        var other = await Scene.SubscribeAsync("other", "/apis");

        var first = await Scene.ChatAsync();
        var second = await Scene.ChatAsync();
        var elsewhere = await Scene.ChatAsync(key: other);
        Later(TimeSpan.FromSeconds(61));
        var later = await Scene.ChatAsync();

        Assert.Equal((200, "0", "1"), (first.Status, first.Header("x-left"), first.Header("x-total")));
        Assert.Equal(429, second.Status);
        Assert.InRange(int.Parse(second.Header("Retry-After")!, System.Globalization.CultureInfo.InvariantCulture), 1, 60);
        Assert.Contains("Rate limit is exceeded. Try again in", second.Text, StringComparison.Ordinal);
        Assert.Equal(200, elsewhere.Status);
        Assert.Equal(200, later.Status);
    }

    [Fact]
    public async Task At_global_scope_it_is_refused()
    {
        var reply = await Scene.TryPolicyAtAsync(
            string.Empty,
            GatewayScene.Document(
                """<rate-limit calls="1" renewal-period="60" />""",
                backend: "<forward-request />",
                outbound: string.Empty,
                onError: string.Empty
            )
        );

        Assert.Equal(400, reply.Status);
        Assert.Contains("not allowed at the scope", reply.Message, StringComparison.Ordinal);
    }
}
