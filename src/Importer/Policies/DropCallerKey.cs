namespace Importer.Policies;

/// <summary>
/// Removes the caller's subscription key before the request leaves for the model. API Management forwards the key
/// otherwise, and an account would take a forwarded <c>api-key</c> for its own key. Stands after <c>base</c>, which
/// may still read it. Source: https://learn.microsoft.com/azure/api-management/api-management-subscriptions
/// </summary>
internal static class DropCallerKey
{
    /// <summary>The header that API Management uses when an API names no other.</summary>
    public const string DefaultHeader = "Ocp-Apim-Subscription-Key";

    /// <summary>The query parameter that API Management uses when an API names no other.</summary>
    public const string DefaultQuery = "subscription-key";

    /// <summary>The header in which Azure OpenAI clients send a key.</summary>
    public const string ApiKeyHeader = "api-key";

    /// <summary>The elements that remove every key the caller can have sent, each name once.</summary>
    /// <param name="headerName">The API's own key header.</param>
    /// <param name="queryName">The API's own key query parameter.</param>
    public static IReadOnlyList<PolicyElement> Elements(string headerName = ApiKeyHeader, string queryName = DefaultQuery) =>
        [
            .. Distinct(headerName, ApiKeyHeader, DefaultHeader).Select(SetHeader.Delete),
            .. Distinct(queryName, DefaultQuery).Select(SetQueryParameter.Delete),
        ];

    private static IEnumerable<string> Distinct(params string[] names) => names.Distinct(StringComparer.OrdinalIgnoreCase);
}
