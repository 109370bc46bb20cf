using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Browser.Tests;

/// <summary>One Chromium with the sample's page, for all tests of the class; what it said and asked for is kept.</summary>
public sealed class ReportBrowser : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> _said = new();
    private readonly ConcurrentQueue<string> _asked = new();
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private ReportServer? _server;

    /// <summary>Errors and warnings of the console, and exceptions of scripts.</summary>
    public IReadOnlyCollection<string> Said => _said;

    /// <summary>Requests to anywhere but the page itself.</summary>
    public IReadOnlyCollection<string> Asked => _asked;

    /// <summary>Where pictures go.</summary>
    public static string Pictures { get; } = Directory.CreateDirectory(Path.Combine(Repository(), "artifacts", "report-page")).FullName;

    public async Task InitializeAsync()
    {
        if (Chromium.Path is not { } path)
        {
            return;
        }

        _server = await ReportServer.StartAsync(await SampleReport.StoreAsync());
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Headless = true });
    }

    /// <summary>The page in a window of its own.</summary>
    public async Task<IPage> OpenAsync(int width = 1280, int height = 900, ColorScheme scheme = ColorScheme.Light, bool scripts = true)
    {
        var context = await _browser!.NewContextAsync(
            new()
            {
                ViewportSize = new() { Width = width, Height = height },
                ColorScheme = scheme,
                JavaScriptEnabled = scripts,
                ReducedMotion = ReducedMotion.Reduce,
            }
        );
        var page = await context.NewPageAsync();
        page.Console += (_, message) => _said.Enqueue($"{message.Type}: {message.Text}");
        page.PageError += (_, error) => _said.Enqueue(error);
        page.Request += (_, request) => Note(request.Url);
        await page.GotoAsync(_server!.Address.AbsoluteUri);
        return page;
    }

    public async Task DisposeAsync()
    {
        await (_browser?.DisposeAsync() ?? ValueTask.CompletedTask);
        _playwright?.Dispose();
        await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    private void Note(string url)
    {
        if (url != _server!.Address.AbsoluteUri && !url.StartsWith("data:", StringComparison.Ordinal))
        {
            _asked.Enqueue(url);
        }
    }

    /// <summary>The repository's root.</summary>
    public static string Repository()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "Functions.sln")))
        {
            at = at.Parent;
        }

        return at?.FullName ?? throw new DirectoryNotFoundException("The repository's root is not above the tests.");
    }
}
