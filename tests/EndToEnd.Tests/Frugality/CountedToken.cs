using Azure.Core;

namespace EndToEnd.Tests.Frugality;

/// <summary>How often a token was asked for.</summary>
internal sealed class CountedToken(TokenCredential inner) : TokenCredential
{
    private int _asked;

    public int Asked => _asked;

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _asked);
        return inner.GetToken(requestContext, cancellationToken);
    }

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        new(GetToken(requestContext, cancellationToken));
}
