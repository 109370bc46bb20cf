using System.Net.Mime;
using System.Text;

namespace LocalAzure.FunctionsHost;

/// <summary>
/// Sends invocations as the host does: <c>POST /Name</c>, always chunked, with the host's three headers.
/// https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script/Workers/Http/DefaultHttpWorkerService.cs
/// </summary>
internal sealed class HandlerClient(int port) : IDisposable
{
    /// <summary>The version of the host whose wire format was recorded.</summary>
    public const string HostVersion = "4.1037.0.0";

    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false })
    {
        BaseAddress = new Uri($"http://127.0.0.1:{port}/"),
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Null stands for an answer that says nothing, on which the host goes on waiting.</summary>
    /// <exception cref="InvocationFailedException">The connection or the answer was not good.</exception>
    public async Task<HandlerAnswer?> PostAsync(string function, string id, string body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(function, UriKind.Relative));
        request.Headers.Add("X-Azure-Functions-HostVersion", HostVersion);
        request.Headers.Add("X-Azure-Functions-InvocationId", id);
        request.Headers.Add("User-Agent", $"Azure-Functions-Host/{HostVersion}");
        request.Headers.TransferEncodingChunked = true;
        request.Content = new StringContent(body, Encoding.UTF8, MediaTypeNames.Application.Json);
        try
        {
            using var response = await _client.SendAsync(request, cancellationToken);
            return await ReadAsync(response, cancellationToken);
        }
        catch (HttpRequestException problem)
        {
            throw new InvocationFailedException(problem.Message);
        }
        catch (IOException problem)
        {
            throw new InvocationFailedException(problem.Message);
        }
    }

    public void Dispose() => _client.Dispose();

    private static async Task<HandlerAnswer?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        response.EnsureSuccessStatusCode();
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        var mediaType = response.Content.Headers.ContentType?.MediaType;
        if (body.Length > 0 && mediaType is not ("application/json" or "text/json"))
        {
            throw new InvocationFailedException(
                $"Invalid HttpResponseMessage: No MediaTypeFormatter is available to read an object from content with media type '{mediaType}'.");
        }

        return HandlerAnswer.Parse(body);
    }
}
