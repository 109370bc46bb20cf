using System.Text.RegularExpressions;

namespace EndToEnd.Tests.Kill;

/// <summary>One write of a run without faults: where to kill the worker of another account's run.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Pattern">Its path as a regular expression, with <c>{account}</c> in the place of the account.</param>
/// <param name="Skip">How many writes with the same method and path come before it.</param>
internal sealed partial record Write(string Method, string Pattern, int Skip)
{
    /// <summary>The writes of a journal in their order. What a lock refused (409) is not counted: it is only sent again.</summary>
    public static IReadOnlyList<Write> In(IEnumerable<Call> writes, string account)
    {
        var seen = new Dictionary<(string, string), int>();
        var found = new List<Write>();
        foreach (var call in writes.Where(call => call.Status != 409))
        {
            var pattern = Assignments()
                .Replace(
                    Regex.Escape(call.Path.Split('?')[0]).Replace(Regex.Escape(account), "{account}", StringComparison.Ordinal),
                    "roleAssignments/[^/]+"
                );
            var before = seen.GetValueOrDefault((call.Method, pattern));
            seen[(call.Method, pattern)] = before + 1;
            found.Add(new Write(call.Method, $"^{pattern}\\?", before));
        }

        return found;
    }

    /// <summary>The same write for another account.</summary>
    public string PatternFor(string account) => Pattern.Replace("{account}", Regex.Escape(account), StringComparison.Ordinal);

    [GeneratedRegex("roleAssignments/.*$")]
    private static partial Regex Assignments();
}
