using System.Collections.Concurrent;

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
internal sealed class ArmBudget(TimeProvider clock)
{
    private const double Reserve = 10;

    private readonly ConcurrentDictionary<(string Subscription, string Kind), ArmBucket> _buckets = new();

    /// <summary>The bucket that a call draws on.</summary>
    public ArmBucket For(string method, string path) =>
        _buckets.GetOrAdd((Subscription(path), KindOf(method)), key => new ArmBucket(key.Kind == "reads" ? 25 : 10, Reserve, clock));

    /// <summary>The header that tells what is left.</summary>
    public static string HeaderFor(string method) => $"x-ms-ratelimit-remaining-subscription-{KindOf(method)}";

    private static string KindOf(string method) => method switch
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
