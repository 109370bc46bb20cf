using Importer.Design;

namespace Importer.Settings;

/// <summary>Reads the AI policies; a policy that is given replaces the whole policy, and false, null or an empty object switches it off.</summary>
internal static class PolicyReader
{
    /// <summary>Adds every policy that is given to the changes of a profile.</summary>
    public static void Read(SettingNode node, ProfileChanges changes)
    {
        Policy(node, changes, ProfileFields.TokenLimit, TokenLimitReader.Read, (policies, value) => policies with { TokenLimit = value });
        Policy(node, changes, ProfileFields.TokenMetrics, TokenMetricsReader.Read, (policies, value) => policies with { TokenMetrics = value });
        Policy(node, changes, ProfileFields.SemanticCache, SemanticCacheReader.Read, (policies, value) => policies with { SemanticCache = value });
        Policy(node, changes, ProfileFields.ContentSafety, ContentSafetyReader.Read, (policies, value) => policies with { ContentSafety = value });
        Policy(node, changes, ProfileFields.RateLimit, TrafficReaders.RateLimit, (policies, value) => policies with { RateLimit = value });
        Policy(node, changes, ProfileFields.CircuitBreaker, TrafficReaders.CircuitBreaker, (policies, value) => policies with { CircuitBreaker = value });
        Policy(node, changes, ProfileFields.Retry, TrafficReaders.Retry, (policies, value) => policies with { Retry = value });
        if (node.Mentions("Extra"))
        {
            var fragment = IsOff(node.Child("Extra")) ? null : node.Read("Extra", NameParsers.Fragment);
            changes.Add(ProfileFields.Extra, profile => profile with { Policies = profile.Policies with { Extra = fragment } });
        }

        if (node.Has("Timeout"))
        {
            var timeout = node.Read("Timeout", TrafficReaders.Timeout);
            changes.Add(ProfileFields.Timeout, profile => profile with { Policies = profile.Policies with { Timeout = timeout } });
        }
    }

    private static void Policy<T>(SettingNode node, ProfileChanges changes, string field, Func<SettingNode, T> read, Func<PolicySettings, T?, PolicySettings> set)
        where T : class
    {
        var name = field["Policies.".Length..];
        if (!node.Mentions(name))
        {
            return;
        }

        var policy = node.Child(name);
        if (policy.Text is { } text && !bool.TryParse(text, out _))
        {
            node.Fault(name, "must be an object, true (its defaults) or false (off).");
            return;
        }

        var value = IsOff(policy) ? null : read(policy);
        changes.Add(field, profile => profile with { Policies = set(profile.Policies, value) });
    }

    private static bool IsOff(SettingNode node) => node.Text is null ? !node.Names.Any() : node.Text.Trim().Equals("false", StringComparison.OrdinalIgnoreCase);
}
