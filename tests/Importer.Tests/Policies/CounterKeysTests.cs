using Importer.Policies;

namespace Importer.Tests.Policies;

public sealed class CounterKeysTests
{
    [Fact]
    public void An_open_api_survives_callers_without_a_subscription() =>
        Assert.Equal("@(context.Subscription?.Id ?? context.Request.IpAddress)", CounterKeys.PerSubscription(subscriptionRequired: false));

    [Theory]
    [InlineData(null, "@(context.Subscription.Id)")]
    [InlineData(" Subscription ", "@(context.Subscription.Id)")]
    [InlineData("address", CounterKeys.PerAddress)]
    [InlineData("PRODUCT", CounterKeys.PerProduct)]
    [InlineData("api", CounterKeys.PerApi)]
    [InlineData("@(context.User.Id)", "@(context.User.Id)")]
    public void A_setting_names_a_word_or_an_expression(string? setting, string expression) =>
        Assert.Equal(expression, CounterKeys.FromSetting(setting, subscriptionRequired: true));

    [Fact]
    public void Every_word_has_an_expression() =>
        Assert.All(
            CounterKeys.Words,
            word => Assert.StartsWith("@(", CounterKeys.FromSetting(word, subscriptionRequired: true), StringComparison.Ordinal)
        );
}
