using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using Importer.Configuration;
using Importer.Design;
using Importer.Specs;

namespace Importer.Reconciliation;

/// <summary>
/// Reads the specifications that settings name: files beside the settings, or https addresses. What an address gave is
/// remembered with its entity tag: an unchanged document is not sent again, and the last good one stands in while the
/// address does not answer.
/// </summary>
/// <param name="http">Fetches what is behind addresses.</param>
/// <param name="clock">The clock.</param>
/// <param name="folder">Where the settings are; null for the app's own folder.</param>
public sealed class SpecificationSource(HttpClient http, TimeProvider clock, string? folder = null)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<Uri, Fetched> _fetched = new();

    /// <summary>Every specification that a profile can come to, by location; a problem is a value, not an exception.</summary>
    public async Task<IReadOnlyDictionary<string, ExternalSpecification>> ReadAsync(
        ImporterSettings settings,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(settings);
        var found = new Dictionary<string, ExternalSpecification>(StringComparer.Ordinal);
        foreach (var location in Locations(settings))
        {
            found[location] = await ReadAsync(location, cancellationToken);
        }

        return found;
    }

    private static IEnumerable<string> Locations(ImporterSettings settings) =>
        settings
            .Rules.Where(rule => rule.Fields.ContainsKey(ProfileFields.OpenApiLocation))
            .Select(rule => rule.Fields[ProfileFields.OpenApiLocation](settings.Defaults).OpenApiLocation)
            .Append(settings.Defaults.OpenApiLocation)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal);

    private Task<ExternalSpecification> ReadAsync(string location, CancellationToken cancellationToken) =>
        ExternalSpecification.AddressOf(location) is { } url ? FetchAsync(url, cancellationToken) : LoadAsync(location, cancellationToken);

    private async Task<ExternalSpecification> LoadAsync(string path, CancellationToken cancellationToken)
    {
        var root = folder ?? Environment.GetEnvironmentVariable("FUNCTIONS_APPLICATION_DIRECTORY") ?? AppContext.BaseDirectory;
        var file = new FileInfo(Path.Combine(root, path));
        if (!file.Exists)
        {
            return new(null, "there is no such file beside the settings");
        }

        if (file.Length > SpecReader.MaxBytes)
        {
            return new(null, TooLarge(file.Length));
        }

        var content = BinaryData.FromBytes(await File.ReadAllBytesAsync(file.FullName, cancellationToken));
        SpecReader.Read(content.ToMemory(), cancellationToken);
        return new(content, null);
    }

    private async Task<ExternalSpecification> FetchAsync(Uri url, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Patience, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            return Judged(url, await AskAsync(url, both.Token), cancellationToken);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Without(url, $"no answer within {Patience.TotalSeconds:0} s");
        }
        catch (HttpRequestException fault)
        {
            return Without(
                url,
                fault.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded
                    ? TooLarge(null)
                    : $"it could not be fetched ({fault.HttpRequestError})"
            );
        }
    }

    // What cannot be imported does not take the place of what could; without such a one it is given all the same, and told.
    private ExternalSpecification Judged(Uri url, Answer answer, CancellationToken cancellationToken)
    {
        if (answer.Fresh is not { } fresh)
        {
            return answer.Given!;
        }

        var reading = SpecReader.Read(fresh.Content.ToMemory(), cancellationToken);
        if (reading.Document is not null)
        {
            _fetched[url] = fresh;
        }
        else if (_fetched.ContainsKey(url))
        {
            return Without(url, $"it cannot be imported: {reading.Refusal}");
        }

        return new(fresh.Content, null);
    }

    private async Task<Answer> AskAsync(Uri url, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        if (_fetched.GetValueOrDefault(url)?.ETag is { } known)
        {
            request.Headers.IfNoneMatch.Add(known);
        }

        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotModified && _fetched.GetValueOrDefault(url) is { } same)
        {
            return new(new(same.Content, null), null);
        }

        if (!response.IsSuccessStatusCode)
        {
            var status = (int)response.StatusCode;
            return new(
                Without(
                    url,
                    status is >= 300 and < 400 ? $"HTTP {status}: it leads elsewhere; give the address it leads to" : $"HTTP {status}"
                ),
                null
            );
        }

        if (response.Content.Headers.ContentLength > SpecReader.MaxBytes)
        {
            return new(Without(url, TooLarge(response.Content.Headers.ContentLength)), null);
        }

        await response.Content.LoadIntoBufferAsync(SpecReader.MaxBytes, cancellationToken);
        var (content, problem) = Unpacked(
            await response.Content.ReadAsByteArrayAsync(cancellationToken),
            response.Content.Headers.ContentEncoding
        );
        return content is null ? new(Without(url, problem!), null) : new(null, new(content, response.Headers.ETag, clock.GetUtcNow()));
    }

    // A blob that was stored compressed comes so, whatever the request asks for.
    private static (BinaryData? Content, string? Problem) Unpacked(byte[] bytes, IEnumerable<string> encodings)
    {
        foreach (var encoding in encodings.Reverse().Where(encoding => !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase)))
        {
            try
            {
                using var packed = new MemoryStream(bytes);
                using var stream = Unpacking(packed, encoding);
                if (stream is null)
                {
                    return (null, $"it comes with Content-Encoding '{encoding}', which is not read; serve it plain or as gzip");
                }

                // One byte more than is taken shows that it is too large, however large it would become.
                var plain = new byte[SpecReader.MaxBytes + 1];
                var length = stream.ReadAtLeast(plain, plain.Length, throwOnEndOfStream: false);
                if (length == plain.Length)
                {
                    return (null, TooLarge(null));
                }

                bytes = plain[..length];
            }
            catch (InvalidDataException)
            {
                return (null, $"it says Content-Encoding '{encoding}' and cannot be unpacked so");
            }
        }

        return (BinaryData.FromBytes(bytes), null);
    }

    private static Stream? Unpacking(Stream packed, string encoding) =>
        encoding.ToUpperInvariant() switch
        {
            "GZIP" or "X-GZIP" => new GZipStream(packed, CompressionMode.Decompress),
            "DEFLATE" => new ZLibStream(packed, CompressionMode.Decompress),
            "BR" => new BrotliStream(packed, CompressionMode.Decompress),
            _ => null,
        };

    // A document that was good a moment ago is better than an API without one; that it stands in is told.
    private ExternalSpecification Without(Uri url, string problem) =>
        _fetched.GetValueOrDefault(url) is { } last
            ? new(last.Content, null) { Note = $"{problem}; what it gave at {last.At:u} is used" }
            : new(null, problem);

    private static string TooLarge(long? bytes) =>
        $"it has {(bytes is null ? "more" : $"{bytes} bytes, more")} than the {SpecReader.MaxBytes} bytes that API Management takes inline";

    // Either what is given, or a document that is still to be judged.
    private sealed record Answer(ExternalSpecification? Given, Fetched? Fresh);

    private sealed record Fetched(BinaryData Content, EntityTagHeaderValue? ETag, DateTimeOffset At);
}
