using Importer.Policies;

namespace Importer.Configuration;

/// <summary>
/// Reads the AI policies; a policy that is given replaces the whole policy, and false, null or an empty object switches it off.
/// </summary>
internal static class PolicyReader
{
    /// <summary>Adds every policy that is given to the changes of a profile.</summary>
    public static void Read(SettingNode node, ProfileChanges changes)
    {
        Policy(node, changes, ProfileFields.TokenLimit, TokenLimitReader.Read, (policies, value) => policies with { TokenLimit = value });
        Policy(
            node,
            changes,
            ProfileFields.TokenMetrics,
            TokenMetricsReader.Read,
            (policies, value) => policies with { TokenMetrics = value }
        );
        Policy(
            node,
            changes,
            ProfileFields.SemanticCache,
            SemanticCacheReader.Read,
            (policies, value) => policies with { SemanticCache = value }
        );
        Policy(
            node,
            changes,
            ProfileFields.ContentSafety,
            ContentSafetyReader.Read,
            (policies, value) => policies with { ContentSafety = value }
        );
        Policy(node, changes, ProfileFields.RateLimit, TrafficReaders.RateLimit, (policies, value) => policies with { RateLimit = value });
        Policy(
            node,
            changes,
            ProfileFields.CircuitBreaker,
            TrafficReaders.CircuitBreaker,
            (policies, value) => policies with { CircuitBreaker = value }
        );
        Policy(node, changes, ProfileFields.Retry, TrafficReaders.Retry, (policies, value) => policies with { Retry = value });
        if (node.Mentions("Extra"))
        {
            var (fragment, onMissing) = FragmentReader.Read(node);
            changes.Add(
                ProfileFields.Extra,
                profile => profile with { Policies = profile.Policies with { Extra = fragment, ExtraOnMissing = onMissing } }
            );
        }

        Value(node, changes, ProfileFields.Timeout, TrafficReaders.Timeout, (policies, value) => policies with { Timeout = value });
        Value(node, changes, ProfileFields.ExplainWrongPaths, Parse.Flag, (policies, value) => policies with { ExplainWrongPaths = value });
        if (node.Has("OnMissing"))
        {
            var onMissing = OnMissing(node);
            changes.Add(ProfileFields.OnMissing, profile => profile with { Policies = profile.Policies with { OnMissing = onMissing } });
        }
    }

    private static void Value<T>(
        SettingNode node,
        ProfileChanges changes,
        string field,
        Parser<T> parser,
        Func<PolicySettings, T, PolicySettings> set
    )
    {
        var name = NameOf(field);
        if (node.Has(name))
        {
            var value = node.Read(name, parser);
            changes.Add(field, profile => profile with { Policies = set(profile.Policies, value!) });
        }
    }

    private static void Policy<T>(
        SettingNode node,
        ProfileChanges changes,
        string field,
        Func<SettingNode, T> read,
        Func<PolicySettings, T?, PolicySettings> set
    )
        where T : class
    {
        var name = NameOf(field);
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

    private static string NameOf(string field) => field["Policies.".Length..];

    /// <summary>What becomes of an API where the service cannot hold what <paramref name="node"/> asks for.</summary>
    public static MissingPolicy? OnMissing(SettingNode node) => node.Maybe("OnMissing", Parse.Choice<MissingPolicy>());

    /// <summary>True when a policy is switched off.</summary>
    public static bool IsOff(SettingNode node) =>
        node.Text is null ? !node.Names.Any() : node.Text.Trim().Equals("false", StringComparison.OrdinalIgnoreCase);
}

/// <summary>Reads the fragment of one's own: its id, or an object.</summary>
internal static class FragmentReader
{
    /// <summary>The fragment, and what becomes of the API where it is not there.</summary>
    public static (string? Fragment, MissingPolicy? OnMissing) Read(SettingNode policies)
    {
        var node = policies.Child("Extra");
        if (PolicyReader.IsOff(node))
        {
            return (null, null);
        }

        if (node.Text is not null && node.Names.Any())
        {
            return Twice(node);
        }

        if (node.Text is not null)
        {
            return (policies.Read("Extra", NameParsers.Fragment), null);
        }

        return (node.Require("Fragment", NameParsers.Fragment, "Give the id of the policy fragment."), PolicyReader.OnMissing(node));
    }

