using System.Globalization;

namespace LocalAzure.Load;

/// <summary>What became of the calls, by alias.</summary>
public sealed record LoadReport(IReadOnlyDictionary<string, AliasLoad> Aliases)
{
    public int Calls => Aliases.Values.Sum(alias => alias.Calls);

    public int Failures => Aliases.Values.Sum(alias => alias.Failed.Count);

    /// <summary>One line an alias, with its first failure: for the message of an assertion.</summary>
    public override string ToString() =>
        string.Join(Environment.NewLine, Aliases.Values.OrderBy(alias => alias.Alias, StringComparer.Ordinal).Select(Line));

    private static string Line(AliasLoad alias)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{alias.Alias}: {alias.Calls} calls, {alias.Failed.Count} failed, p50 {alias.Percentile(0.5).TotalMilliseconds:0} ms, p95 {alias.Percentile(0.95).TotalMilliseconds:0} ms"
        );
        return alias.Failed is [var first, ..]
            ? $"{text}; first: {first.Status?.ToString(CultureInfo.InvariantCulture) ?? "no answer"} {first.Reason}"
            : text;
    }
}
