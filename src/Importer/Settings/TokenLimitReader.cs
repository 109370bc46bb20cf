using Importer.Design;

namespace Importer.Settings;

/// <summary>Reads the token limit.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/api-management/llm-token-limit-policy</remarks>
internal static class TokenLimitReader
{
    /// <summary>The limit, with at least one of its two measures.</summary>
    public static TokenLimitSettings Read(SettingNode node)
    {
        var limit = new TokenLimitSettings
        {
            TokensPerMinute = node.Maybe("TokensPerMinute", Parse.Whole(1)),
            TokenQuota = node.Maybe("TokenQuota", Parse.Long(1, long.MaxValue)),
            TokenQuotaPeriod = node.Read("TokenQuotaPeriod", Parse.Word("Hourly", "Daily", "Weekly", "Monthly", "Yearly")),
            CounterKey = node.Read("CounterKey", ExpressionParsers.Key),
            EstimatePromptTokens = node.Read("EstimatePromptTokens", Parse.Flag, true),
        };
        CheckTogether(node);
        return limit;
    }

    private static void CheckTogether(SettingNode node)
    {
        if (!node.Has("TokensPerMinute") && !node.Has("TokenQuota") && !node.Has("TokenQuotaPeriod") && node.IsSound)
        {
            node.Fault("limits nothing. Give TokensPerMinute, or TokenQuota with TokenQuotaPeriod, or switch the policy off with false.");
        }

        if (node.Has("TokenQuota") && !node.Has("TokenQuotaPeriod"))
        {
            node.Fault("TokenQuotaPeriod", "is missing beside TokenQuota. Give Hourly, Daily, Weekly, Monthly or Yearly.");
        }

        if (node.Has("TokenQuotaPeriod") && !node.Has("TokenQuota"))
        {
            node.Fault("TokenQuota", "is missing beside TokenQuotaPeriod. Give the tokens per period, or take the period out.");
        }
    }
}
