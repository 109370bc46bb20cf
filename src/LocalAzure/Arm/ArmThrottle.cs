using System.Collections.Concurrent;
using System.Globalization;

namespace LocalAzure.Arm;

/// <summary>
/// ARM's token buckets per subscription, principal and kind of operation: 250 reads refilled at 25/s, 200 writes and
/// 200 deletes refilled at 10/s, see
/// https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling
/// </summary>
internal sealed class ArmThrottle(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, TokenBucket> _buckets = new();

    /// <summary>Counts a call and sets its remaining-header; throws 429 when the bucket is empty.</summary>
    public void Count(HttpContext context, string subscription, string principal)
    {
        var kind = KindOf(context.Request.Method);
        var bucket = _buckets.GetOrAdd(
            $"{subscription}|{principal}|{kind}",
            _ => kind == "reads" ? new TokenBucket(250, 25, clock) : new TokenBucket(200, 10, clock)
        );
        var (remaining, wait) = bucket.Take();
        context.Response.Headers[$"x-ms-ratelimit-remaining-subscription-{kind}"] = remaining.ToString(CultureInfo.InvariantCulture);
        if (wait is not null)
        {
            throw Throttled(kind, wait.Value);
        }
    }

    private static ArmRefusedException Throttled(string kind, TimeSpan wait)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        var answer = ArmErrors
            .Refuse(
                429,
                "SubscriptionRequestsThrottled",
                $"Number of {kind} for the subscription exceeded the limit. Please try again after '{seconds}' seconds."
            )
            .Answer;
        return new(answer.With("Retry-After", seconds).With("x-ms-failure-cause", "gateway"));
    }

    /// <summary>An action counts as a write.</summary>
    private static string KindOf(string method)
    {
        if (HttpMethods.IsGet(method) || HttpMethods.IsHead(method))
        {
            return "reads";
        }

        if (HttpMethods.IsDelete(method))
        {
            return "deletes";
        }

        return "writes";
    }
}
