using Importer.Policies;

namespace Importer.Tests.Policies;

public sealed class PolicyLayoutTests
{
    private const string Policy = """
        <policies>
          <inbound>
            <base />
            <set-header name="x-team">
              <value>a team</value>
            </set-header>
            <choose>
              <when condition="@(context.Variables[&quot;a&quot;] == &quot;b  c&quot; &amp;&amp; 1 &gt; 0)">
                <return-response />
              </when>
            </choose>
          </inbound>
        </policies>
        """;

    public static TheoryData<string> OtherLayouts => [Policy.ReplaceLineEndings("\r\n\t"), Compact(Policy), $"  {Policy}\r\n"];

    [Theory]
    [MemberData(nameof(OtherLayouts))]
    public void Line_ends_and_blanks_between_tags_are_layout(string other) => Assert.True(PolicyLayout.IsAllThatDiffers(Policy, other));

    [Theory]
    [InlineData("<base />", "<base/>")]
    [InlineData("a team", "a  team")]
    [InlineData("b  c", "b c")]
    [InlineData("</policies>", "")]
    [InlineData("</policies>", "</policies><policies />")]
    public void Everything_else_is_more_than_layout(string text, string other)
    {
        var changed = Policy.Replace(text, other, StringComparison.Ordinal);

        Assert.False(PolicyLayout.IsAllThatDiffers(Policy, changed));
        Assert.False(PolicyLayout.IsAllThatDiffers(changed, Policy));
    }

    [Theory]
    [InlineData("<a><![CDATA[b> <c]]></a>", "<a><![CDATA[b><c]]></a>")]
    [InlineData("<a><!-- > < --></a>", "<a><!-- >< --></a>")]
    public void What_only_looks_like_tags_is_left_to_those_who_read_it(string one, string other)
    {
        Assert.False(PolicyLayout.IsAllThatDiffers(one, other));
        Assert.False(PolicyLayout.IsAllThatDiffers(other, one));
    }

    // Wherever blanks or line ends are added: where it says that nothing else differs, both mean the same.
    [Theory]
    [InlineData(" ")]
    [InlineData("\r\n")]
    [InlineData("\n\n")]
    public void It_never_takes_for_the_same_what_means_something_else(string added)
    {
        var meaning = PolicyCanonicalizer.Canonical(Policy);
        var same = Enumerable
            .Range(0, Policy.Length + 1)
            .Select(at => Policy.Insert(at, added))
            .Where(changed => PolicyLayout.IsAllThatDiffers(Policy, changed))
            .ToList();

        Assert.NotEmpty(same);
        Assert.All(same, changed => Assert.Equal(meaning, PolicyCanonicalizer.Canonical(changed)));
    }

    [Fact]
    public void No_two_policies_of_the_importer_differ_by_layout_alone()
    {
        var all = ApiPolicySamples.All().Select(document => document.ToXml()).Distinct().Take(500).ToList();

        Assert.All(
            all.Zip(all.Skip(1)),
            pair => Assert.False(PolicyLayout.IsAllThatDiffers(pair.First, pair.Second.ReplaceLineEndings("\r\n  ")))
        );
        Assert.All(all, policy => Assert.True(PolicyLayout.IsAllThatDiffers(policy, policy.ReplaceLineEndings("\r\n  "))));
    }

    private static string Compact(string policy) => string.Concat(policy.Split('\n').Select(line => line.Trim()));
}
