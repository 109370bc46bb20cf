using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using System.Net;
using Azure.Core;
using Azure.Core.Pipeline;
using Importer.Telemetry;

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
        return HttpPipelineBuilder.Build(
            options,
            [],
            [
                new ArmTrafficPolicy(clock),
                TokenPolicy.For("Resource Manager", endpoint, credential, audience.TrimEnd('/') + "/.default", clock),
            ],
            null
        );
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The transport owns the handler and lives as long as the client.")]
    private static HttpClientTransport Network(Uri endpoint) =>
        new(
            new HttpClient(
                new SocketsHttpHandler
                {
                    AllowAutoRedirect = false,
                    AutomaticDecompression = DecompressionMethods.All,
                    MaxConnectionsPerServer = 32,
                    PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                    UseCookies = false,
                    UseProxy = !endpoint.IsLoopback,
                }
            )
            {
                Timeout = Timeout.InfiniteTimeSpan,
            }
        );

    private sealed class Options : ClientOptions;
}

/// <summary>How patient the client is, and how it reaches the network. The defaults are meant for real use.</summary>
public sealed record ArmSettings
{
    /// <summary>How often one request is sent before its failure is final.</summary>
    public int Tries { get; init; } = 5;

    /// <summary>How long one try may take.</summary>
    public TimeSpan TryTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The longest <c>Retry-After</c> that is waited for on the spot; a longer one comes back as throttled.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a write waits on the spot for another write to the same resource to end.</summary>
    public TimeSpan BusyFor { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a long-running operation is followed.</summary>
    public TimeSpan OperationFor { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How many pages of one list are read before it counts as endless.</summary>
    public int MaxPages { get; init; } = 500;

    /// <summary>The way to the network; null for the default.</summary>
    public HttpPipelineTransport? Transport { get; init; }
}

/// <summary>Counts the calls to Resource Manager.</summary>
internal static class ArmTelemetry
{
    private static readonly Counter<long> Calls = Meters.Own.CreateCounter<long>(
        "foundry_apim.arm.calls",
        "{call}",
        "Calls to Resource Manager, by method and status."
    );

    private static readonly Counter<long> Throttled = Meters.Own.CreateCounter<long>(
        "foundry_apim.arm.throttled",
        "{call}",
        "Calls that Resource Manager answered with 429."
    );

    public static void Count(string method, int status)
    {
        Calls.Add(1, new("method", method), new("status", status));
        if (status == 429)
        {
            Throttled.Add(1, new KeyValuePair<string, object?>("method", method));
        }
    }
}
