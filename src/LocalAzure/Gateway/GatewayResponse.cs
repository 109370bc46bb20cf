using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace LocalAzure.Gateway;

/// <summary>The answer as it stands in the pipeline: whole, or a stream that is still coming from the backend.</summary>
internal sealed class GatewayResponse : IDisposable
{
    private HttpResponseMessage? _source;

    public required int StatusCode { get; set; }

    public string? StatusReason { get; set; }

    public HeaderBag Headers { get; init; } = new();

    /// <summary>The whole body; unused while <see cref="Stream"/> is set.</summary>
    public byte[] Body { get; set; } = [];

    /// <summary>What is still to come, when the policy asked not to buffer.</summary>
    public Stream? Stream { get; private set; }

    public bool IsEventStream => Headers.Get("Content-Type")?.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase) == true;

    public string Text => Encoding.UTF8.GetString(Body);

    public static GatewayResponse Of(int status) => new() { StatusCode = status, StatusReason = ReasonPhrases.GetReasonPhrase(status) };

    /// <summary>Hands the backend's open answer over; it is closed with this response.</summary>
    public void Follow(HttpResponseMessage source, Stream stream)
    {
        _source = source;
        Stream = stream;
    }

    /// <summary>Puts another body in the place of whatever was there or was to come.</summary>
    public void Replace(byte[] body)
    {
        Body = body;
        Stream = null;
        Headers.Remove("Content-Length");
    }

    public void Dispose() => _source?.Dispose();
}
