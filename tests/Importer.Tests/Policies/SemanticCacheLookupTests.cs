using Importer.Policies;

namespace Importer.Tests.Policies;

public sealed class SemanticCacheLookupTests
{
    [Fact]
    public void Callers_are_kept_apart_by_vary_by() =>
        Golden.Is(
            """
            <llm-semantic-cache-lookup score-threshold="0.05" embeddings-backend-id="emb" embeddings-backend-auth="system-assigned" ignore-system-messages="true" max-message-count="6">
              <vary-by>@(context.Subscription.Id)</vary-by>
              <vary-by>@(context.Api.Id)</vary-by>
            </llm-semantic-cache-lookup>
            """,
            new SemanticCacheLookup
            {
                ScoreThreshold = 0.0500m,
                EmbeddingsBackendId = "emb",
                IgnoreSystemMessages = true,
                MaxMessageCount = 6,
                VaryBy = [CounterKeys.PerSubscription(subscriptionRequired: true), CounterKeys.PerApi],
            }
        );

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    public void A_threshold_outside_zero_to_one_is_refused(double threshold) =>
        Golden.Refuses("between 0 and 1", new SemanticCacheLookup { ScoreThreshold = (decimal)threshold, EmbeddingsBackendId = "emb" });
}
