using Importer.Policies;

namespace Importer.Tests.Policies;

public sealed class PolicyDiffTests
{
    private const string Expected = """
        <policies>
          <inbound>
            <base />
            <set-header name="api-key" exists-action="delete" />
            <llm-token-limit counter-key="@(context.Subscription.Id)" tokens-per-minute="1000" estimate-prompt-tokens="true" />
            <llm-semantic-cache-lookup score-threshold="0.05" embeddings-backend-id="e" embeddings-backend-auth="system-assigned">
              <vary-by>one</vary-by>
              <vary-by>two</vary-by>
            </llm-semantic-cache-lookup>
          </inbound>
          <backend><base /></backend>
        </policies>
        """;

    [Fact]
    public void The_same_policy_has_no_differences() => Assert.Empty(PolicyDiff.Differences(Expected, Expected.ReplaceLineEndings("\r\n")));

    [Fact]
    public void A_changed_attribute_is_named_with_its_place() =>
        Assert.Equal(
            [new("inbound/llm-token-limit@tokens-per-minute", "1000", "50000")],
            Against("tokens-per-minute=\"1000\"", "tokens-per-minute=\"50000\"")
        );

    [Fact]
    public void An_attribute_that_came_or_went_has_one_side_only()
    {
        Assert.Equal([new("inbound/llm-token-limit@tokens-per-minute", "1000", null)], Against(" tokens-per-minute=\"1000\"", ""));
        Assert.Equal(
            [new("inbound/llm-token-limit@token-quota", null, "7")],
            Against("tokens-per-minute=\"1000\"", "tokens-per-minute=\"1000\" token-quota=\"7\"")
        );
    }

    [Fact]
    public void A_changed_text_is_named_with_its_number() =>
        Assert.Equal([new("inbound/llm-semantic-cache-lookup/vary-by[2]", "two", "three")], Against("two", "three"));

    [Fact]
    public void An_element_that_went_is_shown() =>
        Assert.Equal(
            [new("inbound/set-header[api-key]", "<set-header exists-action=\"delete\" name=\"api-key\" />", null)],
            Against("<set-header name=\"api-key\" exists-action=\"delete\" />", "")
        );

    [Fact]
    public void An_element_that_came_is_shown() =>
        Assert.Equal(
            [new("inbound/set-header[x-new]", null, "<set-header name=\"x-new\"><value>1</value></set-header>")],
            Against("<llm-token-limit", "<set-header name=\"x-new\"><value>1</value></set-header><llm-token-limit")
        );

    [Fact]
    public void Another_order_is_a_difference() =>
        Assert.Equal(
            [new("inbound (order)", "base, set-backend-service", "set-backend-service, base")],
            PolicyDiff.Differences(
                "<policies><inbound><base /><set-backend-service backend-id='a' /></inbound></policies>",
                "<policies><inbound><set-backend-service backend-id='a' /><base /></inbound></policies>"
            )
        );

    [Fact]
    public void A_missing_section_is_one_difference() =>
        Assert.Equal([new("backend", "<backend><base /></backend>", null)], Against("<backend><base /></backend>", ""));

    [Theory]
    [InlineData("<policies>")]
    [InlineData("<policies><inbound><set-header name=\"a\"b\" /></inbound></policies>")]
    [InlineData("42")]
    public void What_cannot_be_read_is_one_difference(string actual)
    {
        var difference = Assert.Single(PolicyDiff.Differences(Expected, actual));

        Assert.Equal("policy", difference.Where);
        Assert.StartsWith("cannot be read: ", difference.Actual, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    public void No_policy_at_all_is_one_difference(string? actual) =>
        Assert.Equal([new("policy", "present", null)], PolicyDiff.Differences(Expected, actual));

    [Fact]
    public void Another_root_is_one_difference() =>
        Assert.Equal([new("policy", "policies", "fragment")], PolicyDiff.Differences(Expected, "<fragment />"));

    [Fact]
    public void Secrets_that_others_wrote_are_not_shown()
    {
        var header = "<policies><inbound><set-header name='Authorization'><value>{0}</value></set-header></inbound></policies>";
        var ours = header.Replace("{0}", "{{our-key}}", StringComparison.Ordinal);
        var theirs = header.Replace("{0}", "Bearer abc123", StringComparison.Ordinal);

        Assert.Equal(
            [new("inbound/set-header[Authorization]/value", "{{our-key}}", "(hidden, another)")],
            PolicyDiff.Differences(ours, theirs)
        );
        Assert.DoesNotContain(
            "abc123",
            PolicyDiff.Differences("<policies><inbound><base /></inbound></policies>", theirs).Single(d => d.Expected is null).Actual,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(
            "pw1",
            string.Concat(
                PolicyDiff.Differences(
                    "<policies />",
                    "<policies><inbound><authentication-basic username='u' password='pw1' /></inbound></policies>"
                )
            ),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("<policies xmlns='urn:x'><inbound xmlns:y='urn:y'><y:base y:a='1' /></inbound></policies>")]
    [InlineData("<policies><inbound>text &#x41; <![CDATA[more <x>]]></inbound><other /></policies>")]
    [InlineData("<policies><inbound /><inbound /><inbound><base /><base /></inbound></policies>")]
    public void Odd_policies_are_compared_without_a_fault(string actual)
    {
        Assert.NotEmpty(PolicyDiff.Differences(Expected, actual));
        Assert.Empty(PolicyDiff.Differences(actual, $"{actual}<!-- the same, and not by its text -->"));
    }

    [Fact]
    public void Every_switch_shows_up_as_a_difference()
    {
        var plain = ApiPolicySamples.All().First().ToXml();

        Assert.All(ApiPolicySamples.All().Skip(1).Take(300), document => Assert.NotEmpty(PolicyDiff.Differences(plain, document.ToXml())));
    }

    private static IReadOnlyList<PolicyDifference> Against(string text, string other)
    {
        Assert.Contains(text, Expected, StringComparison.Ordinal);
        return PolicyDiff.Differences(Expected, Expected.Replace(text, other, StringComparison.Ordinal));
    }
}
