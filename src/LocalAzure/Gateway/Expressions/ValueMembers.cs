using static LocalAzure.Gateway.Expressions.ExpressionType;
using static LocalAzure.Gateway.Expressions.Member;
using static LocalAzure.Gateway.Expressions.Members;

namespace LocalAzure.Gateway.Expressions;

/// <summary>What texts, numbers and truth values can do.</summary>
internal static class ValueMembers
{
    public static IEnumerable<Entry> All =>
        [
            .. new[] { Text, Number, ExpressionType.Boolean, ExpressionType.Object, Character }.SelectMany(Common),
            new(Text, "Length", Property<string>(Number, static it => it.Length)),
            new(
                Text,
                "Contains",
                Method<string>(ExpressionType.Boolean, [Text], static (it, with) => it.Contains(Argument(with), StringComparison.Ordinal))
            ),
            new(
                Text,
                "StartsWith",
                Method<string>(ExpressionType.Boolean, [Text], static (it, with) => it.StartsWith(Argument(with), StringComparison.Ordinal))
            ),
            new(
                Text,
                "EndsWith",
                Method<string>(ExpressionType.Boolean, [Text], static (it, with) => it.EndsWith(Argument(with), StringComparison.Ordinal))
            ),
            new(
                Text,
                "StartsWith",
                Method<string>(
                    ExpressionType.Boolean,
                    [Text, Comparison],
                    static (it, with) => it.StartsWith(Argument(with), (StringComparison)with[1]!)
                )
            ),
            new(
                Text,
                "EndsWith",
                Method<string>(
                    ExpressionType.Boolean,
                    [Text, Comparison],
                    static (it, with) => it.EndsWith(Argument(with), (StringComparison)with[1]!)
                )
            ),
            new(
                Text,
                "Equals",
                Method<string>(
                    ExpressionType.Boolean,
                    [Text, Comparison],
                    static (it, with) => it.Equals(with[0] as string, (StringComparison)with[1]!)
                )
            ),
            new(Text, "IndexOf", Method<string>(Number, [Text], static (it, with) => it.IndexOf(Argument(with), StringComparison.Ordinal))),
            new(
                Text,
                "IndexOf",
                Method<string>(Number, [Text, Comparison], static (it, with) => it.IndexOf(Argument(with), (StringComparison)with[1]!))
            ),
            new(
                Text,
                "IndexOf",
                Method<string>(Number, [Character], static (it, with) => it.IndexOf((char)with[0]!, StringComparison.Ordinal))
            ),
            new(
                Text,
                "LastIndexOf",
                Method<string>(Number, [Text], static (it, with) => it.LastIndexOf(Argument(with), StringComparison.Ordinal))
            ),
            new(Text, "LastIndexOf", Method<string>(Number, [Character], static (it, with) => it.LastIndexOf((char)with[0]!))),
            new(Text, "Substring", Method<string>(Text, [Number], static (it, with) => it[(int)with[0]!..])),
            new(Text, "Substring", Method<string>(Text, [Number, Number], static (it, with) => it.Substring((int)with[0]!, (int)with[1]!))),
            new(Text, "Split", Method<string>(Texts, [Character], static (it, with) => it.Split((char)with[0]!).ToArray<object?>())),
            new(Text, Indexer, Method<string>(Character, [Number], static (it, with) => it[(int)with[0]!])),
            new(Text, "Trim", Method<string>(Text, [Character], static (it, with) => it.Trim((char)with[0]!))),
            new(Text, "TrimStart", Method<string>(Text, [Character], static (it, with) => it.TrimStart((char)with[0]!))),
            new(Text, "TrimEnd", Method<string>(Text, [Character], static (it, with) => it.TrimEnd((char)with[0]!))),
            new(Text, "ToLowerInvariant", Method<string>(Text, [], static (it, _) => Lower(it))),
            new(Text, "ToUpperInvariant", Method<string>(Text, [], static (it, _) => it.ToUpperInvariant())),
            new(
                Text,
                "Replace",
                Method<string>(Text, [Character, Character], static (it, with) => it.Replace((char)with[0]!, (char)with[1]!))
            ),
            new(Text, "Trim", Method<string>(Text, [], static (it, _) => it.Trim())),
            new(Text, "ToUpper", Method<string>(Text, [], static (it, _) => it.ToUpperInvariant())),
            new(
                Text,
                "Replace",
                Method<string>(
                    Text,
                    [Text, Text],
                    static (it, with) => it.Replace(Argument(with), with[1] as string, StringComparison.Ordinal)
                )
            ),
            new(Text, "ToLower", Method<string>(Text, [], static (it, _) => Lower(it))),
            new(Span, "TotalSeconds", Property<TimeSpan>(Number, static it => it.TotalSeconds)),
            new(Span, "TotalMilliseconds", Property<TimeSpan>(Number, static it => it.TotalMilliseconds)),
        ];

    private static string Lower(string text) =>
        string.Create(text.Length, text, static (span, from) => from.AsSpan().ToLowerInvariant(span));

    private static IEnumerable<Entry> Common(ExpressionType type) =>
        [
            new(type, "ToString", Method<object>(Text, [], static (it, _) => ExpressionValues.Text(it))),
            new(
                type,
                "Equals",
                Method<object>(ExpressionType.Boolean, [ExpressionType.Object], static (it, with) => ExpressionValues.AreEqual(it, with[0]))
            ),
        ];

    private static string Argument(object?[] arguments) => arguments[0] as string ?? throw new ExpressionFailure("Value cannot be null.");
}
