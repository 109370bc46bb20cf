using System.Net.Http.Headers;
using System.Text;
using Functions.Input;
using Microsoft.AspNetCore.Http;

namespace Functions.Http;

/// <summary>What an HTTP caller sent: query and body, without what must not be read (keys, cookies, identities).</summary>
internal sealed record HttpInput
{
    private const int MostBytes = 64 * 1024;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // How callers name their key: the host has checked it, we only let the names pass.
    private static readonly string[] KeyFields = ["code", "clientId"];

    /// <summary>The query's fields; repeated ones are joined by commas.</summary>
    public required IReadOnlyDictionary<string, string> Query { get; init; }

    /// <summary>The body as text; null when there is none.</summary>
    public string? Body { get; private init; }

    /// <summary>What is wrong with how the body came.</summary>
    public FieldFault? BodyFault { get; private init; }

    /// <summary>Reads the query alone.</summary>
    public static HttpInput Read(HttpRequest request) =>
        new() { Query = request.Query.ToDictionary(field => field.Key, field => field.Value.ToString(), StringComparer.Ordinal) };

    /// <summary>Reads query and body.</summary>
    public static async Task<HttpInput> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var (bytes, tooLarge) = await ReadBodyAsync(request, cancellationToken);
        var (body, fault) = tooLarge ? (null, TooLarge) : TextOf(request, bytes);
        return Read(request) with { Body = body, BodyFault = fault };
    }

    /// <summary>Faults of the fields that are not in <paramref name="known"/>.</summary>
    public IEnumerable<FieldFault> UnknownQuery(params string[] known) =>
        Query
            .Keys.Where(name =>
                !known.Contains(name, StringComparer.Ordinal) && !KeyFields.Contains(name, StringComparer.OrdinalIgnoreCase)
            )
            .Select(name => new FieldFault(
                LogText.Line(name),
                known.Length == 0 ? "is unknown; there are no query fields here" : $"is unknown; known are {string.Join(", ", known)}"
            ));

    private static FieldFault TooLarge => new("body", $"is larger than {MostBytes / 1024} KiB");

    // Only a body of no bytes at all is "none": bytes that come to nothing would otherwise mean "import everything".
    private static (string? Body, FieldFault? Fault) TextOf(HttpRequest request, byte[] bytes)
    {
        if (bytes.Length == 0)
        {
            return request.Headers.TransferEncoding.Count == 0 && request.ContentLength is null or 0
                ? (null, null)
                : (null, new FieldFault("body", "was announced and did not come; send it whole, or with Content-Length: 0 for none"));
        }

        if (!IsJson(request.ContentType))
        {
            return (null, new FieldFault("Content-Type", "must be application/json"));
        }

        var text = Decode(bytes);
        return string.IsNullOrWhiteSpace(text)
            ? (null, new FieldFault("body", $"is {bytes.Length} bytes that hold no JSON in UTF-8; leave the body out to import everything"))
            : (text, null);
    }

    // A byte order mark before the JSON is let pass; editors and some shells write one.
    private static string? Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static async Task<(byte[] Bytes, bool TooLarge)> ReadBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var kept = new MemoryStream();
        var buffer = new byte[16 * 1024];
        try
        {
            for (int read; (read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0; )
            {
                if (kept.Length + read > MostBytes)
                {
                    return ([], true);
                }

                await kept.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
        }
        catch (BadHttpRequestException)
        {
            // Over the server's own limit.
            return ([], true);
        }

        return (kept.ToArray(), false);
    }

    private static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && string.Equals(type.MediaType, "application/json", StringComparison.OrdinalIgnoreCase)
        && type.CharSet?.Trim('"').ToUpperInvariant() is null or "UTF-8";
}
