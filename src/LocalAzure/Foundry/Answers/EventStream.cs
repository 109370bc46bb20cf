using System.Text.Json.Nodes;

namespace LocalAzure.Foundry.Answers;

/// <summary>Server-sent events, each sent as soon as it is there.</summary>
internal sealed class EventStream(HttpContext http)
{
    public void Begin()
    {
        http.Response.ContentType = "text/event-stream; charset=utf-8";
        http.Response.Headers.CacheControl = "no-cache";
    }

    public Task SendAsync(JsonNode data, CancellationToken cancellationToken) => SendAsync($"data: {data.ToJsonString()}\n\n", cancellationToken);

    /// <summary>A named event, as the responses API sends them.</summary>
    public Task SendAsync(string name, JsonNode data, CancellationToken cancellationToken) =>
        SendAsync($"event: {name}\ndata: {data.ToJsonString()}\n\n", cancellationToken);

    public Task EndAsync(CancellationToken cancellationToken) => SendAsync("data: [DONE]\n\n", cancellationToken);

    private async Task SendAsync(string text, CancellationToken cancellationToken)
    {
        await http.Response.WriteAsync(text, cancellationToken);
        await http.Response.Body.FlushAsync(cancellationToken);
    }
}
