using System.Text.Json;
using Microsoft.Playwright;

namespace Browser.Tests;

/// <summary>
/// axe-core finds nothing: at a desk and on a phone, by day and by night, in print, small and large, folded and unfolded.
/// </summary>
public sealed class ReportAxeTests(ReportBrowser browser, LargeReportPage large)
    : IClassFixture<ReportBrowser>,
        IClassFixture<LargeReportPage>
{
    [AxeTheory]
    [InlineData(1280, ColorScheme.Light, false)]
    [InlineData(1280, ColorScheme.Dark, true)]
    [InlineData(360, ColorScheme.Light, true)]
    [InlineData(360, ColorScheme.Dark, false)]
    public async Task It_finds_nothing(int width, ColorScheme scheme, bool isUnfolded)
    {
        var page = await browser.OpenAsync(width, scheme: scheme);
        if (isUnfolded)
        {
            await page.EvaluateAsync("() => document.querySelectorAll('details').forEach(one => one.open = true)");
        }

        await AssertCleanAsync(page);
    }

    [AxeTheory]
    [InlineData(794)]
    public async Task It_finds_nothing_in_print(int width)
    {
        var page = await browser.OpenAsync(width);
        await page.EmulateMediaAsync(new() { Media = Media.Print });

        await AssertCleanAsync(page);
    }

    [AxeTheory]
    [InlineData(1280)]
    public async Task It_finds_nothing_where_rows_were_unpacked(int width)
    {
        var page = await browser.OpenAsync(width);
        await page.GotoAsync(large.Address.AbsoluteUri);
        await page.Locator("html[data-unpacked]").WaitForAsync();
        await page.Locator("#health-tools input").FillAsync("account-08");
        await page.Locator("#api-tools input").FillAsync("account-08");
        await page.Locator("#member-tools input").FillAsync("account-08");
        await page.Locator("#alias-tools input").FillAsync("alias-19");

        await AssertCleanAsync(page);
    }

    [AxeTheory]
    [InlineData("proven")]
    [InlineData("empty")]
    [InlineData("broken")]
    public async Task It_finds_nothing_in_other_states(string state)
    {
        var page = await browser.OpenAsync();
        await page.SetContentAsync(
            await ReportServer.RenderAsync(
                await (
                    state switch
                    {
                        "proven" => SampleStates.ProvenAsync(),
                        "empty" => SampleStates.EmptyAsync(),
                        _ => SampleStates.BrokenAsync(),
                    }
                )
            )
        );

        await AssertCleanAsync(page);
    }

    private static async Task AssertCleanAsync(IPage page)
    {
        await page.EvaluateAsync(AxeCore.Source);
        var found = await page.EvaluateAsync<JsonElement>(
            """
            async () => {
              const { violations, passes } = await axe.run(document, { resultTypes: ["violations"] });
              return { passes: passes.length, violations: violations.map(one => `${one.id}: ${one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(" | ")}`) };
            }
            """
        );

        Assert.True(found.GetProperty("passes").GetInt32() > 20, found.ToString());
        Assert.Empty(found.GetProperty("violations").EnumerateArray().Select(one => one.GetString()));
    }
}
