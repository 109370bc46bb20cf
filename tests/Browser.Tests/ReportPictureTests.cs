using Microsoft.Playwright;

namespace Browser.Tests;

/// <summary>
/// Pictures of the page, for people to look at: artifacts/report-page. With <c>UPDATE_PICTURES=1</c> those that the documentation shows are
/// written to docs/images too.
/// </summary>
public sealed class ReportPictureTests(ReportBrowser browser) : IClassFixture<ReportBrowser>
{
    private static readonly string Documented = Path.Combine(ReportBrowser.Repository(), "docs", "images");

    [BrowserTheory]
    [InlineData("phone", 360, 780, ColorScheme.Light)]
    [InlineData("phone", 360, 780, ColorScheme.Dark)]
    [InlineData("desktop", 1280, 900, ColorScheme.Light)]
    [InlineData("desktop", 1280, 900, ColorScheme.Dark)]
    public async Task A_picture_shows_the_whole_page(string size, int width, int height, ColorScheme scheme)
    {
        var page = await browser.OpenAsync(width, height, scheme);
        var file = Path.Combine(ReportBrowser.Pictures, $"{size}-{scheme}.png");

        var picture = await page.ScreenshotAsync(new() { Path = file, FullPage = true });

        Assert.True(picture.Length > 20_000, $"{file} is nearly empty");
    }

    [BrowserTheory]
    [InlineData("report-desk", 1280, 1000, ColorScheme.Light)]
    [InlineData("report-dark", 1280, 1000, ColorScheme.Dark)]
    [InlineData("report-phone", 390, 844, ColorScheme.Light)]
    public async Task A_picture_shows_what_a_person_sees_first(string name, int width, int height, ColorScheme scheme)
    {
        var page = await browser.OpenAsync(width, height, scheme);

        var picture = await page.ScreenshotAsync(new() { Path = Path.Combine(ReportBrowser.Pictures, $"{name}.png") });

        Assert.True(picture.Length > 20_000, $"{name} is nearly empty");
        Keep(name, picture);
    }

    [BrowserTheory]
    [InlineData("accounts")]
    [InlineData("health")]
    [InlineData("aliases")]
    [InlineData("apis")]
    [InlineData("drift")]
    [InlineData("imported")]
    public async Task A_picture_shows_each_part(string part)
    {
        var page = await browser.OpenAsync();
        if (part == "apis")
        {
            await page.Locator("#api-table button", new() { HasText = "Snippets" }).First.ClickAsync();
        }

        var picture = await page.Locator($"#{part}")
            .ScreenshotAsync(new() { Path = Path.Combine(ReportBrowser.Pictures, $"report-{part}.png") });

        Assert.True(picture.Length > 5_000, $"{part} is nearly empty");
        Keep($"report-{part}", picture);
    }

    [Theory]
    [InlineData("README.md", "docs/images/report-desk.png")]
    [InlineData("docs/operations.md", "images/report-health.png")]
    [InlineData("docs/clients.md", "images/report-apis.png")]
    public void Documentation_shows_pictures_that_are_there(string page, string picture)
    {
        var file = Path.Combine(ReportBrowser.Repository(), page);

        Assert.Contains($"]({picture})", File.ReadAllText(file), StringComparison.Ordinal);
        Assert.True(
            File.Exists(Path.Combine(Path.GetDirectoryName(file)!, picture)),
            $"{page} shows {picture}, which is not there: run these tests with UPDATE_PICTURES=1"
        );
    }

    private static void Keep(string name, byte[] picture)
    {
        if (Environment.GetEnvironmentVariable("UPDATE_PICTURES") == "1" && File.Exists(Path.Combine(Documented, $"{name}.png")))
        {
            File.WriteAllBytes(Path.Combine(Documented, $"{name}.png"), picture);
        }
    }
}
