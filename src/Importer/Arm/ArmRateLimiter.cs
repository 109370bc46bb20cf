using System.Collections.Concurrent;
using System.Globalization;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Importer.Telemetry;

namespace Importer.Arm;

/// <summary>
/// Keeps calls within Resource Manager's token buckets, one for each subscription and kind of call, so that a large sweep
/// slows down instead of being refused.
/// </summary>
/// <remarks>
/// Buckets of 250 reads (25 a second) and of 200 writes and 200 deletes (10 a second), remaining counts in
/// <c>x-ms-ratelimit-remaining-subscription-*</c>:
/// https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling
/// </remarks>
internal sealed class ArmRateLimiter(TimeProvider clock)
{
    private const double Reserve = 10;

    private readonly ConcurrentDictionary<(string Subscription, string Kind), TokenBucket> _buckets = new();

    /// <summary>The bucket that a call draws on.</summary>
    public TokenBucket For(string method, string path) =>
        _buckets.GetOrAdd((Subscription(path), KindOf(method)), key => new TokenBucket(key.Kind == "reads" ? 25 : 10, Reserve, clock));

    /// <summary>The header that tells what is left.</summary>
    public static string HeaderFor(string method) => $"x-ms-ratelimit-remaining-subscription-{KindOf(method)}";

    private static string KindOf(string method) =>
        method switch
        {
            "GET" or "HEAD" => "reads",
            "DELETE" => "deletes",
            _ => "writes",
        };

    private static string Subscription(string path)
    {
        var segments = path.Split('/', 4, StringSplitOptions.RemoveEmptyEntries);
        return segments.Length > 1 ? segments[1].ToUpperInvariant() : "";
    }
}

/// <summary>
/// What is left of one of Resource Manager's token buckets, as far as its answers tell. As long as no answer has told
/// anything, nothing is held back.
/// </summary>
/// <param name="refillPerSecond">How fast the bucket fills.</param>
/// <param name="reserve">What is left to others who work in the same subscription.</param>
/// <param name="clock">The clock.</param>
internal sealed class TokenBucket(double refillPerSecond, double reserve, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private double? _left;
    private int _underWay;
    private long _at;

    /// <summary>Takes one call out; the result is how long to wait before making it.</summary>
    public TimeSpan Take()
    {
        lock (_gate)
        {
            _underWay++;
            if (_left is null)
            {
                return TimeSpan.Zero;
            }

            Refill();
            _left--;
            var missing = reserve - _left.Value;
            return missing <= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(missing / refillPerSecond);
        }
    }

    /// <summary>Puts right what is left, from an answer; null when the answer says nothing.</summary>
    public void Observe(int? remaining)
    {
        lock (_gate)
        {
            _underWay--;
            if (remaining is { } left)
            {
                // Calls that are under way are not in the answer's figure yet.
                _left = left - _underWay;
                _at = clock.GetTimestamp();
            }
        }
    }

    private void Refill()
    {
        _left += refillPerSecond * clock.GetElapsedTime(_at).TotalSeconds;
        _at = clock.GetTimestamp();
    }
}

/// <summary>Paces each try within the budget, and counts it.</summary>
internal sealed class ArmTrafficPolicy(TimeProvider clock) : HttpPipelinePolicy
{
    private readonly ArmRateLimiter _budget = new(clock);

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("Resource Manager is called asynchronously only.");

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var method = message.Request.Method.Method;
        var bucket = _budget.For(method, message.Request.Uri.Path);
        int? remaining = null;
        var wait = bucket.Take();
        try
        {
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, clock, message.CancellationToken);
            }

            using var span = Tracing.Call(method, message.Request.Uri.Host!, message.Request.Uri.Path);
            await ProcessNextAsync(message, pipeline);
            span.Answered(message.Response.Status, message.Response.Headers.RequestId);
            remaining = Remaining(message.Response, method);
            ArmTelemetry.Count(method, message.Response.Status);
        }
        finally
        {
            bucket.Observe(remaining);
        }
    }

    private static int? Remaining(Response response, string method) =>
        response.Headers.TryGetValue(ArmRateLimiter.HeaderFor(method), out var text)
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : null;
}
