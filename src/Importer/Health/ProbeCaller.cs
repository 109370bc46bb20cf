using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Importer.Configuration;
using Importer.Gateway;
using Importer.Redaction;

namespace Importer.Health;

/// <summary>Makes one test call and reads its answer; what goes wrong on the way is an answer too.</summary>
internal sealed class ProbeCaller(HttpClient http, HealthSettings settings, TimeProvider clock)
{
    /// <summary>Calls once.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "HttpRequestMessage owns and disposes the content.")]
    public async Task<ProbeAnswer> CallAsync(
        ProbeRequest request,
        ProbeTarget target,
        GatewayAccess access,
        CancellationToken cancellationToken
    )
    {
        var url = new Uri($"{access.Url.AbsoluteUri.TrimEnd('/')}/{target.Path}/{request.Route}");
        using var message = new HttpRequestMessage(HttpMethod.Post, url) { Content = request.Content() };
        message.Headers.TryAddWithoutValidation(target.KeyHeader, access.SubscriptionKey);
        using var patience = new CancellationTokenSource(settings.Timeout, clock);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        var started = clock.GetTimestamp();
        try
        {
            using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, ends.Token);
            return await ProbeAnswer.ReadAsync(response, access.SubscriptionKey, () => Elapsed(started), clock.GetUtcNow(), ends.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new ProbeAnswer
            {
                Ms = Elapsed(started),
                NoResponse = new ProbeFault { WaitedFor = settings.Timeout },
            };
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            return new ProbeAnswer
            {
                Ms = Elapsed(started),
                NoResponse = new ProbeFault { Message = SecretRedaction.Clean(fault.Message, access.SubscriptionKey) },
            };
        }
    }

    private long Elapsed(long started) => (long)clock.GetElapsedTime(started).TotalMilliseconds;
}

/// <summary>What one call brought back. Lives only as long as it is judged.</summary>
internal sealed record ProbeAnswer
{
    /// <summary>The HTTP status; null when there was no answer.</summary>
    public int? Status { get; init; }

    /// <summary>The body when it is JSON; else empty.</summary>
    public string Body { get; init; } = "";

    /// <summary>The media type; empty when there is none.</summary>
    public string MediaType { get; init; } = "";

    /// <summary>How many bytes of the body were read.</summary>
    public long Length { get; init; }

    /// <summary>True when the body goes on behind the most that is read.</summary>
    public bool IsCut { get; init; }

    /// <summary>The key that the call was made with: the first thing to be taken out of what the answer says.</summary>
    public string Key { get; init; } = "";

    /// <summary>How long to wait, as the answer says.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>How long the call took, in milliseconds.</summary>
    public required long Ms { get; init; }

    /// <summary>Why there is no answer.</summary>
    public ProbeFault? NoResponse { get; init; }

    /// <summary>The most that is read of a body, in bytes.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>True for 2xx.</summary>
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>Reads an answer, and of its body at most <see cref="MaxBytes"/>: what comes behind is not asked for.</summary>
    public static async Task<ProbeAnswer> ReadAsync(
        HttpResponseMessage response,
        string key,
        Func<long> elapsed,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var mediaType = SecretRedaction.Clean(response.Content.Headers.ContentType?.MediaType, key);
        var (bytes, isCut) = await BodyAsync(response.Content, cancellationToken);
        return new ProbeAnswer
        {
            Status = (int)response.StatusCode,
            Body = mediaType.Contains("json", StringComparison.OrdinalIgnoreCase) ? Encoding.UTF8.GetString(bytes.Span) : "",
            MediaType = mediaType,
            Length = bytes.Length,
            IsCut = isCut,
            Key = key,
            RetryAfter = Wait(response.Headers.RetryAfter, now),
            Ms = elapsed(),
        };
    }

    private static async Task<(ReadOnlyMemory<byte> Bytes, bool IsCut)> BodyAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await using var body = await content.ReadAsStreamAsync(cancellationToken);
        var bytes = new ArrayBufferWriter<byte>();
        while (bytes.WrittenCount <= MaxBytes)
        {
            var read = await body.ReadAsync(bytes.GetMemory(4096)[..Math.Min(4096, MaxBytes + 1 - bytes.WrittenCount)], cancellationToken);
            if (read == 0)
            {
                return (bytes.WrittenMemory, false);
            }

            bytes.Advance(read);
        }

        return (bytes.WrittenMemory[..MaxBytes], true);
    }

    private static TimeSpan? Wait(RetryConditionHeaderValue? header, DateTimeOffset now) =>
        (header?.Delta ?? (header?.Date - now)) is { } wait && wait > TimeSpan.Zero ? wait : null;
}

/// <summary>What an answer says went wrong: code and message, and nothing of a prompt or a completion.</summary>
internal sealed record ProbeFault
{
    private const int LongestMessage = 300;

    /// <summary>The HTTP status; null when there was no answer.</summary>
    public int? Status { get; init; }

    /// <summary>Whose words these are.</summary>
    public ErrorSource Source { get; init; }

    /// <summary>The error's code; empty when there is none.</summary>
    public string Code { get; init; } = "";

    /// <summary>The error's message, cut where it is long; empty when there is none.</summary>
    public string Message { get; init; } = "";

    /// <summary>How long to wait, as the answer says.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>How long was waited for an answer that did not come.</summary>
    public TimeSpan? WaitedFor { get; init; }

    /// <summary>Status, code and message in one line.</summary>
    public string Evidence =>
        Status is null
            ? Message
            : $"HTTP {Status}{(Source == ErrorSource.Gateway ? " by the gateway" : "")}{(Code.Length == 0 || Code == $"{Status}" ? "" : $" {Code}")}{(Message.Length == 0 ? "" : $": {Message}")}";

    /// <summary>True when code or message contain one of the words.</summary>
    public bool Says(params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (Code.Contains(word, StringComparison.OrdinalIgnoreCase) || Message.Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Reads an error answer without what could be a secret, <paramref name="key"/> first; a body that is no JSON is left unread.
    /// </summary>
    public static ProbeFault Read(int status, string body, TimeSpan? retryAfter, string key = "")
    {
        var fault = new ProbeFault
        {
            Status = status,
            Source = ErrorSource.Model,
            RetryAfter = retryAfter,
        };
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return fault;
            }

            var isNested = root.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object;
            var words = isNested ? error : root;
            return fault with
            {
                Source = !isNested && root.TryGetProperty("statusCode", out _) ? ErrorSource.Gateway : ErrorSource.Model,
                Code = Text(words, "code", key),
                Message = Text(words, "message", key),
            };
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return fault;
        }
    }

    private static string Text(JsonElement element, string name, string key)
    {
        if (!element.TryGetProperty(name, out var value) || value.ValueKind is not (JsonValueKind.String or JsonValueKind.Number))
        {
            return "";
        }

        var text = string.Join(
            ' ',
            SecretRedaction.Clean(value.ToString(), key).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        );
        return text.Length > LongestMessage ? $"{text[..LongestMessage]}…" : text;
    }
}
