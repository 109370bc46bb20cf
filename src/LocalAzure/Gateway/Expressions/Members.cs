using static LocalAzure.Gateway.Expressions.ExpressionType;

namespace LocalAzure.Gateway.Expressions;

/// <summary>
/// The members of the context variable that expressions may use; anything else is refused when the policy is written.
/// https://learn.microsoft.com/azure/api-management/api-management-policy-expressions#ContextVariables
/// </summary>
internal static class Members
{
    public const string Indexer = "[]";

    private static readonly Dictionary<(ExpressionType, string), Member[]> Table = Read();

    public static IReadOnlyList<Member> Of(ExpressionType type, string name) =>
        Table.TryGetValue((type, name), out var members) ? members : [];

    /// <summary>The names known on a type, for the message that refuses another one.</summary>
    public static string NamesOf(ExpressionType type) =>
        string.Join(
            ", ",
            Table.Keys.Where(key => key.Item1 == type && key.Item2 != Indexer).Select(key => key.Item2).Order(StringComparer.Ordinal)
        );

    private static Dictionary<(ExpressionType, string), Member[]> Read() =>
        ContextMembers
            .All.Concat(MessageMembers.All)
            .Concat(BodyValues.All)
            .Concat(ValueMembers.All)
            .Concat(ListMembers.All)
            .GroupBy(entry => (entry.Type, entry.Name))
            .ToDictionary(group => group.Key, group => group.Select(entry => entry.Member).ToArray());

    internal readonly record struct Entry(ExpressionType Type, string Name, Member Member);

    /// <summary>Every type answers ToString and Equals; only these three are values worth showing.</summary>
    internal static bool IsValue(ExpressionType type) => type is Text or Number or ExpressionType.Boolean or ExpressionType.Object;
}
