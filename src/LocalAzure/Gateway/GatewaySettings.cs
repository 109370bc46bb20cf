using System.Text.Json.Serialization;
using LocalAzure.Control;

namespace LocalAzure.Gateway;

/// <summary>
/// How the gateway behaves where no published page says how API Management does: <c>POST /_local/gateway</c>, each post
/// replaces the one before. The defaults are what is asserted by samples, or else what is harder on a client.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record GatewaySettings
{
    /// <summary>The error reason of a breaker that every 5xx answer counts for.</summary>
    public const string ServerErrors = "Server errors";

    /// <summary>How long a write takes until the gateway knows of it, on LocalAzure's clock; the management plane knows at once.</summary>
    [JsonConverter(typeof(IsoDuration))]
    public TimeSpan Delay { get; init; }

    /// <summary>Where a call goes on when every breaker of its backend or pool is open.</summary>
    public ExhaustedWay Exhausted { get; init; }

    /// <summary>The Retry-After of the answer then: <c>earliest</c> (until the first breaker closes), <c>none</c>, or seconds.</summary>
    public string ExhaustedRetryAfter
    {
        get => field ?? "earliest";
        init;
    }

    /// <summary>
    /// The entries of <c>errorReasons</c> that breakers heed: <c>Server errors</c>, and the gateway's names for a call without an
    /// answer, <c>Timeout</c> and <c>BackendConnectionFailure</c>.
    /// </summary>
    public IReadOnlyList<string> ErrorReasons
    {
        get => field ?? [ServerErrors];
        init;
    }

    /// <summary>Whether <c>context.LastError</c> stays null in the condition of <c>retry</c> after a try without an answer.</summary>
    public bool RetryHidesLastError { get; init; }

    /// <summary>Whether a breaker stays open when its backend is written again.</summary>
    public bool BreakersOutliveWrites { get; init; }

    /// <summary>Whether a backend may be deleted while a pool names it.</summary>
    public bool DeletesPooledBackends { get; init; }

    /// <summary>The function that the service's system topic sends breaker events to; without one it has no subscription.</summary>
    public string? BreakerEventsTo { get; init; }

    /// <summary>
    /// How many instances the gateway has: each has breakers of its own in the service, so as many events tell of one breaker. Here they
    /// all open and close at the same moment.
    /// </summary>
    public int Instances
    {
        get => field == 0 ? 1 : field;
        init;
    }

    /// <summary>What is wrong with it; null when nothing is.</summary>
    internal string? Fault()
    {
        if (Delay < TimeSpan.Zero)
        {
            return "delay must not be negative";
        }

        if (Instances is < 1 or > 100)
        {
            return "instances must be from 1 to 100";
        }

        return IsRetryAfter ? null : "exhaustedRetryAfter is earliest, none or a number of seconds";
    }

    /// <summary>Seconds to name in Retry-After; null for no such header.</summary>
    /// <param name="earliest">Until the first breaker closes; null when none will.</param>
    internal int? RetryAfter(TimeSpan? earliest) =>
        ExhaustedRetryAfter switch
        {
            "earliest" => earliest is { } wait ? Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)) : null,
            _ => int.TryParse(ExhaustedRetryAfter, out var seconds) ? seconds : null,
        };

    private bool IsRetryAfter =>
        ExhaustedRetryAfter is "earliest" or "none" || (int.TryParse(ExhaustedRetryAfter, out var seconds) && seconds >= 0);
}
