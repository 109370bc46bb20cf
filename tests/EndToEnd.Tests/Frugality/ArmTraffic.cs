using LocalAzure.Control;

namespace EndToEnd.Tests.Frugality;

/// <summary>The calls of one run, as they are told: the method and what is behind the group and the service.</summary>
internal sealed class ArmTraffic(IReadOnlyList<JournalEntry> entries)
{
    private static readonly string[] Prefixes =
    [
        "/providers/Microsoft.ApiManagement/service/contoso-apim",
        "/providers/Microsoft.CognitiveServices/",
    ];

    public IReadOnlyList<string> All { get; } = [.. entries.Select(Describe).Order(StringComparer.Ordinal)];

    public IReadOnlyList<string> Reads => [.. All.Where(call => call.StartsWith("GET ", StringComparison.Ordinal) && !IsPoll(call))];

    public IReadOnlyList<string> Writes =>
        [
            .. All.Where(call =>
                call.StartsWith("PUT ", StringComparison.Ordinal)
                || call.StartsWith("PATCH ", StringComparison.Ordinal)
                || call.StartsWith("DELETE ", StringComparison.Ordinal)
            ),
        ];

    public int Polls => All.Count(IsPoll);

    private static bool IsPoll(string call) =>
        call.Contains("operationstatuses", StringComparison.Ordinal) || call.Contains("operationresults", StringComparison.Ordinal);

    private static string Describe(JournalEntry entry)
    {
        var path = entry.Path.Split('?')[0];
        foreach (var prefix in Prefixes)
        {
            var at = path.IndexOf(prefix, StringComparison.Ordinal);
            path = at < 0 ? path : path[(at + prefix.Length)..].TrimStart('/');
        }

        var role = path.IndexOf("/providers/Microsoft.Authorization/roleAssignments", StringComparison.Ordinal);
        if (role >= 0)
        {
            return $"{entry.Method} {path[..role].Split('/')[^1]}: roleAssignments";
        }

        return $"{entry.Method} {(path.Length == 0 ? "service" : path)}";
    }
}
