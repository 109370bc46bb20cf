using Importer.Reports;
using Importer.Resources;

namespace Pages;

/// <summary>Where the items of a report lead: the portal, the run, the runbook, and commands to copy.</summary>
public sealed class ReportLinks(ReportDocument report)
{
    private const string DeploymentType = "Microsoft.CognitiveServices/accounts/deployments";

    private static readonly string?[] InTheService =
    [
        RunbookSections.Drift,
        RunbookSections.Conflict,
        RunbookSections.Kept,
        RunbookSections.Withheld,
        RunbookSections.Leaving,
    ];

    private readonly HashSet<string> _runs = [.. report.Runs.Select(run => run.Id)];
    private readonly Lazy<IReadOnlyDictionary<string, string>> _latest = new(() => LatestRuns(report.Runs));

    /// <summary>
    /// The portal's page of what has <paramref name="id"/>: of its account for a deployment, of the service for what the service holds.
    /// </summary>
    public string? Portal(string id) =>
        AzurePortal.PageOf(report.Portal, ResourceId.TryParse(id, out var parsed) ? PagedId(parsed) : report.Service);

    private static string PagedId(ResourceId id) => id.IsOfType(DeploymentType) ? id.Parent().Value : id.Value;

    /// <summary>
    /// The portal's page of an item: of its resource, or of the service where it is about one thing that the service holds.
    /// </summary>
    public string? PortalOf(ReportAttention item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return ResourceId.TryParse(item.Subject, out _) || (item.Names.Count == 0 && InTheService.Contains(item.Section))
            ? Portal(item.Subject)
            : null;
    }

    /// <summary>The section of the runbook; null where nobody said where it is.</summary>
    public string? Runbook(string? section) => section is null || report.Runbook is null ? null : $"{report.Runbook}#{section}";

    /// <summary>The newest run of the report that looked at any of <paramref name="ids"/>, by its id; null for none.</summary>
    public string? RunOf(params IEnumerable<string> ids) => ids.Select(RunNamedBy).FirstOrDefault(run => run is not null);

    /// <summary>The same run where the page lists it; null elsewhere.</summary>
    public string? Listed(string? run) => run is not null && _runs.Contains(run) ? run : null;

    /// <summary>What a person can run about an item, to be copied.</summary>
    public static IReadOnlyList<string> Commands(ReportAttention item)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (!ResourceId.TryParse(item.Subject, out var id))
        {
            return item.Subject.StartsWith("run ", StringComparison.Ordinal) || item.Section == RunbookSections.Drift
                ? ["foundry-importer plan"]
                : [];
        }

        if (id.Value.Any(each => InSomeShell.Contains(each, StringComparison.Ordinal) || char.IsControl(each)))
        {
            return [];
        }

        return
        [
            id.IsOfType(DeploymentType)
                ? $"foundry-importer explain {Quoted(DisplayText.ShortOf(item.Subject))}"
                : $"foundry-importer plan --scope {Quoted(id.Value)}",
            $"foundry-importer apply --scope {Quoted(id.Value)}",
        ];
    }

    // Which shell it is pasted into is not known. What ends a quotation in one of them, or means something within it to another
    // (PowerShell takes
    // four more quotes for a single one, cmd knows no single quotes), gets no command: no name of Azure's holds any of it.
    private const string InSomeShell = "'\u2018\u2019\u201A\u201B\"\u201C\u201D\u201E&|<>^%!";

    // Names are other people's words: in single quotes a shell reads nothing into them.
    private static string Quoted(string text) =>
        text.All(each => char.IsAsciiLetterOrDigit(each) || each is '/' or '.' or '-' or '_') ? text : $"'{text}'";

    private string? RunNamedBy(string id) =>
        id.StartsWith("run ", StringComparison.Ordinal)
            ? Listed(id["run ".Length..])
            : _latest.Value.GetValueOrDefault(id.ToUpperInvariant());

    private static Dictionary<string, string> LatestRuns(IReadOnlyList<RunReport> runs)
    {
        var latest = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var run in runs)
        {
            var about = run
                .Decisions.SelectMany(decision => new[] { decision.Deployment, decision.Api })
                .Concat(run.Steps.Select(step => step.Name))
                .Concat(run.SetAside.Select(aside => aside.Deployment))
                .Concat(run.Scope is { } scope ? [scope] : []);
            foreach (var id in about)
            {
                latest.TryAdd(id.ToUpperInvariant(), run.Id);
            }
        }

        return latest;
    }
}
