using static LocalAzure.Gateway.Expressions.ExpressionType;
using static LocalAzure.Gateway.Expressions.Member;
using static LocalAzure.Gateway.Expressions.Members;

namespace LocalAzure.Gateway.Expressions;

/// <summary>What texts, numbers and truth values can do.</summary>
internal static class ValueMembers
{
    public static IEnumerable<Entry> All =>
        [
            .. new[] { Text, Number, ExpressionType.Boolean, ExpressionType.Object }.SelectMany(Common),
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
            new(
                Text,
                "ToLower",
                Method<string>(
                    Text,
                    [],
                    static (it, _) => string.Create(it.Length, it, static (span, text) => text.AsSpan().ToLowerInvariant(span))
                )
            ),
        ];

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
