using Importer.Design;
using Importer.Policies;

namespace Importer.Tests.Design;

public sealed class PolicyPartsTests
{
    [Theory]
    [InlineData("product", "@(context.Product?.Id ?? \"none\")")]
    [InlineData("subscription", "@(context.Subscription.Id)")]
    [InlineData("@(context.User.Id)", "@(context.User.Id)")]
    public void A_word_that_keeps_cached_answers_apart_becomes_its_expression(string key, string expression)
    {
        var settings = new SemanticCacheSettings { ScoreThreshold = 0.05, EmbeddingsBackendId = "emb", DurationSeconds = 60, VaryBy = [key] };

        Assert.Equal([expression, CounterKeys.PerModel], PolicyParts.CacheLookup(settings, subscriptionRequired: true).VaryBy);
    }
}
