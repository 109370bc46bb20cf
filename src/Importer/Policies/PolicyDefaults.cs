using System.Collections.Frozen;

namespace Importer.Policies;

/// <summary>
/// Attribute values that mean the same as leaving the attribute out, so that writing them is no difference.
/// Source: the attribute tables of the policy reference, https://learn.microsoft.com/azure/api-management/api-management-policies
/// </summary>
internal static class PolicyDefaults
{
    private static readonly FrozenDictionary<(string Element, string Attribute), string> Table =
        new Dictionary<(string, string), string>
        {
            [("authentication-managed-identity", "ignore-error")] = "false",
            [("categories", "output-type")] = nameof(SeverityLevels.FourSeverityLevels),
            [("forward-request", "buffer-request-body")] = "false",
            [("forward-request", "buffer-response")] = "true",
            [("forward-request", "fail-on-error-status-code")] = "false",
            [("forward-request", "timeout")] = "300",
            [("llm-content-safety", "enforce-on-completions")] = "false",
            [("llm-content-safety", "shield-prompt")] = "false",
            [("llm-content-safety", "window-size")] = "1000",
            [("llm-emit-token-metric", "namespace")] = "API Management",
            [("llm-semantic-cache-lookup", "ignore-system-messages")] = "false",
            [("llm-token-limit", "retry-after-header-name")] = "Retry-After",
            [("rate-limit-by-key", "retry-after-header-name")] = "Retry-After",
            [("retry", "first-fast-retry")] = "false",
            [("set-header", "exists-action")] = "override",
            [("set-query-parameter", "exists-action")] = "override",
        }.ToFrozenDictionary();

    public static bool IsDefault(string element, string attribute, string value) =>
        Table.TryGetValue((element, attribute), out var usual)
        && usual.Equals(value, StringComparison.OrdinalIgnoreCase);
}
