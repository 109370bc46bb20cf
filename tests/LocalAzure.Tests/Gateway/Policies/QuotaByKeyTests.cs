namespace LocalAzure.Tests.Gateway.Policies;

public sealed class QuotaByKeyTests : PolicyTest
{
    [Fact]
    public async Task The_calls_of_a_period_are_refused_with_403_until_the_next()
    {
        await Scene.PolicyAsync(
            GatewayScene.Base + """<quota-by-key calls="1" renewal-period="300" counter-key="@(context.Subscription.Id)" />"""
        );

        var first = await Scene.ChatAsync();
        var second = await Scene.ChatAsync();
        Later(TimeSpan.FromSeconds(301));
        var later = await Scene.ChatAsync();

        Assert.Equal((200, 403, 200), (first.Status, second.Status, later.Status));
        Assert.Contains("Out of call volume quota. Quota will be replenished in", second.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bandwidth_counts_kilobytes_both_ways()
    {
        await Scene.PolicyAsync(GatewayScene.Base + """<quota-by-key bandwidth="1" renewal-period="0" counter-key="all" />""");

        var first = await Scene.ChatAsync(new string('x', 2000));
        var second = await Scene.ChatAsync();

        Assert.Equal((200, 403), (first.Status, second.Status));
        Assert.Contains("Out of bandwidth quota.", second.Text, StringComparison.Ordinal);
    }
}
