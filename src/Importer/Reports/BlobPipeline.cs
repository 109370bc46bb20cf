using System.Globalization;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Importer.Reports;

/// <summary>Requests to a blob container, with the app's identity, tries and Retry-After as Azure.Core does them.</summary>
internal sealed class BlobPipeline
{
    // Tokens for storage: https://learn.microsoft.com/rest/api/storageservices/authorize-with-azure-active-directory
    private const string Scope = "https://storage.azure.com/.default";

    // https://learn.microsoft.com/rest/api/storageservices/versioning-for-the-azure-storage-services
    private const string ServiceVersion = "2023-11-03";

    private readonly HttpPipeline _pipeline;
    private readonly Uri _container;
    private readonly TimeProvider _clock;

    public BlobPipeline(Uri container, TokenCredential credential, TimeProvider clock, HttpPipelineTransport? transport)
    {
        var options = new Options();
        options.Transport = transport ?? options.Transport;
        _pipeline = HttpPipelineBuilder.Build(options, TokenPolicy.For("The report container", container, credential, Scope, clock));
        _container = container;
        _clock = clock;
    }

    /// <summary>The container's address without a slash at its end.</summary>
    public string Container => _container.GetLeftPart(UriPartial.Path).TrimEnd('/');

    /// <summary>A request to <paramref name="url"/> with the headers that every blob call carries.</summary>
    public HttpMessage Message(RequestMethod method, string url)
    {
        var message = _pipeline.CreateMessage();
        message.Request.Method = method;
        message.Request.Uri.Reset(new Uri(url));
        message.Request.Headers.SetValue("x-ms-version", ServiceVersion);
        message.Request.Headers.SetValue("x-ms-date", _clock.GetUtcNow().ToString("R", CultureInfo.InvariantCulture));
        return message;
    }

    /// <summary>The answer's status is the caller's to judge; no answer at all is a <see cref="ReportStoreException"/>.</summary>
    public async Task<Azure.Response> SendAsync(HttpMessage message, CancellationToken cancellationToken)
    {
        try
        {
            await _pipeline.SendAsync(message, cancellationToken);
            return message.Response;
        }
        catch (Exception exception) when (exception is Azure.RequestFailedException or AggregateException or IOException)
        {
            throw new ReportStoreException($"The report container {Container} does not answer: {exception.InnerException?.Message ?? exception.GetType().Name}", exception);
        }
        catch (Azure.Identity.AuthenticationFailedException exception)
        {
            throw new ReportStoreException("No token for the report container could be had with the app's identity.", exception);
        }
    }

    private sealed class Options : ClientOptions
    {
        public Options() => Diagnostics.IsLoggingEnabled = false;
    }
}
