using Functions.Host;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Functions.Tests.Host;

public sealed class OneLineFormatterTests
{
    [Fact]
    public void An_entry_with_line_breaks_and_an_exception_is_one_line_with_its_invocation()
    {
        var scopes = new LoggerExternalScopeProvider();
        using var server = scopes.Push(new Dictionary<string, object?> { ["ConnectionId"] = "noise" });
        using var ours = scopes.Push(new InvocationScope { new("Function", "Runs"), new("InvocationId", "4711") });
        using var text = new StringWriter();

        new OneLineFormatter().Write(
            new LogEntry<string>(LogLevel.Error, "Functions.X", default, "first\r\nsecond", new InvalidOperationException("why\nso"), (state, _) => state), scopes, text);

        var line = Assert.Single(text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("error Functions.X [", line, StringComparison.Ordinal);
        Assert.All(["4711", "first", "second", "InvalidOperationException", "why", "so"], word => Assert.Contains(word, line, StringComparison.Ordinal));
        Assert.DoesNotContain("noise", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LogLevel.Warning, "warn")]
    [InlineData(LogLevel.Information, "info")]
    [InlineData(LogLevel.Critical, "error")]
    public void The_level_is_the_first_word(LogLevel level, string word)
    {
        using var text = new StringWriter();

        new OneLineFormatter().Write(new LogEntry<string>(level, "c", default, "m", null, (state, _) => state), null, text);

        Assert.StartsWith(word + " ", text.ToString(), StringComparison.Ordinal);
    }

    private sealed class InvocationScope : List<KeyValuePair<string, object?>>
    {
        public override string ToString() => string.Join(' ', this.Select(value => value.Value));
    }
}
