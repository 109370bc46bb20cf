using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalAzure.Foundry;

namespace LocalAzure.Gateway.Llm;

/// <summary>Listens to an answer while it streams by: the text so far and the usage chunk, if one comes.</summary>
internal sealed class StreamTap : IDisposable
{
    private readonly MemoryStream _bytes = new();
    private readonly StringBuilder _text = new();
    private int _read;
    private TokenReport? _reported;

    /// <summary>The model's words so far.</summary>
    public string Text => _text.ToString();

    public void Add(ReadOnlySpan<byte> chunk)
    {
        _bytes.Write(chunk);
        var seen = _bytes.GetBuffer().AsSpan(0, (int)_bytes.Length);
        for (var end = seen[_read..].IndexOf((byte)'\n'); end >= 0; end = seen[_read..].IndexOf((byte)'\n'))
        {
            ReadLine(Encoding.UTF8.GetString(seen.Slice(_read, end)).TrimEnd('\r'));
            _read += end + 1;
        }
    }

    /// <summary>
    /// Streams are always estimated by the token limit, prompt and completion; the report serves the metrics.
    /// https://learn.microsoft.com/azure/api-management/llm-token-limit-policy#usage-notes
    /// </summary>
    public LlmUsage Usage(PolicyContext context) => new(context.Prompt?.EstimatedTokens ?? 0, TokenCounter.Count(Text), _reported);

    public void Dispose() => _bytes.Dispose();

    private void ReadLine(string line)
    {
        if (!line.StartsWith("data:", StringComparison.Ordinal) || !line.Contains('{', StringComparison.Ordinal))
        {
            return;
        }

        try
        {
            var data = JsonNode.Parse(line["data:".Length..])!;
            _reported =
                TokenReport.Read(data["usage"] ?? data["response"]?["usage"] ?? data["message"]?["usage"])?.Or(_reported) ?? _reported;
            _text.Append(TextOf(data));
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // Not a chunk of a model's answer: it passes by unread.
        }
    }

    private static string? TextOf(JsonNode data)
    {
        if ((string?)data["type"] is "response.output_text.delta")
        {
            return (string?)data["delta"];
        }

        if ((string?)data["type"] is "content_block_delta")
        {
            return (string?)data["delta"]?["text"];
        }

        var choice = (data["choices"] as JsonArray)?.FirstOrDefault();
        return (string?)choice?["delta"]?["content"] ?? (string?)choice?["text"];
    }
}
