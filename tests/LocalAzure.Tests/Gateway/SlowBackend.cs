using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LocalAzure.Tests.Gateway;

/// <summary>A backend that sends one event, then waits until the test lets it send the last.</summary>
internal sealed class SlowBackend : IAsyncDisposable
{
    private readonly TaskCompletionSource _finish = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WebApplication _app;

    private SlowBackend(WebApplication app) => _app = app;

    public string Url => _app.Urls.First();

    public static async Task<SlowBackend> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var backend = new SlowBackend(builder.Build());
        backend._app.Run(backend.AnswerAsync);
        await backend._app.StartAsync();
        return backend;
    }

    public void Finish() => _finish.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        Finish();
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        http.Response.ContentType = "text/event-stream";
        await http.Response.WriteAsync("data: first\n\n");
        await http.Response.Body.FlushAsync();
        await _finish.Task;
        await http.Response.WriteAsync("data: last\n\n");
    }
}
