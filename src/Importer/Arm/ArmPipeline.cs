using System.Diagnostics.CodeAnalysis;
using System.Net;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Importer.Arm;

/// <summary>Puts the HTTP pipeline together: client request ids, retries, token, pacing, then the network.</summary>
internal static class ArmPipeline
{
    /// <summary>The pipeline to <paramref name="endpoint"/>.</summary>
    public static HttpPipeline Build(Uri endpoint, string audience, TokenCredential credential, ArmSettings settings, TimeProvider clock)
    {
        var options = new Options
        {
            RetryPolicy = new ArmRetryPolicy(settings, clock),
            Transport = settings.Transport ?? Network(endpoint),
        };
        options.Retry.NetworkTimeout = settings.TryTimeout;
        options.Diagnostics.IsTelemetryEnabled = false;
        return HttpPipelineBuilder.Build(options, [], [new ArmTrafficPolicy(clock), TokenPolicy.For("Resource Manager", endpoint, credential, audience.TrimEnd('/') + "/.default", clock)], null);
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The transport owns the handler and lives as long as the client.")]
    private static HttpClientTransport Network(Uri endpoint) => new(new HttpClient(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.All,
        MaxConnectionsPerServer = 32,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        UseCookies = false,
        UseProxy = !endpoint.IsLoopback,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    });

    private sealed class Options : ClientOptions;
}
