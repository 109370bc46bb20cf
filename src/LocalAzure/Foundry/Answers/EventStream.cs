using System.Text.Json.Nodes;

namespace LocalAzure.Foundry.Answers;

/// <summary>Server-sent events, each sent as soon as it is there.</summary>
internal sealed class EventStream(InferenceCall call)
{
    private bool _hasSent;

    public void Begin()
    {
        call.Http.Response.ContentType = "text/event-stream; charset=utf-8";
        call.Http.Response.Headers.CacheControl = "no-cache";
    }

    public Task SendAsync(JsonNode data, CancellationToken cancellationToken) =>
        SendAsync($"data: {data.ToJsonString()}\n\n", cancellationToken);

    /// <summary>A named event, as the responses API sends them.</summary>
    public Task SendAsync(string name, JsonNode data, CancellationToken cancellationToken) =>
        SendAsync($"event: {name}\ndata: {data.ToJsonString()}\n\n", cancellationToken);

    public Task EndAsync(CancellationToken cancellationToken) => SendAsync("data: [DONE]\n\n", cancellationToken);

    private async Task SendAsync(string text, CancellationToken cancellationToken)
    {
        if (_hasSent && call.State.StreamPace > TimeSpan.Zero)
        {
            await Task.Delay(call.State.StreamPace, call.Cloud.Clock, cancellationToken);
        }

        _hasSent = true;
        await call.Http.Response.WriteAsync(text, cancellationToken);
        await call.Http.Response.Body.FlushAsync(cancellationToken);
    }
}
