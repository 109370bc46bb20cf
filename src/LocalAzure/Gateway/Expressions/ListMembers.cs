using static LocalAzure.Gateway.Expressions.ExpressionType;
using static LocalAzure.Gateway.Expressions.Member;
using static LocalAzure.Gateway.Expressions.Members;

namespace LocalAzure.Gateway.Expressions;

/// <summary>What lists of texts and of numbers can do.</summary>
internal static class ListMembers
{
    public static IEnumerable<Entry> All => [.. Of(Texts, Text), .. Of(Numbers, Number)];

    private static IEnumerable<Entry> Of(ExpressionType list, ExpressionType item) =>
        [
            new(list, "Length", Property<object?[]>(Number, static it => it.Length)),
            new(list, Indexer, Method<object?[]>(item, [Number], static (it, with) => it[Place(it, with[0])])),
            new(
                list,
                "Contains",
                Method<object?[]>(
                    ExpressionType.Boolean,
                    [item],
                    static (it, with) => it.Any(one => ExpressionValues.AreEqual(one, with[0]))
                )
            ),
            new(list, "Any", Method<object?[]>(ExpressionType.Boolean, [], static (it, _) => it.Length > 0)),
            new(list, "Count", Method<object?[]>(Number, [], static (it, _) => it.Length)),
            new(list, "First", Method<object?[]>(item, [], static (it, _) => it[Place(it, 0)])),
            new(list, "Last", Method<object?[]>(item, [], static (it, _) => it[Place(it, it.Length - 1)])),
            new(list, "FirstOrDefault", Method<object?[]>(item, [], static (it, _) => it.FirstOrDefault())),
            new(list, "LastOrDefault", Method<object?[]>(item, [], static (it, _) => it.LastOrDefault())),
            new(list, "ElementAtOrDefault", Method<object?[]>(item, [Number], static (it, with) => it.ElementAtOrDefault((int)with[0]!))),
            new(list, "Skip", Method<object?[]>(list, [Number], static (it, with) => it.Skip((int)with[0]!).ToArray())),
            new(list, "Take", Method<object?[]>(list, [Number], static (it, with) => it.Take((int)with[0]!).ToArray())),
        ];

    private static int Place(object?[] list, object? at) =>
        at is int place && place >= 0 && place < list.Length
            ? place
            : throw new ExpressionFailure("Index was outside the bounds of the array.");
}
