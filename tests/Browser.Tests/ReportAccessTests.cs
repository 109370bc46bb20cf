using System.Text.Json;
using Microsoft.Playwright;

namespace Browser.Tests;

/// <summary>What screen readers and weak eyes meet: names, order of headings, contrast, semantics that the layout keeps.</summary>
public sealed class ReportAccessTests(ReportBrowser browser) : IClassFixture<ReportBrowser>
{
    // WCAG 2.2, 1.4.3: https://www.w3.org/TR/WCAG22/#contrast-minimum
    private const double Enough = 4.5;

    // WCAG 2.2, 1.4.11: https://www.w3.org/TR/WCAG22/#non-text-contrast
    private const double EnoughForDrawings = 3;

    [BrowserTheory]
    [InlineData(360, ColorScheme.Light)]
    [InlineData(360, ColorScheme.Dark)]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    public async Task Every_text_stands_out_from_its_ground(int width, ColorScheme scheme)
    {
        var page = await browser.OpenAsync(width, scheme: scheme);
        await page.EvaluateAsync("() => document.querySelectorAll('details').forEach(one => one.open = true)");

        var texts = await page.EvaluateAsync<JsonElement>(PageScripts.Contrasts);

        Assert.True(texts.GetArrayLength() > 200, $"only {texts.GetArrayLength()} texts");
        Assert.All(texts.EnumerateArray(), text => Assert.True(text.GetProperty("ratio").GetDouble() >= Enough, text.ToString()));
    }

    [BrowserTheory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Lines_and_bars_that_say_something_stand_out(ColorScheme scheme)
    {
        var page = await browser.OpenAsync(scheme: scheme);

        var shapes = await page.EvaluateAsync<JsonElement>(PageScripts.DrawingContrasts);

        Assert.True(shapes.GetArrayLength() > 20);
        Assert.All(
            shapes.EnumerateArray(),
            shape => Assert.True(shape.GetProperty("ratio").GetDouble() >= EnoughForDrawings, shape.ToString())
        );
    }

    [BrowserTheory]
    [InlineData(360)]
    [InlineData(1280)]
    public async Task Everything_that_has_a_role_has_a_name(int width)
    {
        var page = await browser.OpenAsync(width);

        // As assistive technology is told: the browser's own accessibility tree.
        var session = await page.Context.NewCDPSessionAsync(page);
        var tree = await session.SendAsync("Accessibility.getFullAXTree");
        var nodes = tree!
            .Value.GetProperty("nodes")
            .EnumerateArray()
            .Where(node => !node.GetProperty("ignored").GetBoolean())
            .Select(node => (Role: Text(node, "role"), Name: Text(node, "name")))
            .ToList();

        string[] named =
        [
            "button",
            "link",
            "searchbox",
            "textbox",
            "combobox",
            "heading",
            "region",
            "navigation",
            "main",
            "table",
            "columnheader",
            "rowheader",
            "image",
            "meter",
            "group",
        ];
        Assert.All(
            nodes.Where(node => named.Contains(node.Role)),
            node => Assert.True(node.Name.Length > 0, $"a {node.Role} without a name")
        );
        foreach (
            var (role, atLeast) in (IEnumerable<(string, int)>)
                [
                    ("table", 4),
                    ("rowheader", 40),
                    ("image", 12),
                    ("meter", 2),
                    ("combobox", 5),
                    ("searchbox", 3),
                    ("region", 8),
                    ("heading", 8),
                ]
        )
        {
            Assert.True(nodes.Count(node => node.Role == role) >= atLeast, $"only {nodes.Count(node => node.Role == role)} of role {role}");
        }
    }

    [BrowserFact]
    public async Task Headings_go_down_by_one_and_there_is_one_of_the_first()
    {
        var page = await browser.OpenAsync();

        var levels = await page.EvaluateAsync<int[]>(
            "() => [...document.querySelectorAll('h1, h2, h3, h4')].map(one => Number(one.tagName[1]))"
        );

        Assert.Equal(1, levels[0]);
        Assert.Single(levels, level => level == 1);
        Assert.All(levels.Zip(levels.Skip(1)), pair => Assert.True(pair.Second - pair.First <= 1));
        Assert.Equal("en", await page.Locator("html").GetAttributeAsync("lang"));
    }

    [BrowserFact]
    public async Task What_is_pressed_on_a_phone_is_large_enough()
    {
        var page = await browser.OpenAsync(360);

        // WCAG 2.2, 2.5.8: https://www.w3.org/TR/WCAG22/#target-size-minimum
        var small = await page.EvaluateAsync<string[]>(
            "() => [...document.querySelectorAll('nav a, input, select, summary')].filter(one => one.getBoundingClientRect().height < 24).map(one => one.outerHTML.slice(0, 80))"
        );

        Assert.Empty(small);
    }

    private static string Text(JsonElement node, string property) =>
        node.TryGetProperty(property, out var value) && value.TryGetProperty("value", out var text) ? text.ToString() : "";
}
