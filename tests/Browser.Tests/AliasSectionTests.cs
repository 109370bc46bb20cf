namespace Browser.Tests;

/// <summary>The part of the page about aliases: members in order, filters of its own, small and large.</summary>
public sealed class AliasSectionTests(ReportBrowser browser, LargeReportPage large)
    : IClassFixture<ReportBrowser>,
        IClassFixture<LargeReportPage>
{
    private const string Members =
        "() => [...document.querySelectorAll('#member-table tbody tr')].filter(row => !row.hidden).map(row => [0, 1, 2, 3].map(cell => row.cells[cell].dataset.value).join(' '))";

    [BrowserFact]
    public async Task Members_stand_in_order_and_are_filtered_by_what_they_are_and_how_they_stand()
    {
        var page = await browser.OpenAsync();

        Assert.Equal(
            [
                "ai-production-northeurope-shared-platform-0001/gpt-4o-ptu gpt-4o 1 100",
                "contoso/gpt-4o gpt-4o 2 67",
                "partner/gpt-4o gpt-4o 2 33",
                $"research/{SampleReport.Evil} research 1 100",
                "contoso/o4-mini   ",
            ],
            await page.EvaluateAsync<string[]>(Members)
        );
        await page.Locator("#member-tools input").FillAsync("swedencentral");
        await page.Locator("#member-tools [data-status-of]").SelectOptionAsync("proven");
        Assert.Equal(
            ["contoso/gpt-4o gpt-4o 2 67", $"research/{SampleReport.Evil} research 1 100"],
            await page.EvaluateAsync<string[]>(Members)
        );
        Assert.EndsWith("#&member.q=swedencentral&member.status=proven", page.Url, StringComparison.Ordinal);
        await page.Locator("#alias-tools [data-status-of]").SelectOptionAsync("unserved");
        Assert.Equal("1 of 3", await page.Locator("#alias-tools [role=status]").TextContentAsync());
    }

    [BrowserFact]
    public async Task It_says_how_old_it_is_what_is_lost_and_who_is_not_called()
    {
        var page = await browser.OpenAsync();
        var text = await page.Locator("#aliases").TextContentAsync() ?? "";

        Assert.All(
            [
                "As of 2026-03-14 09:28 UTC (2 minutes ago), by run 20260314-092800-alia",
                "1 of 3 members proven",
                "no test call of it is on record",
                "if account contoso goes, 2 of 3 members are left",
                "whose capacity in standard units is not known",
                "is drained, so no call of fleet 'ai' goes to it",
                "different content filters",
                "it waits for its first member",
            ],
            words => Assert.Contains(words, text, StringComparison.Ordinal)
        );
    }

    [BrowserFact]
    public async Task Of_5_000_members_each_is_found()
    {
        var page = await browser.OpenAsync();
        await page.GotoAsync(large.Address.AbsoluteUri);
        await page.Locator("html[data-unpacked]").WaitForAsync();
        await page.Locator("#member-tools input").FillAsync("o3-4003");

        Assert.Equal(["account-0800/o3-4003 alias-3 4 4"], await page.EvaluateAsync<string[]>(Members));
        Assert.Equal(
            $"1 of {LargeReport.Accounts * LargeReport.Each}",
            await page.Locator("#member-tools [role=status]").TextContentAsync()
        );
        Assert.Equal("unserved", await page.Locator("#alias-table tbody tr").First.GetAttributeAsync("data-status"));
        Assert.Empty(browser.Said);
    }
}