    private static (string? Fragment, MissingPolicy? OnMissing) Twice(SettingNode node)
    {
        node.Fault("is given both as one value and as an object (an app setting can do that). Keep one of the two.");
        return (null, null);
    }
}

/// <summary>Reads the content safety check.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/api-management/llm-content-safety-policy</remarks>
internal static class ContentSafetyReader
{
    private const string FourLevels = "FourSeverityLevels";
    private const string EightLevels = "EightSeverityLevels";

    private static readonly string[] Known = ["Hate", "SelfHarm", "Sexual", "Violence"];

    /// <summary>The check.</summary>
    public static ContentSafetySettings Read(SettingNode node)
    {
        var outputType = node.Read("OutputType", Parse.Word(FourLevels, EightLevels));
        if (outputType is not null && !node.Has("Categories"))
        {
            node.Fault("OutputType", "says how categories are graded, but there are no Categories. Give some or take OutputType out.");
        }

        return new()
        {
            BackendId =
                node.Require("BackendId", NameParsers.Id("backend", 80), "Give the id of the backend that points at AI Content Safety.")
                ?? "",
            ShieldPrompt = node.Read("ShieldPrompt", Parse.Flag),
            EnforceOnCompletions = node.Read("EnforceOnCompletions", Parse.Flag),
            Categories = ReadCategories(node.Child("Categories"), outputType ?? FourLevels),
            Blocklists = node.List("Blocklists", Parse.Line),
            OutputType = outputType,
            OnMissing = PolicyReader.OnMissing(node),
        };
    }

    private static Dictionary<string, int> ReadCategories(SettingNode node, string outputType)
    {
        var categories = new Dictionary<string, int>();
        foreach (var name in node.Names)
        {
            if (Known.FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } known)
            {
                categories[known] = node.Read(name, outputType == FourLevels ? EvenThreshold : Parse.Whole(0, 7));
            }
            else
            {
                node.Fault(name, $"is not a category. Known are {string.Join(", ", Known)}.{Nearest.Question(name, Known)}");
            }
        }

        return categories;
    }

    private static Parsed<int> EvenThreshold(string text) =>
        Parse.Whole(0, 7)(text) switch
        {
            { Problem: null, Value: var value } when value % 2 != 0 => Parse.Wrong<int>(
                $"falls between the levels: with {FourLevels} (the default) thresholds are 0, 2, 4 and 6. Choose one or set OutputType to {EightLevels}."
            ),
            var parsed => parsed,
        };
}

/// <summary>Reads the semantic cache.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/api-management/llm-semantic-cache-lookup-policy</remarks>
internal static class SemanticCacheReader
{
    /// <summary>The cache.</summary>
    public static SemanticCacheSettings Read(SettingNode node) =>
        new()
        {
            ScoreThreshold = node.Require("ScoreThreshold", Parse.Share, "Start with 0.05; lower means that prompts must be more alike."),
            EmbeddingsBackendId =
                node.Require("EmbeddingsBackendId", NameParsers.Id("backend", 80), "Give the id of the backend that makes embeddings.")
                ?? "",
            DurationSeconds = node.Require("DurationSeconds", Parse.Whole(1), "Say for how many seconds an answer is kept."),
            VaryBy = node.List("VaryBy", ExpressionParsers.Key),
            IgnoreSystemMessages = node.Maybe("IgnoreSystemMessages", Parse.Flag),
            MaxMessageCount = node.Maybe("MaxMessageCount", Parse.Whole(1)),
            OnMissing = PolicyReader.OnMissing(node),
        };
}

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
            OnMissing = PolicyReader.OnMissing(node),
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

/// <summary>Reads the token metrics.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/api-management/llm-emit-token-metric-policy</remarks>
internal static class TokenMetricsReader
{
    private static readonly IReadOnlySet<string> Known = MetricDimension.DefaultNames;

