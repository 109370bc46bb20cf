using Functions.Pages;
using Importer.Reports;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Browser.Tests;

/// <summary>The page as the function Report answers it, on a free loopback port.</summary>
internal sealed class ReportServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ReportServer(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    public static async Task<ReportServer> StartAsync(IReportStore store)
    {
        var html = await RenderAsync(store);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapGet("/", () => Results.Text(html, "text/html; charset=utf-8"));
        await app.StartAsync();
        return new ReportServer(app);
    }

    /// <summary>The page as the function answers it.</summary>
    public static async Task<string> RenderAsync(IReportStore store)
    {
        await using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        var renderer = new ReportRenderer(services, services.GetRequiredService<ILoggerFactory>());
        var function = new Functions.Triggers.Report(new ReportBuilder(store, SampleReport.Clock), renderer);
        var answer = await function.RunAsync(TheInvocation.OfHttpGet("/api/report"), CancellationToken.None);
        return (string)answer.Outputs["res"]!["body"]!;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
