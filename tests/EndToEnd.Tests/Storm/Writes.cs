using System.Text.RegularExpressions;

namespace EndToEnd.Tests.Storm;

/// <summary>The importer's writes to each resource of an account, by name without the account's.</summary>
internal static partial class Writes
{
    /// <summary>How often each resource was written; what a lock or the quota refused was not.</summary>
    public static IReadOnlyDictionary<string, int> Done(IEnumerable<Call> writes, string account) =>
        Count(writes.Where(call => call.Status is >= 200 and < 300), account);

    /// <summary>Counts in words.</summary>
    public static string Say(IReadOnlyDictionary<string, int> counts) =>
        string.Join('\n', counts.Select(count => $"{count.Value} × {count.Key}").Order(StringComparer.Ordinal));

    private static Dictionary<string, int> Count(IEnumerable<Call> writes, string account) =>
        writes
            .Where(call =>
                call.Path.Contains($"/{account}-", StringComparison.Ordinal)
                || call.Path.Contains($"/accounts/{account}/", StringComparison.Ordinal)
            )
            .Select(call =>
                $"{call.Method} {Prefix().Replace(Assignment().Replace(call.Path.Split('?')[0], "roleAssignments/…"), "").Replace(account, "{account}", StringComparison.Ordinal)}"
            )
            .CountBy(name => name)
            .ToDictionary(count => count.Key, count => count.Value);

    [GeneratedRegex("^.*/providers/")]
    private static partial Regex Prefix();

    [GeneratedRegex("roleAssignments/[^/]+$")]
    private static partial Regex Assignment();
}
