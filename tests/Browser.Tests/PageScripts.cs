namespace Browser.Tests;

/// <summary>What is computed in the page.</summary>
internal static class PageScripts
{
    // Relative luminance and contrast as WCAG defines them: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
    private const string Colours = """
        const parse = colour => colour.match(/[\d.]+/g).map(Number);
        const channel = part => { const share = part / 255; return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4; };
        const light = ([red, green, blue]) => 0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue);
        const ratio = (one, other) => { const [a, b] = [light(one), light(other)].sort((x, y) => y - x); return (a + 0.05) / (b + 0.05); };
        const ground = node => { for (let at = node; at; at = at.parentElement) { const colour = parse(getComputedStyle(at).backgroundColor); if (colour.length === 3 || colour[3] === 1) { return colour; } if (colour[3] > 0) { throw new Error("half transparent ground"); } } return [255, 255, 255]; };
        """;

    /// <summary>The contrast of every visible text.</summary>
    public const string Contrasts = $$"""
        () => {
          {{Colours}}
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
          while (walker.nextNode()) {
            const text = walker.currentNode.textContent.trim(), parent = walker.currentNode.parentElement;
            if (text === "" || parent.closest("script, style, title") || !parent.checkVisibility()) { continue; }
            const style = getComputedStyle(parent), svg = parent.namespaceURI.endsWith("svg");
            found.push({ text: text.slice(0, 40), ratio: ratio(parse(svg ? style.fill : style.color), ground(parent)) });
          }
          return found;
        }
        """;

    /// <summary>The contrast of lines and bars that carry meaning; what is skipped says nothing.</summary>
    public const string DrawingContrasts = $$"""
        () => {
          {{Colours}}
          return [...document.querySelectorAll(".spark polyline, .spark rect:not(.skipped), .days rect")].map(shape => {
            const style = getComputedStyle(shape), line = shape.tagName === "polyline";
            return { text: `${shape.tagName} ${shape.getAttribute("class")}`, ratio: ratio(parse(line ? style.stroke : style.fill), ground(shape.closest("svg").parentElement)) };
          });
        }
        """;
}
