using System.Text.RegularExpressions;
using LocalAzure.Control;

namespace EndToEnd.Tests.Faults;

/// <summary>One kind of call that a run makes: its method and the path without names that differ from run to run.</summary>
internal sealed partial record CallKind(string Method, string Pattern)
{
    /// <summary>True for looking whether a long-running operation has ended.</summary>
    public bool IsOperation => Polls().IsMatch(Pattern);

    /// <summary>The kinds of the importer's calls in a journal, in the order of their first use.</summary>
    public static IReadOnlyList<CallKind> In(IEnumerable<JournalEntry> journal, string account) =>
        [.. journal.Where(entry => entry.Surface == "arm" && entry.Caller != "other").Select(entry => Of(entry, account)).Distinct()];

    private static CallKind Of(JournalEntry entry, string account)
    {
        var path = entry.Path.Split('?')[0];
        var general = OperationIds().Replace(Regex.Escape(path).Replace(account, "[^/]+", StringComparison.Ordinal), "[^/?]+");
        return new CallKind(entry.Method, $"^{general}\\?");
    }

    [GeneratedRegex(@"/operation(statuses|results)/", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Polls();

    [GeneratedRegex(@"(?<=/(operationstatuses|operationresults|operationResults|roleAssignments)/)[^/?]+", RegexOptions.CultureInvariant)]
    private static partial Regex OperationIds();
}
