using Azure.Core;
using Azure.Core.Pipeline;

namespace Importer;

/// <summary>How a token goes with requests: by Azure.Core over https, by our own policy over http to this machine.</summary>
internal static class TokenPolicy
{
    /// <summary>The policy for requests to <paramref name="endpoint"/>.</summary>
    /// <param name="what">What is behind the endpoint, in words.</param>
    /// <param name="endpoint">Where requests go.</param>
    /// <param name="credential">Where tokens come from.</param>
    /// <param name="scope">What tokens are for.</param>
    /// <param name="clock">The clock.</param>
    /// <exception cref="ArgumentException">The endpoint is plain http and not on the loopback.</exception>
    public static HttpPipelinePolicy For(string what, Uri endpoint, TokenCredential credential, string scope, TimeProvider clock) => endpoint switch
    {
        { Scheme: "https" } => new BearerTokenAuthenticationPolicy(credential, scope),
        { Scheme: "http", IsLoopback: true } => new LoopbackTokenPolicy(credential, scope, clock),
        _ => throw new ArgumentException($"{what} at {endpoint}: only https, or http on the loopback, takes a token.", nameof(endpoint)),
    };
}
