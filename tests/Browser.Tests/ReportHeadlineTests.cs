using Microsoft.Playwright;

namespace Browser.Tests;

/// <summary>The first line of the page tells the truth at a glance; it is green for one state only.</summary>
public sealed class ReportHeadlineTests(ReportBrowser browser) : IClassFixture<ReportBrowser>
{
    private const string Green = "rgb(17, 99, 41)";

    [BrowserTheory]
    [InlineData("proven", "✓ All 11 deployments are proven; the oldest proof is 4 minutes old", true)]
    [InlineData("half", "? The proof covers 6 of 12 deployments; the oldest proof is 3 hours old", false)]
    [InlineData("empty", "– Nothing is imported", false)]
    [InlineData("broken", "! 1 action required; 0 of 22 deployments proven", false)]
    public async Task The_first_line_says_what_is_proven(string state, string headline, bool isGreen)
    {
        var page = await OpenAsync(state);

        var line = page.Locator("h1");
        Assert.Equal(headline, await line.TextContentAsync());
        Assert.Equal(isGreen, await line.EvaluateAsync<string>("line => getComputedStyle(line).color") == Green);
        Assert.Contains(
            "drift check 2026-03-14 09:07 UTC (23 minutes ago); due every hour",
            await page.Locator("header").TextContentAsync(),
            StringComparison.Ordinal
        );
        Assert.Contains("The budget pays for about", await page.Locator("#cost").TextContentAsync(), StringComparison.Ordinal);
        await page.ScreenshotAsync(new() { Path = Path.Combine(ReportBrowser.Pictures, $"state-{state}.png") });
    }

    [BrowserFact]
    public async Task One_cause_with_22_symptoms_is_one_item_whose_names_unfold()
    {
        var page = await OpenAsync("broken");

        Assert.Equal(1, await page.Locator("#attention li").CountAsync());
        await page.Locator("#attention summary").ClickAsync();
        Assert.Equal(22, await page.Locator("#attention details bdi:visible").CountAsync());
    }

    [BrowserFact]
    public async Task A_run_that_ended_in_part_or_was_refused_says_why_in_the_list()
    {
        var page = await browser.OpenAsync();

        Assert.Contains(
            "role contoso: 403 AuthorizationFailed",
            await page.Locator("#run-table tr[data-status=partial]").TextContentAsync(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "would delete 14 of the 16 APIs",
            await page.Locator("#run-table tr[data-status=refused]").TextContentAsync(),
            StringComparison.Ordinal
        );
    }

    private async Task<IPage> OpenAsync(string state)
    {
        var page = await browser.OpenAsync();
        await page.SetContentAsync(
            await ReportServer.RenderAsync(
                await (
                    state switch
                    {
                        "proven" => SampleStates.ProvenAsync(),
                        "half" => SampleStates.HalfAsync(),
                        "empty" => SampleStates.EmptyAsync(),
                        _ => SampleStates.BrokenAsync(),
                    }
                )
            )
        );
        return page;
    }
}
