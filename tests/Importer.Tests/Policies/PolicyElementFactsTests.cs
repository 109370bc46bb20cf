using Importer.Policies;

namespace Importer.Tests.Policies;

public sealed class PolicyElementFactsTests
{
    [Theory]
    [InlineData("llm-token-limit")]
    [InlineData("llm-content-safety")]
    [InlineData("rate-limit-by-key")]
    public void Consumption_lacks_what_needs_memory_of_calls(string element)
    {
        Assert.Contains(
            $"{element} is not available on the Consumption tier",
            PolicyElementFacts.Unavailable(element, "consumption"),
            StringComparison.Ordinal
        );
        Assert.Null(PolicyElementFacts.Unavailable(element, "Developer"));
        Assert.Null(PolicyElementFacts.Unavailable(element, "StandardV2"));
    }

    [Theory]
    [InlineData("llm-emit-token-metric")]
    [InlineData("llm-semantic-cache-lookup")]
    [InlineData("set-backend-service")]
    public void Consumption_has_the_rest(string element) => Assert.Null(PolicyElementFacts.Unavailable(element, "Consumption"));

    [Fact]
    public void An_unknown_tier_is_left_to_the_service() => Assert.Null(PolicyElementFacts.Unavailable("llm-token-limit", "SomethingNew"));

    [Fact]
    public void Every_combination_of_switches_stands_where_it_may() =>
        Assert.All(ApiPolicySamples.All(), document => Assert.Empty(PolicyElementFacts.Problems(document, "Developer")));

    [Fact]
    public void Every_element_of_this_room_is_in_the_table()
    {
        var names = ApiPolicySamples
            .All()
            .SelectMany(document => (PolicyElement[])[.. document.Inbound, .. document.Backend, .. document.Outbound])
            .Select(element => element.ElementName)
            .Distinct()
            .ToList();

        Assert.True(names.Count > 10, "the samples show too little");
        Assert.All(names, name => Assert.NotNull(PolicyElementFacts.Find(name)));
    }

    [Fact]
    public void A_wrong_section_scope_tier_or_number_is_told()
    {
        var safety = new ContentSafety { BackendId = "safety" };
        var store = new SemanticCacheStore { DurationSeconds = 1 };
        var document = new PolicyDocument { Inbound = [store], Outbound = [safety, store, store] };

        var problems = PolicyElementFacts.Problems(document, "Consumption", PolicyScopes.Operation);

        Assert.Collection(
            problems,
            problem => Assert.StartsWith("llm-semantic-cache-store cannot stand in the inbound section", problem, StringComparison.Ordinal),
            problem => Assert.StartsWith("llm-content-safety is not accepted at Operation scope", problem, StringComparison.Ordinal),
            problem => Assert.StartsWith("llm-content-safety is not available on the Consumption tier", problem, StringComparison.Ordinal),
            problem =>
                Assert.StartsWith("llm-semantic-cache-store stands 2 times in the outbound section", problem, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Every_fact_names_its_page() =>
        Assert.All(PolicyElementFacts.All, fact => Assert.Equal("learn.microsoft.com", fact.Source.Host));
}
