using System.Globalization;
using System.Net;
using System.Security;
using System.Text;
using System.Web;

namespace Importer.Tests.Reports;

/// <summary>
/// The few calls of the Blob service that the report store makes, as its REST reference describes them; throws on any other.
/// </summary>
/// <remarks>Source: https://learn.microsoft.com/rest/api/storageservices/blob-service-rest-api</remarks>
internal sealed class BlobServiceFake : HttpMessageHandler
{
    private const int PageSize = 3;

    private readonly SortedDictionary<string, (byte[] Content, string ETag)> _blobs = new(StringComparer.Ordinal);
    private int _versions;

    public bool HasContainer { get; set; } = true;

    public Queue<HttpStatusCode> Faults { get; } = new();

    public List<string> Requests { get; } = [];

    public List<HttpRequestMessage> Messages { get; } = [];

    // One call at a time, as many as there are.
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var content = request.Content is { } sent ? await sent.ReadAsByteArrayAsync(cancellationToken) : [];
        lock (_blobs)
        {
            return Send(request, content);
        }
    }

    private HttpResponseMessage Send(HttpRequestMessage request, byte[] content)
    {
        Messages.Add(request);
        Requests.Add($"{request.Method} {request.RequestUri!.PathAndQuery}");
        if (Faults.TryDequeue(out var status))
        {
            return Answer(status, status == HttpStatusCode.Forbidden ? "AuthorizationFailure" : "ServerBusy");
        }

        var query = HttpUtility.ParseQueryString(request.RequestUri.Query);
        return (request.Method.Method, query["restype"], query["comp"]) switch
        {
            ("PUT", "container", null) => CreateContainer(),
            (_, _, _) when !HasContainer => Answer(HttpStatusCode.NotFound, "ContainerNotFound"),
            ("GET", "container", "list") => List(query["prefix"]!, query["marker"]),
            ("GET", null, null) => Get(Name(request)),
            ("PUT", null, null) => Put(request, content),
            ("DELETE", null, null) => Answer(_blobs.Remove(Name(request)) ? HttpStatusCode.Accepted : HttpStatusCode.NotFound, null),
            _ => throw new InvalidOperationException($"{request.Method} {request.RequestUri} is no call of the report store"),
        };
    }

    private static string Name(HttpRequestMessage request) => Uri.UnescapeDataString(string.Concat(request.RequestUri!.Segments.Skip(2)));

    private static HttpResponseMessage Answer(HttpStatusCode status, string? code)
    {
        var response = new HttpResponseMessage(status) { Content = new StringContent("") };
        if (code is not null)
        {
            response.Content = new StringContent(
                $"<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>{code}</Code></Error>",
                Encoding.UTF8,
                "application/xml"
            );
            response.Headers.Add("x-ms-error-code", code);
        }

        return response;
    }

    private HttpResponseMessage CreateContainer()
    {
        var answer = Answer(
            HasContainer ? HttpStatusCode.Conflict : HttpStatusCode.Created,
            HasContainer ? "ContainerAlreadyExists" : null
        );
        HasContainer = true;
        return answer;
    }

    private HttpResponseMessage Get(string name)
    {
        if (!_blobs.TryGetValue(name, out var blob))
        {
            return Answer(HttpStatusCode.NotFound, "BlobNotFound");
        }

        var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(blob.Content) };
        response.Headers.Add("ETag", blob.ETag);
        return response;
    }

    private HttpResponseMessage Put(HttpRequestMessage request, byte[] content)
    {
        var name = Name(request);
        Assert.Equal("BlockBlob", Assert.Single(request.Headers.GetValues("x-ms-blob-type")));
        if (request.Headers.IfNoneMatch.Count > 0 && _blobs.ContainsKey(name))
        {
            return Answer(HttpStatusCode.Conflict, "BlobAlreadyExists");
        }

        if (
            request.Headers.IfMatch.Count > 0
            && (!_blobs.TryGetValue(name, out var blob) || request.Headers.IfMatch.Single().ToString() != blob.ETag)
        )
        {
            return Answer(HttpStatusCode.PreconditionFailed, "ConditionNotMet");
        }

        _blobs[name] = (content, string.Create(CultureInfo.InvariantCulture, $"\"0x{++_versions:X}\""));
        return Answer(HttpStatusCode.Created, null);
    }

    private HttpResponseMessage List(string prefix, string? marker)
    {
        var names = _blobs
            .Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(name, marker) >= 0)
            .ToList();
        var blobs = string.Concat(
            names
                .Take(PageSize)
                .Select(name => $"<Blob><Name>{SecurityElement.Escape(name)}</Name><Properties><Etag>x</Etag></Properties></Blob>")
        );
        var next = names.Count > PageSize ? $"<NextMarker>{names[PageSize]}</NextMarker>" : "<NextMarker />";
        var xml =
            $"<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults ServiceEndpoint=\"x\" ContainerName=\"reports\"><Prefix>{prefix}</Prefix><Blobs>{blobs}</Blobs>{next}</EnumerationResults>";

        // The service begins its XML with a byte order mark.
        return new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new ByteArrayContent([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(xml)]),
        };
    }
}
