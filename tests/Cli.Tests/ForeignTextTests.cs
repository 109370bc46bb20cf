using Cli.Output;

namespace Cli.Tests;

/// <summary>What others named reaches the screen as text and never as an order to the terminal.</summary>
public sealed class ForeignTextTests
{
    [Theory]
    [InlineData("plain, with\ttab and\nline", "plain, with\ttab and\nline")]
    [InlineData("\u001b[2K\u001b[1A", @"\u001b[2K\u001b[1A")]
    [InlineData("\u001b]0;owned\u0007", @"\u001b]0;owned\u0007")]
    [InlineData("a\u009b31mb", @"a\u009b31mb")]
    [InlineData("a\u202eb\r", @"a\u202eb\u000d")]
    public void Characters_that_a_terminal_obeys_are_shown_by_number(string text, string shown) => Assert.Equal(shown, Foreign.Shown(text));
}
