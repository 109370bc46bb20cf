using System.Text.RegularExpressions;
using Importer.Configuration;
using Importer.Health;
using Importer.Reports;
using Importer.Resources;
using Importer.Runs;

namespace Importer.Tests.Reports;

/// <summary>Every item that requires action leads to a section of the runbook, and every such section is there.</summary>
public sealed partial class RunbookSectionsTests
{
    [Fact]
    public void Every_section_is_a_heading_of_the_runbook()
    {
        var runbook = RepositoryFiles.Read("docs/operations.md");

        Assert.Empty(RunbookSections.All.Except(Anchors(runbook)));
    }

    [Fact]
    public void Every_kind_of_cause_drift_and_leaving_alone_leads_to_one_of_them()
    {
        Assert.All(Enum.GetValues<CauseCode>(), code => Assert.Contains(RunbookSections.Of(code), RunbookSections.All));
        Assert.All(Enum.GetValues<DriftKind>(), kind => Assert.Contains(RunbookSections.Of(kind), RunbookSections.All));
        Assert.All(Enum.GetValues<SetAsideKind>(), kind => Assert.Contains(RunbookSections.Of(kind), RunbookSections.All));
    }

    [Fact]
    public void Each_item_that_requires_action_has_a_section()
    {
        var now = new DateTimeOffset(2026, 3, 14, 9, 30, 0, TimeSpan.Zero);
        var report = new ReportDocument
        {
            GeneratedAt = now,
            Health = new HealthSnapshot
            {
                GeneratedAt = now,
                Summary = HealthSummary.Of([]),
                Error = "no right",
                SetAside = [new("/subscriptions/1", "cannot be read") { Kind = SetAsideKind.Unread }],
            },
            Drift = new DriftReport
            {
                GeneratedAt = now,
                InSync = false,
                Items =
                [
                    new()
                    {
                        Kind = DriftKind.Conflict,
                        Resource = "contoso-openai",
                        Action = DriftAction.Reported,
                        Reason = "is not ours",
                        Differences = [],
                    },
                ],
            },
            Runs =
            [
                new RunReport
                {
                    Id = "one",
                    Reason = RunReason.Manual,
                    Mode = RunMode.Apply,
                    StartedAt = now,
                    Outcome = RunOutcome.Refused,
                    Error = "too much",
                },
            ],
        };

        var sections = ReportAttentions.Of(report, []).Select(item => item.Section).ToList();

        Assert.Equal([RunbookSections.TestCalls, RunbookSections.Conflict, RunbookSections.Refused, RunbookSections.Unread], sections);
    }

    [Theory]
    [InlineData("https://management.azure.com", "https://portal.azure.com")]
    [InlineData("https://management.usgovcloudapi.net", "https://portal.azure.us")]
    [InlineData("https://management.chinacloudapi.cn", "https://portal.azure.cn")]
    [InlineData("http://127.0.0.1:7080", null)]
    [InlineData("https://management.contoso.example", null)]
    public void A_report_leads_to_the_portal_of_its_cloud_and_to_none_where_that_is_not_known(string arm, string? portal)
    {
        var settings = new ImporterSettings
        {
            ServiceId = ResourceId.Parse(
                "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.ApiManagement/service/apim"
            ),
            Scopes = [],
            ReportsContainer = "reports",
            ArmEndpoint = new Uri(arm),
            Runbook = new Uri("https://wiki.example/operations.md#somewhere"),
        };

        var report = new ReportDocument { GeneratedAt = default }.LinkedBy(settings);

        Assert.Equal(
            (portal, "https://wiki.example/operations.md", settings.ServiceId.Value),
            (report.Portal, report.Runbook, report.Service)
        );
    }

    [Theory]
    [InlineData(
        "https://portal.azure.com",
        "/subscriptions/1/resourceGroups/rg/x y<z>",
        "https://portal.azure.com/#@/resource/subscriptions/1/resourceGroups/rg/x%20y%3Cz%3E"
    )]
    [InlineData("https://portal.azure.com", "javascript:alert(1)", null)]
    [InlineData(null, "/subscriptions/1", null)]
    [InlineData("https://portal.azure.com", null, null)]
    public void Only_ids_of_Azure_have_a_page_in_the_portal(string? portal, string? id, string? page) =>
        Assert.Equal(page, AzurePortal.PageOf(portal, id));

    // As GitHub makes them: tests/Infra.Tests/DocumentationTests.cs.
    private static HashSet<string> Anchors(string text) =>
        [
            .. Given().Matches(text).Select(match => match.Groups[1].Value),
            .. Heading()
                .Matches(text)
                .Select(match =>
                    Punctuation().Replace(Tag().Replace(match.Groups[1].Value, "").Trim().ToLowerInvariant(), "").Replace(' ', '-')
                ),
        ];

    [GeneratedRegex("<a id=\"([^\"]+)\">")]
    private static partial Regex Given();

    [GeneratedRegex("^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex Punctuation();
}
