using System.Net.Http.Headers;

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

    /// <summary>The body's length in bytes.</summary>
    public long Length { get; init; }

    /// <summary>How long to wait, as the answer says.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>How long the call took, in milliseconds.</summary>
    public required long Ms { get; init; }

    /// <summary>Why there is no answer.</summary>
    public ProbeFault? Silence { get; init; }

    /// <summary>True for 2xx.</summary>
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>Reads an answer whole.</summary>
    public static async Task<ProbeAnswer> ReadAsync(HttpResponseMessage response, Func<long> elapsed, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var mediaType = response.Content.Headers.ContentType?.MediaType ?? "";
        var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return new ProbeAnswer
        {
            Status = (int)response.StatusCode,
            Body = mediaType.Contains("json", StringComparison.OrdinalIgnoreCase) ? System.Text.Encoding.UTF8.GetString(bytes) : "",
            MediaType = mediaType,
            Length = bytes.Length,
            RetryAfter = Wait(response.Headers.RetryAfter, now),
            Ms = elapsed(),
        };
    }

    private static TimeSpan? Wait(RetryConditionHeaderValue? header, DateTimeOffset now) =>
        (header?.Delta ?? (header?.Date - now)) is { } wait && wait > TimeSpan.Zero ? wait : null;
}
