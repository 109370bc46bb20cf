using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LocalAzure.Tests.Load;

/// <summary>A backend whose stream ends before its last event.</summary>
internal sealed class BreakingBackend : IAsyncDisposable
{
    private readonly WebApplication _app;

    private BreakingBackend(WebApplication app) => _app = app;

    public string Url => _app.Urls.First();

    public static async Task<BreakingBackend> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var backend = new BreakingBackend(builder.Build());
        backend._app.Run(AnswerAsync);
        await backend._app.StartAsync();
        return backend;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task AnswerAsync(HttpContext http)
    {
        http.Response.ContentType = "text/event-stream";
        await http.Response.WriteAsync("data: first\n\n");
    }
}
