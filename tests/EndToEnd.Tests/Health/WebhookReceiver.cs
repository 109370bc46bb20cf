using System.Text.Json.Nodes;
using LocalAzure.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EndToEnd.Tests.Health;

/// <summary>
/// Two webhooks on the loopback: one takes adaptive cards, one plain JSON. Keeps what it took and counts what it refused.
/// </summary>
public sealed class WebhookReceiver
{
    private readonly Lock _gate = new();
    private readonly List<JsonNode> _cards = [];
    private readonly List<JsonNode> _plain = [];
    private bool _refuses;
    private int _refused;

    private WebhookReceiver(Uri address) => Address = address;

    public Uri Address { get; }

    /// <summary>The cards that were taken, oldest first.</summary>
    public IReadOnlyList<JsonNode> Cards => Copy(_cards);

    /// <summary>The plain messages that were taken, oldest first.</summary>
    public IReadOnlyList<JsonNode> Plain => Copy(_plain);

    /// <summary>How many posts were refused.</summary>
    public int Refused
    {
        get
        {
            lock (_gate)
            {
                return _refused;
            }
        }
    }

    /// <summary>Starts on a free loopback port; lives as long as the process.</summary>
    public static WebhookReceiver Start()
    {
        var receiver = new WebhookReceiver(new Uri($"http://127.0.0.1:{FreePorts.Base()}/"));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(receiver.Address.AbsoluteUri);
        var app = builder.Build();
        app.MapPost("/card", http => receiver.TakeAsync(http, receiver._cards));
        app.MapPost("/json", http => receiver.TakeAsync(http, receiver._plain));
        _ = app.StartAsync();
        return receiver;
    }

    /// <summary>Answers 500 from now on, or takes messages again.</summary>
    public void Refuse(bool refuses)
    {
        lock (_gate)
        {
            _refuses = refuses;
            _refused = 0;
        }
    }

    /// <summary>Throws away what it has.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            _cards.Clear();
            _plain.Clear();
        }
    }

    private async Task TakeAsync(HttpContext http, List<JsonNode> kept)
    {
        var message = (await JsonNode.ParseAsync(http.Request.Body))!;
        lock (_gate)
        {
            if (_refuses)
            {
                _refused++;
                http.Response.Headers.RetryAfter = "0";
                http.Response.StatusCode = StatusCodes.Status500InternalServerError;
                return;
            }

            kept.Add(message);
        }
    }

    private List<JsonNode> Copy(List<JsonNode> kept)
    {
        lock (_gate)
        {
            return [.. kept];
        }
    }
}
