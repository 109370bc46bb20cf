using System.Buffers;
using System.Net.Http.Headers;
using System.Text;

namespace Importer.Health;

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
    public ProbeFault? Silence { get; init; }

    /// <summary>The most that is read of a body, in bytes.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>True for 2xx.</summary>
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>Reads an answer, and of its body at most <see cref="MaxBytes"/>: what comes behind is not asked for.</summary>
    public static async Task<ProbeAnswer> ReadAsync(HttpResponseMessage response, string key, Func<long> elapsed, DateTimeOffset now, CancellationToken cancellationToken)
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
