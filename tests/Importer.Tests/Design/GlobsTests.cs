using Importer.Configuration;

namespace Importer.Tests.Design;

public sealed class GlobsTests
{
    [Theory]
    [InlineData("*", "", true)]
    [InlineData("*", "anything", true)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("gpt-4o", "GPT-4o", true)]
    [InlineData("gpt-4o", "gpt-4o-mini", false)]
    [InlineData("gpt-4o*", "gpt-4o-mini", true)]
    [InlineData("*-mini", "gpt-4o-mini", true)]
    [InlineData("*-mini", "gpt-4o-mini-2", false)]
    [InlineData("gpt-?", "gpt-5", true)]
    [InlineData("gpt-?", "gpt-", false)]
    [InlineData("gpt-?", "gpt-4o", false)]
    [InlineData("*a*b*c", "xxaxxbxxbc", true)]
    [InlineData("*a*b*c", "xxaxxcxxb", false)]
    [InlineData("a*b", "aXbXb", true)]
    [InlineData("a.c", "abc", false)]
    [InlineData("**", "x", true)]
    [InlineData("x**", "x", true)]
    public void A_glob_fits_the_whole_text_or_not_at_all(string pattern, string text, bool fits) =>
        Assert.Equal(fits, Globs.Match(pattern, text));

    [Fact]
    public void Many_stars_do_not_hang() =>
        Assert.False(Globs.Match(string.Concat(Enumerable.Repeat("*a", 50)) + "b", new string('a', 5_000)));
}
