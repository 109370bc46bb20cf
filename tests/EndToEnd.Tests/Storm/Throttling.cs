using System.Globalization;

namespace EndToEnd.Tests.Storm;

/// <summary>Whether the importer waited for as long as each 429 asked.</summary>
internal static class Throttling
{
    private const string RequestId = "x-ms-client-request-id";

    /// <summary>A line for each call that was made again before its time, on LocalAzure's clock.</summary>
    public static IReadOnlyList<string> Impatient(IEnumerable<Call> calls)
    {
        var found = new List<string>();
        foreach (var tries in calls.Where(call => call.IsByImporter).GroupBy(call => Header(call, "headers", RequestId)))
        {
            foreach (var (before, after) in tries.Zip(tries.Skip(1)).Where(pair => pair.First.Status == 429))
            {
                var asked = TimeSpan.FromSeconds(
                    double.Parse(Header(before, "responseHeaders", "Retry-After")!, CultureInfo.InvariantCulture)
                );
                var waited = Time(after) - Time(before);
                if (waited < asked)
                {
                    found.Add($"{before}: asked for {asked}, called again after {waited}");
                }
            }
        }

        return found;
    }

    /// <summary>How many calls were refused and made again.</summary>
    public static int Repeated(IEnumerable<Call> calls) =>
        calls
            .Where(call => call.IsByImporter)
            .GroupBy(call => Header(call, "headers", RequestId))
            .Sum(tries => tries.SkipLast(1).Count(call => call.Status == 429));

    private static DateTimeOffset Time(Call call) => (DateTimeOffset)call.Json["time"]!;

    private static string? Header(Call call, string part, string name) =>
        (string?)
            call.Json[part]!.AsObject().FirstOrDefault(header => string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase)).Value;
}
