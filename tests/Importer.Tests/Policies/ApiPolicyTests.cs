using Importer.Policies;

namespace Importer.Tests.Policies;

public sealed class ApiPolicyTests
{
    private static readonly SetBackendService Contoso = new() { BackendId = "contoso" };

    private static readonly AuthenticationManagedIdentity Identity = new() { Resource = AuthenticationManagedIdentity.CognitiveServices };

    [Fact]
    public void The_plain_policy_drops_the_callers_key_and_uses_the_identity() =>
        Assert.Equal(
            """
            <policies>
              <inbound>
                <base />
                <set-header name="api-key" exists-action="delete" />
                <set-header name="Ocp-Apim-Subscription-Key" exists-action="delete" />
                <set-query-parameter name="subscription-key" exists-action="delete" />
                <set-backend-service backend-id="contoso" />
                <authentication-managed-identity resource="https://cognitiveservices.azure.com" />
              </inbound>
              <backend>
                <forward-request buffer-response="false" />
              </backend>
              <outbound>
                <base />
              </outbound>
              <on-error>
                <base />
              </on-error>
            </policies>
            """.ReplaceLineEndings("\n"),
            ApiPolicyDocument.Compose(new ApiPolicyParts { Backend = Contoso, Identity = Identity }).ToXml()
        );

    [Fact]
    public void Policies_stand_in_execution_order()
    {
        var document = ApiPolicyDocument.Compose(
            new ApiPolicyParts
            {
                Backend = Contoso,
                Identity = Identity,
                Fragments = ["house-rules"],
                TokenMetric = new() { Dimensions = [new("API ID")] },
                TokenLimit = new() { CounterKey = "a", TokensPerMinute = 1 },
                RateLimit = new()
                {
                    CounterKey = "a",
                    Calls = 1,
                    RenewalPeriodSeconds = 60,
                },
                CacheLookup = new() { EmbeddingsBackendId = "emb", ScoreThreshold = 0.05m },
                CacheStore = new() { DurationSeconds = 60 },
                ContentSafety = new() { BackendId = "safety" },
                Retries = 2,
            }
        );

        Assert.Equal(
            [
                "base",
                "set-header",
                "set-header",
                "set-query-parameter",
                "set-backend-service",
                "authentication-managed-identity",
                "llm-content-safety",
                "llm-semantic-cache-lookup",
                "rate-limit-by-key",
                "llm-token-limit",
                "llm-emit-token-metric",
                "include-fragment",
            ],
            document.Inbound.Select(element => element.ElementName)
        );
        Assert.Equal(["retry"], document.Backend.Select(element => element.ElementName));
        Assert.Equal(["llm-semantic-cache-store", "base"], document.Outbound.Select(element => element.ElementName));
    }

    [Fact]
    public void With_a_key_neither_the_callers_key_nor_its_token_reaches_the_account()
    {
        var inbound = ApiPolicyDocument.Compose(new ApiPolicyParts { Backend = Contoso, BackendKey = "{{contoso-key}}" }).Inbound;

        var headers = inbound.OfType<SetHeader>().ToList();
        Assert.Contains(SetHeader.Delete("Authorization"), headers);
        Assert.Equal(new SetHeader { Name = "api-key", Values = ["{{contoso-key}}"] }, headers[^1]);
    }

    [Fact]
    public void Contradictions_are_refused()
    {
        var both = new ApiPolicyParts
        {
            Backend = Contoso,
            Identity = Identity,
            BackendKey = "{{k}}",
        };
        var half = new ApiPolicyParts
        {
            Backend = Contoso,
            CacheStore = new() { DurationSeconds = 1 },
        };

        Assert.Throws<InvalidOperationException>(() => ApiPolicyDocument.Compose(both));
        Assert.Throws<InvalidOperationException>(() => ApiPolicyDocument.Compose(half));
    }
}
