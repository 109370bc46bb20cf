using Microsoft.Playwright;

namespace Browser.Tests;

/// <summary>The page in a real browser: it keeps to itself, fits a phone, prints whole, and is worked by keyboard alone.</summary>
public sealed class ReportPageTests(ReportBrowser browser) : IClassFixture<ReportBrowser>
{
    private const string VisibleNames =
        "() => [...document.querySelectorAll('#health-table tbody tr')].filter(row => !row.hidden).map(row => row.cells[0].dataset.value)";

    [BrowserTheory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Nothing_goes_wrong_and_nothing_is_asked_of_anybody(ColorScheme scheme)
    {
        var page = await browser.OpenAsync(scheme: scheme);
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        Assert.Empty(browser.Said);
        Assert.Empty(browser.Asked);
    }

    [BrowserFact]
    public async Task A_name_that_looks_like_HTML_stays_a_name()
    {
        var page = await browser.OpenAsync();

        Assert.Equal(0, await page.Locator("img").CountAsync());
        Assert.True(await page.GetByText(SampleReport.Evil).CountAsync() > 0);
        Assert.Empty(browser.Said);
    }

    [BrowserTheory]
    [InlineData(360)]
    [InlineData(768)]
    [InlineData(1280)]
    public async Task Nothing_sticks_out_to_the_side(int width)
    {
        var page = await browser.OpenAsync(width);

        Assert.Equal(width, await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
        Assert.Empty(
            await page.EvaluateAsync<string[]>(
                "width => [...document.body.querySelectorAll('*')].filter(one => !one.closest('.skip, .unseen, thead') && one.getBoundingClientRect().right > width + 1).map(one => `${one.tagName} ${one.textContent.slice(0, 40)}`)",
                width
            )
        );
    }

    [BrowserFact]
    public async Task The_filter_is_worked_by_keyboard()
    {
        var page = await browser.OpenAsync();
        await TabToAsync(page, "Filter", "health-tools");
        await page.Keyboard.TypeAsync("contoso/");

        Assert.Equal(
            ["contoso/gpt-4o", "contoso/gpt-4o-mini", "contoso/text-embedding-3-large", "contoso/o3"],
            await page.EvaluateAsync<string[]>(VisibleNames)
        );
        Assert.Equal("4 of 11", await page.Locator("#health-tools [role=status]").TextContentAsync());

        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("throttled");
        Assert.Equal(["contoso/o3"], await page.EvaluateAsync<string[]>(VisibleNames));
    }

    [BrowserFact]
    public async Task A_column_is_sorted_by_keyboard_and_says_so()
    {
        var page = await browser.OpenAsync();
        await TabToAsync(page, "Latency", "health-table");
        var head = page.Locator("#health-table th", new() { HasText = "Latency" }).First;

        await page.Keyboard.PressAsync("Enter");
        var up = await page.EvaluateAsync<string[]>(VisibleNames);
        Assert.Equal(("ascending", "contoso/text-embedding-3-large"), (await head.GetAttributeAsync("aria-sort"), up[0]));

        await page.Keyboard.PressAsync("Space");
        var down = await page.EvaluateAsync<string[]>(VisibleNames);
        Assert.Equal(("descending", "contoso/o3"), (await head.GetAttributeAsync("aria-sort"), down[0]));

        // What was not called has no latency and stays at the end either way.
        Assert.Equal(["partner/dall-e-3", "research/whisper"], up[^2..].Order());
        Assert.Equal(["partner/dall-e-3", "research/whisper"], down[^2..].Order());
    }

    [BrowserFact]
    public async Task On_a_phone_the_list_sorts_where_the_heads_are_hidden()
    {
        var page = await browser.OpenAsync(360);
        await page.Locator("#health-tools").GetByLabel("Sort by").SelectOptionAsync(new SelectOptionValue { Label = "Status ↓" });

        Assert.Equal(
            "unhealthy",
            await page.EvaluateAsync<string>("() => document.querySelector('#health-table tbody tr').dataset.status")
        );
    }

    [BrowserTheory]
    [InlineData(360)]
    [InlineData(1280)]
    public async Task What_is_filtered_out_is_not_seen(int width)
    {
        var page = await browser.OpenAsync(width);
        await page.Locator("#health-tools input").FillAsync("nothing is called so");

        Assert.Equal(0, await page.Locator("#health-table tbody tr:visible").CountAsync());
    }

    [BrowserFact]
    public async Task The_first_tab_offers_to_skip_to_the_report()
    {
        var page = await browser.OpenAsync();
        await page.Keyboard.PressAsync("Tab");
        Assert.Equal("Skip to the report", await page.EvaluateAsync<string>("() => document.activeElement.textContent"));
        Assert.True(await page.Locator(".skip").EvaluateAsync<bool>("link => link.getBoundingClientRect().left >= 0"));
        await page.Keyboard.PressAsync("Enter");
        Assert.Equal("main", await page.EvaluateAsync<string>("() => document.activeElement.id"));
    }

    [BrowserFact]
    public async Task Without_scripts_everything_is_there_to_read()
    {
        var with = await browser.OpenAsync();
        var without = await browser.OpenAsync(scripts: false);

        Assert.Equal(0, await without.Locator(".tools:visible").CountAsync());
        foreach (
            var rows in (string[])
                ["#health-table tbody tr", "#run-table tbody tr", "#import-table tbody tr", "#attention li", "#drift tbody tr"]
        )
        {
            Assert.Equal(await with.Locator(rows).CountAsync(), await without.Locator($"{rows}:visible").CountAsync());
        }
    }

    [BrowserFact]
    public async Task In_print_everything_shows_even_what_is_filtered_or_folded()
    {
        var page = await browser.OpenAsync(794, 1123, ColorScheme.Dark);
        await page.Locator("#health-tools input").FillAsync("nothing is called so");
        await page.EmulateMediaAsync(new() { Media = Media.Print });

        Assert.Equal(11, await page.Locator("#health-table tbody tr:visible").CountAsync());
        Assert.Equal(0, await page.Locator("nav:visible, .tools:visible").CountAsync());
        var folded = page.Locator("#imported details:not([open]) dl");
        Assert.True(await folded.CountAsync() > 0);
        Assert.All(
            await folded.AllAsync(),
            one =>
                Assert.True(
                    one.EvaluateAsync<bool>(
                        "list => list.checkVisibility({ contentVisibilityAuto: true }) && list.getBoundingClientRect().height > 0"
                    ).Result
                )
        );
        Assert.Equal("rgb(255, 255, 255)", await page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor"));
        await page.PdfAsync(new() { Path = Path.Combine(ReportBrowser.Pictures, "print.pdf"), Format = "A4" });
    }

    [BrowserFact]
    public async Task Direction_follows_each_name()
    {
        var page = await browser.OpenAsync();

        // Account and slash come first, though the name reads from right to left.
        var left = await page.EvaluateAsync<bool>(
            "() => { const name = [...document.querySelectorAll('#health-table bdi')].find(one => one.textContent.includes('مساعد')); return getComputedStyle(name).direction === 'ltr'; }"
        );
        Assert.True(left);
    }

    private static async Task TabToAsync(IPage page, string name, string inside)
    {
        for (var presses = 0; presses < 60; presses++)
        {
            await page.Keyboard.PressAsync("Tab");
            var at = await page.EvaluateAsync<string?>(
                "inside => { const at = document.activeElement; return at.closest(`#${inside}`) ? (at.labels?.[0] ?? at).textContent.trim() : null; }",
                inside
            );
            if (at?.StartsWith(name, StringComparison.Ordinal) == true)
            {
                return;
            }
        }

        Assert.Fail($"No Tab leads to {name} in {inside}.");
    }
}
