using System.Text;
using Functions.Publishing;
using Functions.Settings;
using Importer.Configuration;
using Importer.Reports;
using Importer.Resources;
using Importer.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pages;

namespace Browser.Tests;

/// <summary>The page as the function Report answers it, on a free loopback port.</summary>
internal sealed class ReportServer : IAsyncDisposable
{
    private const string Group = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-ai";

    private static readonly ImporterSettings Settings = new()
    {
        ServiceId = ResourceId.Parse(Group + "/providers/Microsoft.ApiManagement/service/contoso-apim"),
        Scopes = [ResourceId.Parse(Group)],
        ReportsContainer = "reports",
        Runbook = new Uri("https://wiki.contoso.example/importer/operations.md"),
    };

    private static readonly AppSettings App = AppSettings.Read(
        AppContext.BaseDirectory,
        name =>
            name switch
            {
                Schedule.TestCalls => "0 */15 * * * *",
                Schedule.Drift => "0 7 * * * *",
                Schedule.HealthReport => "0 0 6 * * *",
                _ => null,
            }
    );

    private readonly WebApplication _app;

    private ReportServer(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    public static async Task<ReportServer> StartAsync(IDocumentStore store) => await StartAsync(await RenderAsync(store));

    /// <summary>Serves a page that is there already.</summary>
    public static async Task<ReportServer> StartAsync(string html)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapGet("/", () => Results.Text(html, "text/html; charset=utf-8"));
        await app.StartAsync();
        return new ReportServer(app);
    }

    /// <summary>The page as the function answers it.</summary>
    public static async Task<string> RenderAsync(IDocumentStore store)
    {
        await using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        var renderer = new ReportRenderer(
            services.GetRequiredService<IServiceScopeFactory>(),
            services.GetRequiredService<ILoggerFactory>()
        );
        var current = new CurrentReport(
            Settings,
            App,
            new ReportBuilder(store, SampleReport.Clock),
            (_, _) => Task.CompletedTask,
            services.GetRequiredService<ILogger<CurrentReport>>()
        );
        var http = new DefaultHttpContext { Response = { Body = new MemoryStream() } };
        var answer = await new Functions.Triggers.Reports(current, renderer).PageAsync(http.Request, CancellationToken.None);
        await answer.ExecuteResultAsync(new ActionContext { HttpContext = http });
        return Encoding.UTF8.GetString(((MemoryStream)http.Response.Body).ToArray());
    }

    /// <summary>The page of a report that is put together already.</summary>
    public static async Task<string> RenderAsync(ReportDocument report)
    {
        await using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        return await new ReportRenderer(
            services.GetRequiredService<IServiceScopeFactory>(),
            services.GetRequiredService<ILoggerFactory>()
        ).RenderAsync(report.LinkedBy(Settings));
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
