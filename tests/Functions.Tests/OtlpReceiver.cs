using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Functions.Tests;

/// <summary>Takes what is exported by OTLP over HTTP; bodies are kept as they came, names in them are plain text.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<(string Path, byte[] Body)> _received = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly WebApplication _app;

    private OtlpReceiver()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(TakeAsync);
    }

    public string Address => _app.Urls.Single();

    public static async Task<OtlpReceiver> StartAsync()
    {
        var receiver = new OtlpReceiver();
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>Waits for an export to <paramref name="path"/> whose body satisfies <paramref name="wanted"/>.</summary>
    public async Task<string> WaitAsync(string path, Func<string, bool> wanted)
    {
        using var within = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var found = _received
                .Where(export => export.Path == path)
                .Select(export => Encoding.Latin1.GetString(export.Body))
                .FirstOrDefault(wanted);
            if (found is not null)
            {
                return found;
            }

            await _arrived.WaitAsync(within.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _arrived.Dispose();
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        _received.Enqueue((context.Request.Path.Value!, body.ToArray()));
        _arrived.Release();
    }
}
