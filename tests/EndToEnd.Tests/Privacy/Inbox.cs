using System.Collections.Concurrent;
using LocalAzure.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EndToEnd.Tests.Privacy;

/// <summary>Takes what is posted to a webhook and keeps it.</summary>
public sealed class Inbox
{
    private readonly ConcurrentQueue<string> _messages = new();

    private Inbox(Uri address) => Address = address;

    public Uri Address { get; }

    /// <summary>The bodies, oldest first.</summary>
    public IReadOnlyCollection<string> Messages => _messages;

    /// <summary>Starts on a free loopback port; lives as long as the process.</summary>
    public static Inbox Start()
    {
        var inbox = new Inbox(new Uri($"http://127.0.0.1:{FreePorts.Base()}/inbox"));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(inbox.Address.GetLeftPart(UriPartial.Authority));
        var app = builder.Build();
        app.MapPost(inbox.Address.AbsolutePath, inbox.TakeAsync);
        _ = app.StartAsync();
        return inbox;
    }

    private async Task TakeAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        _messages.Enqueue(await reader.ReadToEndAsync(http.RequestAborted));
    }
}
