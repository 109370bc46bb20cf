using Microsoft.Playwright;

namespace Browser.Tests;

/// <summary>Pictures of the page, for people to look at: artifacts/report-page.</summary>
public sealed class ReportPictureTests(ReportBrowser browser) : IClassFixture<ReportBrowser>
{
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
}
