using System.Diagnostics.CodeAnalysis;

namespace LocalAzure.Gateway.Backends;

/// <summary>The connection to the backends: no redirects, cookies or proxies, no time-out of its own.</summary>
internal static class BackendClient
{
    /// <summary>Shared by the process, as the gateway shares its connections.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "The client owns the handler and lives as long as the process.")]
    public static HttpMessageInvoker Shared { get; } =
        new(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = false,
                ActivityHeadersPropagator = null,
            }
        );
}
