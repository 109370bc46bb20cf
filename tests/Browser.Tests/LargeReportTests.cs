using System.Diagnostics;
using System.Text;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace Browser.Tests;

/// <summary>The page at 5,000 deployments: light, at hand at once, and every deployment can be found in it.</summary>
public sealed class LargeReportTests(ReportBrowser browser, LargeReportPage large, ITestOutputHelper output)
    : IClassFixture<ReportBrowser>,
        IClassFixture<LargeReportPage>
{
    private const string Names = "() => [...document.querySelectorAll('#health-table tbody tr')].map(row => row.cells[0].dataset.value)";
    private const int Deployments = LargeReport.Accounts * LargeReport.Each;

    [BrowserFact]
    public async Task It_is_lighter_than_a_megabyte_and_small_in_the_browser()
    {
        var weight = Encoding.UTF8.GetByteCount(large.Html);
        var began = Stopwatch.GetTimestamp();
        var page = await OpenAsync();
        var shown = Stopwatch.GetElapsedTime(began);
        await UnpackedAsync(page);
        await File.WriteAllTextAsync(Path.Combine(ReportBrowser.Pictures, "report-5000.html"), large.Html);
        output.WriteLine(
            $"{weight:N0} bytes; shown after {shown.TotalMilliseconds:N0} ms, unpacked after {Stopwatch.GetElapsedTime(began).TotalMilliseconds:N0} ms"
        );

        Assert.True(weight < 1_000_000, $"the page has {weight:N0} bytes");
        Assert.True(await page.EvaluateAsync<int>("() => document.querySelectorAll('*').length") < 15_000);
        Assert.Equal(100, await page.Locator("#health-table tbody tr").CountAsync());
    }

    [BrowserFact]
    public async Task The_worst_come_first_and_each_number_is_the_same_wherever_it_stands()
    {
        var page = await OpenAsync();
        await UnpackedAsync(page);

        Assert.Equal(50, await page.Locator("#health-table tbody tr[data-status=unhealthy]").CountAsync());
        Assert.Equal("unhealthy", await page.Locator("#health-table tbody tr").First.GetAttributeAsync("data-status"));
        Assert.Equal("unhealthy", await page.Locator("#account-table tbody tr").First.GetAttributeAsync("data-status"));

        await page.Locator("#health-tools [data-status-of]").SelectOptionAsync("unhealthy");
        var tile = await page.Locator(".tiles div", new() { HasText = "unhealthy" }).Locator("dd").TextContentAsync();
        Assert.Equal(("50", $"50 of {Deployments}"), (tile, await CountAsync(page)));
        Assert.Contains(
            "1,000 accounts with 5,000 deployments",
            await page.Locator("#accounts").TextContentAsync(),
            StringComparison.Ordinal
        );
    }

    [BrowserFact]
    public async Task What_does_not_stand_in_the_page_is_found_shown_and_kept_in_the_address()
    {
        var page = await OpenAsync();
        await page.Locator("#health-tools input").FillAsync("o3-4003");
        await UnpackedAsync(page);

        Assert.Equal(["account-0800/o3-4003"], await page.EvaluateAsync<string[]>(Names));
        Assert.Equal($"1 of {Deployments}", await CountAsync(page));
        Assert.Equal(1, await page.Locator("#health-table tbody tr svg rect.healthy").First.CountAsync());
        Assert.EndsWith("#&health.q=o3-4003", page.Url, StringComparison.Ordinal);

        await page.ReloadAsync();
        await UnpackedAsync(page);
        Assert.Equal(["account-0800/o3-4003"], await page.EvaluateAsync<string[]>(Names));
        Assert.Equal("o3-4003", await page.Locator("#health-tools input").InputValueAsync());
    }

    [BrowserFact]
    public async Task More_rows_come_by_a_button_and_in_the_order_that_was_asked_for()
    {
        var page = await OpenAsync();
        await UnpackedAsync(page);
        await page.Locator("#health-table th button", new() { HasText = "Deployment" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Show 100 more of 4900" }).First.ClickAsync();

        var names = await page.EvaluateAsync<string[]>(Names);

        Assert.Equal(200, names.Length);
        Assert.Equal("account-0000/gpt-4.1-0004", names[0]);
        Assert.StartsWith("account-0039/", names[199], StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task A_packed_name_that_looks_like_HTML_stays_a_name()
    {
        var page = await OpenAsync();
        await page.Locator("#health-tools input").FillAsync("zz<img");
        await page.Locator("#import-tools input").FillAsync("zz<img");
        await UnpackedAsync(page);

        Assert.Equal([$"account-0999/{LargeReport.Evil}"], await page.EvaluateAsync<string[]>(Names));
        Assert.Equal(0, await page.Locator("img").CountAsync());
        Assert.Empty(browser.Said);
    }

    [BrowserFact]
    public async Task The_snippets_of_an_API_that_was_packed_carry_its_own_address()
    {
        var page = await OpenAsync();
        await page.Locator("#api-tools input").FillAsync("account-0777");
        await UnpackedAsync(page);
        await page.Locator("#api-table tbody button", new() { HasText = "Snippets" }).ClickAsync();

        var curl = await page.Locator("#snippets-AzureOpenAI pre").First.TextContentAsync();

        Assert.Contains(
            "https://contoso-apim.azure-api.net/account-0777/openai/deployments/gpt-4o-3885/chat/completions?api-version=2024-10-21",
            curl,
            StringComparison.Ordinal
        );
    }

    [BrowserFact]
    public async Task The_picture_shows_it()
    {
        var page = await OpenAsync();
        await UnpackedAsync(page);
        var picture = await page.ScreenshotAsync(new() { Path = Path.Combine(ReportBrowser.Pictures, "report-5000.png") });

        Assert.True(picture.Length > 20_000);
    }

    private static Task<string?> CountAsync(IPage page) => page.Locator("#health-tools [role=status]").TextContentAsync();

    private static Task UnpackedAsync(IPage page) => page.Locator("html[data-unpacked]").WaitForAsync();

    private async Task<IPage> OpenAsync()
    {
        var page = await browser.OpenAsync();
        await page.GotoAsync(large.Address.AbsoluteUri);
        return page;
    }
}

/// <summary>The large page, rendered once.</summary>
public sealed class LargeReportPage : IAsyncLifetime
{
    private ReportServer? _server;

    /// <summary>The page.</summary>
    public string Html { get; private set; } = "";

    /// <summary>Where it is.</summary>
    public Uri Address => _server!.Address;

    public async Task InitializeAsync()
    {
        Html = await ReportServer.RenderAsync(LargeReport.Make());
        _server = await ReportServer.StartAsync(Html);
    }

    public async Task DisposeAsync() => await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
}