    /// <summary>The metrics; without dimensions the usual ones.</summary>
    public static TokenMetricsSettings Read(SettingNode node)
    {
        var metrics = new TokenMetricsSettings
        {
            Namespace = node.Read("Namespace", Parse.Line),
            Logger = node.Read("Logger", NameParsers.Id("logger", 256)),
            OnMissing = PolicyReader.OnMissing(node),
        };
        var dimensions = ReadDimensions(node.Child("Dimensions"));
        return dimensions.Count == 0 ? metrics : metrics with { Dimensions = dimensions };
    }

    private static Dictionary<string, string> ReadDimensions(SettingNode node)
    {
        var dimensions = node.Names.ToDictionary(
            name => name,
            name => node.Child(name).Text is null ? "" : node.Read(name, ExpressionParsers.Value) ?? ""
        );
        foreach (
            var name in dimensions
                .Where(dimension => dimension.Value.Length == 0 && node.Child(dimension.Key).Text is null)
                .Select(dimension => dimension.Key)
                .Except(Known)
        )
        {
            node.Fault(
                name,
                $"needs a value, such as @(context.Subscription?.Name ?? \"none\"): API Management knows only {string.Join(", ", Known)} itself.{Nearest.Question(name, Known)}"
            );
        }

        var custom = dimensions.Keys.Except(Known).Count();
        if (custom > MetricDimension.MaxCustom)
        {
            node.Fault(
                $"has {custom} dimensions of its own; API Management takes {MetricDimension.MaxCustom}. Take out {custom - MetricDimension.MaxCustom}."
            );
        }

        return dimensions;
    }
}

/// <summary>Reads the policies that are not about models: call limit, circuit breaker, retry, time-out.</summary>
internal static class TrafficReaders
{
    private const int Day = 86_400;

    // API Management's own limit is longer, but idle connections are cut after four minutes.
    // Source: https://learn.microsoft.com/azure/api-management/forward-request-policy
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromMinutes(4);

    /// <summary>A limit of calls.</summary>
    /// <remarks>Source: https://learn.microsoft.com/azure/api-management/rate-limit-by-key-policy</remarks>
    public static RateLimitSettings RateLimit(SettingNode node) =>
        new()
        {
            Calls = node.Require("Calls", Parse.Whole(1), "Say how many calls."),
            RenewalPeriodSeconds = node.Require("RenewalPeriodSeconds", Parse.Whole(1, 300), "Say in how many seconds, at most 300."),
            CounterKey = node.Read("CounterKey", ExpressionParsers.Key),
            OnMissing = PolicyReader.OnMissing(node),
        };

    /// <summary>A circuit breaker; all of it has defaults.</summary>
    /// <remarks>Source: https://learn.microsoft.com/azure/api-management/backends#circuit-breaker</remarks>
    public static CircuitBreakerSettings CircuitBreaker(SettingNode node)
    {
        var usual = new CircuitBreakerSettings();
        return new()
        {
            FailureCount = node.Read("FailureCount", Parse.Whole(1, 10_000), usual.FailureCount),
            IntervalSeconds = node.Read("IntervalSeconds", Parse.Whole(1, Day), usual.IntervalSeconds),
            TripSeconds = node.Read("TripSeconds", Parse.Whole(1, Day), usual.TripSeconds),
            OnMissing = PolicyReader.OnMissing(node),
        };
    }

    /// <summary>Retries; all of it has defaults.</summary>
    /// <remarks>Source: https://learn.microsoft.com/azure/api-management/retry-policy</remarks>
    public static RetrySettings Retry(SettingNode node)
    {
        var usual = new RetrySettings();
        return new()
        {
            Count = node.Read("Count", Parse.Whole(1, 50), usual.Count),
            IntervalSeconds = node.Read("IntervalSeconds", Parse.Whole(1, 300), usual.IntervalSeconds),
        };
    }

    /// <summary>How long the gateway waits for a model: whole seconds, at most four minutes.</summary>
    public static Parsed<TimeSpan> Timeout(string text) =>
        Parse.Duration(TimeSpan.FromSeconds(1), LongestTimeout)(text) switch
        {
            { Problem: null, Value: var value } when value.Ticks % TimeSpan.TicksPerSecond != 0 => Parse.Wrong<TimeSpan>(
                "must be whole seconds."
            ),
            var parsed => parsed,
        };
}
