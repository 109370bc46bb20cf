using System.Xml;
using Importer.Policies;

namespace Importer.Tests.Policies;

public sealed class PolicyCanonicalizerTests
{
    [Fact]
    public void What_the_service_gives_back_equals_what_was_sent()
    {
        var sent = """
            <policies><inbound><base /><set-header name="x" exists-action="override"><value>a</value></set-header>
            <llm-token-limit counter-key="@(context.Subscription?.Id ?? &quot;a  b&quot;)" tokens-per-minute="5" estimate-prompt-tokens="true" /></inbound>
            <backend><forward-request buffer-response="false" /></backend><outbound><base /></outbound><on-error><base /></on-error></policies>
            """;
        var back = """
            <!-- made by a tool -->
            <policies>
                <on-error>
                    <base/>
                </on-error>
                <inbound>
                    <base/>
                    <!-- tag -->
                    <set-header name="x">
                        <value>a</value>
                    </set-header>
                    <llm-token-limit estimate-prompt-tokens="true" tokens-per-minute="5" retry-after-header-name="Retry-After" counter-key="@(context.Subscription?.Id&#xA;     ?? &quot;a  b&quot;)"></llm-token-limit>
                </inbound>
                <backend><forward-request buffer-response="false" timeout="300" /></backend>
                <outbound><base/></outbound>
            </policies>
            """.ReplaceLineEndings("\r\n");

        Assert.Equal(PolicyCanonicalizer.Canonical(sent), PolicyCanonicalizer.Canonical(back));
    }

    [Fact]
    public void Canonical_text_is_stable()
    {
        Assert.All(
            ApiPolicySamples.All().Take(200),
            document =>
            {
                var once = PolicyCanonicalizer.Canonical(document.ToXml());
                Assert.Equal(once, PolicyCanonicalizer.Canonical(once));
                Assert.DoesNotContain('\r', once);
            }
        );
    }

    [Theory]
    [InlineData("@(a  +\r\n\tb)", "@(a + b)")]
    [InlineData("@( a )", "@(a)")]
    [InlineData("@(\"a  b\" +  'c')", "@(\"a  b\" + 'c')")]
    [InlineData("@(\"say \\\"hi  there\\\"\"   + x)", "@(\"say \\\"hi  there\\\"\" + x)")]
    [InlineData("@(@\"c:\\  \"\"x  y\"\"\"  + z)", "@(@\"c:\\  \"\"x  y\"\"\" + z)")]
    [InlineData("@{ var a = 1; // don't care\n  return  a; }", "@{var a = 1; return a;}")]
    [InlineData("@{ /* \" */ return  a; }", "@{return a;}")]
    [InlineData("plain   text", "plain   text")]
    public void Blanks_count_only_inside_literals(string written, string canonical) =>
        Assert.Equal(canonical, PolicyExpression.Canonical(written));

    [Theory]
    [InlineData("@(\"open")]
    [InlineData("@(\"open\\)")]
    [InlineData("@(@\"open)")]
    [InlineData("@(/* open)")]
    [InlineData("@()")]
    [InlineData("@(")]
    [InlineData("")]
    public void Broken_expressions_never_throw(string text) => Assert.NotNull(PolicyExpression.Canonical(text));

    [Fact]
    public void Older_names_mean_the_newer_ones() =>
        Assert.Equal(
            PolicyCanonicalizer.Canonical("<policies><inbound><llm-token-limit counter-key='a' /></inbound></policies>"),
            PolicyCanonicalizer.Canonical("<policies><inbound><azure-openai-token-limit counter-key='a' /></inbound></policies>")
        );

    [Fact]
    public void A_missing_base_is_a_difference() =>
        Assert.NotEqual(
            PolicyCanonicalizer.Canonical("<policies><inbound><base /></inbound></policies>"),
            PolicyCanonicalizer.Canonical("<policies><inbound /></policies>")
        );

    [Theory]
    [InlineData("not xml")]
    [InlineData("<policies><inbound></policies>")]
    [InlineData("<!DOCTYPE policies [<!ENTITY a 'b'>]><policies>&a;</policies>")]
    [InlineData("")]
    public void What_is_no_policy_is_an_xml_error(string text) => Assert.ThrowsAny<XmlException>(() => PolicyCanonicalizer.Canonical(text));

    [Fact]
    public void Endless_nesting_is_an_xml_error()
    {
        var deep = string.Concat(Enumerable.Repeat("<a>", 100_000)) + string.Concat(Enumerable.Repeat("</a>", 100_000));

        Assert.ThrowsAny<XmlException>(() => PolicyCanonicalizer.Canonical(deep));
    }

    [Fact]
    public void A_hundred_levels_below_the_first_are_read_and_no_more()
    {
        Assert.Equal(101, PolicyCanonicalizer.Tree(Nested(101)).DescendantsAndSelf().Count());
        Assert.Contains(
            "100 levels",
            Assert.Throws<XmlException>(() => PolicyCanonicalizer.Tree(Nested(102))).Message,
            StringComparison.Ordinal
        );
    }

    private static string Nested(int levels) =>
        string.Concat(Enumerable.Repeat("<a>", levels - 1)) + "<a />" + string.Concat(Enumerable.Repeat("</a>", levels - 1));

    [Fact]
    public void A_byte_order_mark_is_tolerated() =>
        Assert.Equal(PolicyCanonicalizer.Canonical("<policies />"), PolicyCanonicalizer.Canonical("\uFEFF<policies />"));
}
