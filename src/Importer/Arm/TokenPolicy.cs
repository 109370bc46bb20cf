using Azure.Core;
using Azure.Core.Pipeline;

namespace Importer.Arm;

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
    public static HttpPipelinePolicy For(string what, Uri endpoint, TokenCredential credential, string scope, TimeProvider clock) =>
        endpoint switch
        {
            { Scheme: "https" } => new BearerTokenAuthenticationPolicy(credential, scope),
            { Scheme: "http", IsLoopback: true } => new LoopbackTokenPolicy(credential, scope, clock),
            _ => throw new ArgumentException(
                $"{what} at {endpoint}: only https, or http on the loopback, takes a token.",
                nameof(endpoint)
            ),
        };
}

/// <summary>
/// Sends the token over plain http, to this machine only. Azure.Core's own policy refuses http altogether, which is right
/// everywhere else.
/// </summary>
internal sealed class LoopbackTokenPolicy(TokenCredential credential, string scope, TimeProvider clock) : HttpPipelinePolicy, IDisposable
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(2);

    private readonly TokenRequestContext _context = new([scope]);
    private readonly SemaphoreSlim _gate = new(1, 1);
    private AccessToken? _token;

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("Azure is called asynchronously only.");

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        if (!message.Request.Uri.ToUri().IsLoopback)
        {
            throw new InvalidOperationException("A token goes over plain http to the loopback only.");
        }

        var token = await TokenAsync(message.CancellationToken);
        message.Request.Headers.SetValue("Authorization", $"Bearer {token}");
        await ProcessNextAsync(message, pipeline);
        if (message.Response.Status == 401)
        {
            _token = null;
        }
    }

    public void Dispose() => _gate.Dispose();

    private async ValueTask<string> TokenAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_token is not { } token || token.ExpiresOn - Margin < clock.GetUtcNow())
            {
                _token = token = await credential.GetTokenAsync(_context, cancellationToken);
            }

            return token.Token;
        }
        finally
        {
            _gate.Release();
        }
    }
}
