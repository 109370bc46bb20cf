namespace LocalAzure.Gateway.Policies;

/// <summary>
/// The dimensions that need no value. The list is from several public samples, not from one reference page.
/// https://learn.microsoft.com/azure/api-management/llm-emit-token-metric-policy#default-dimension-names-that-may-be-used-without-value
/// </summary>
internal static class DefaultDimensions
{
    private static readonly Dictionary<string, Func<PolicyContext, string?>> Table = new(StringComparer.Ordinal)
    {
        ["API ID"] = static it => it.Api.Id,
        ["Operation ID"] = static it => it.Operation?.Id,
        ["Product ID"] = static it => it.Product?.Id,
        ["User ID"] = static it => it.Subscription?.Owner,
        ["Subscription ID"] = static it => it.Subscription?.Id,
        ["Location"] = static it => it.Service.Location,
        ["Gateway ID"] = static _ => "managed",
        ["Backend ID"] = static it => it.ServedBy,
    };

    public static IReadOnlyCollection<string> Names => Table.Keys;

    public static bool Knows(string? name) => name is not null && Table.ContainsKey(name);

    public static string Value(string name, PolicyContext context) => Table[name](context) ?? string.Empty;
}
