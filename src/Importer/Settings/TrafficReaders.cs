using Importer.Design;

namespace Importer.Settings;

/// <summary>Reads the policies that are not about models: call limit, circuit breaker, retry, time-out.</summary>
internal static class TrafficReaders
{
    private const int Day = 86_400;

    // API Management's own limit is longer, but idle connections are cut after four minutes.
    // Source: https://learn.microsoft.com/azure/api-management/forward-request-policy
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromMinutes(4);

    /// <summary>A limit of calls.</summary>
    /// <remarks>Source: https://learn.microsoft.com/azure/api-management/rate-limit-by-key-policy</remarks>
    public static RateLimitSettings RateLimit(SettingNode node) => new()
    {
        Calls = node.Require("Calls", Parse.Whole(1), "Say how many calls."),
        RenewalPeriodSeconds = node.Require("RenewalPeriodSeconds", Parse.Whole(1, 300), "Say in how many seconds, at most 300."),
        CounterKey = node.Read("CounterKey", ExpressionParsers.Key),
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
    public static Parsed<TimeSpan> Timeout(string text) => Parse.Duration(TimeSpan.FromSeconds(1), LongestTimeout)(text) switch
    {
        { Problem: null, Value: var value } when value.Ticks % TimeSpan.TicksPerSecond != 0 => Parse.Wrong<TimeSpan>("must be whole seconds."),
        var parsed => parsed,
    };
}
