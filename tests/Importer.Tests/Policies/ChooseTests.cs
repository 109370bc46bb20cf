using Importer.Policies;

namespace Importer.Tests.Policies;

public sealed class ChooseTests
{
    [Fact]
    public void Runs_its_children_on_the_named_operations_only() =>
        Golden.Is(
            """
            <choose>
              <when condition="@(context.Operation.Method == &quot;POST&quot; &amp;&amp; (context.Operation.UrlTemplate == &quot;/chat/completions&quot; || context.Operation.UrlTemplate == &quot;/embeddings&quot;))">
                <llm-token-limit counter-key="@(context.Subscription.Id)" tokens-per-minute="1000" estimate-prompt-tokens="true" />
              </when>
            </choose>
            """,
            new Choose
            {
                Condition = OperationConditions.ForTemplates("POST", ["/embeddings", "/chat/completions", "/embeddings"]),
                When =
                [
                    new TokenLimit
                    {
                        CounterKey = CounterKeys.PerSubscription(subscriptionRequired: true),
                        TokensPerMinute = 1000,
                        EstimatePromptTokens = true,
                    },
                ],
            }
        );

    [Fact]
    public void Nothing_to_run_is_refused() =>
        Golden.Refuses("When needs at least one element", new Choose { Condition = "@(true)", When = [] });

    [Fact]
    public void What_stands_inside_is_judged_too()
    {
        var document = new PolicyDocument
        {
            Inbound = [new Choose { Condition = "@(true)", When = [new SemanticCacheStore { DurationSeconds = 1 }] }],
        };

        Assert.StartsWith(
            "llm-semantic-cache-store cannot stand in the inbound section",
            Assert.Single(PolicyElementFacts.Problems(document, "Developer")),
            StringComparison.Ordinal
        );
    }
}
