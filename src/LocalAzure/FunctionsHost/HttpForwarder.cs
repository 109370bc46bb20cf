using System.Net;
using LocalAzure.FunctionsHost.Protocol;
using Yarp.ReverseProxy.Forwarder;

namespace LocalAzure.FunctionsHost;

/// <summary>
/// Carries HTTP requests to the worker, each under the id of its invocation; a caller's own id does not count.
/// https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script.Grpc/Server/DefaultHttpProxyService.cs
/// </summary>
internal sealed class HttpForwarder : IDisposable
{
    /// <summary>Ties the request to its invocation.</summary>
    public const string InvocationHeader = "x-ms-invocation-id";

    private static readonly ForwarderRequestConfig Config = new() { ActivityTimeout = TimeSpan.FromSeconds(240) };

    private readonly ServiceProvider _services = new ServiceCollection().AddLogging().AddHttpForwarder().BuildServiceProvider();

    private readonly HttpMessageInvoker _client = new(
        new ConnectionRetry(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = false,
                AutomaticDecompression = DecompressionMethods.None,
            }
        )
    );

    /// <summary>Ends when the answer is through, the caller is gone, or nobody will answer.</summary>
    public async Task SendAsync(HttpContext context, WorkerChannel channel, string invocationId, CancellationToken cancellationToken) =>
        await _services
            .GetRequiredService<IHttpForwarder>()
            .SendAsync(context, channel.HttpUri!.AbsoluteUri, _client, Config, new Transform(invocationId), cancellationToken);

    public void Dispose()
    {
        _client.Dispose();
        _services.Dispose();
    }

    private sealed class Transform(string invocationId) : HttpTransformer
    {
        public override async ValueTask TransformRequestAsync(
            HttpContext httpContext,
            HttpRequestMessage proxyRequest,
            string destinationPrefix,
            CancellationToken cancellationToken
        )
        {
            await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
            Set(proxyRequest, InvocationHeader, invocationId);
            Set(proxyRequest, "X-Forwarded-For", $"{httpContext.Connection.RemoteIpAddress}");
            Set(proxyRequest, "X-Forwarded-Proto", httpContext.Request.Scheme);
            Set(proxyRequest, "X-Forwarded-Host", $"{httpContext.Request.Host}");
        }

        private static void Set(HttpRequestMessage request, string name, string value)
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }
    }
}

/// <summary>
/// A worker tells its address before it listens there: a connection that fails is tried again, ten times in all, 50 ms apart at first and
/// 250 ms
/// at last.
/// https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script.Grpc/Server/RetryProxyHandler.cs
/// </summary>
internal sealed class ConnectionRetry(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const int Tries = 10;

    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(250);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await base.SendAsync(request, cancellationToken);
            }
            catch (HttpRequestException problem) when (problem.HttpRequestError == HttpRequestError.ConnectionError && attempt < Tries)
            {
                var delay = TimeSpan.FromMilliseconds(50 * attempt);
                await Task.Delay(delay < Longest ? delay : Longest, cancellationToken);
            }
        }
    }
}
