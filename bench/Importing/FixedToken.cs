using Azure.Core;

namespace Bench.Importing;

/// <summary>A token that lasts, and how often it was asked for.</summary>
internal sealed class FixedToken : TokenCredential
{
    private int _asked;

    public int Asked => _asked;

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _asked);
        return new AccessToken("importer-under-test", DateTimeOffset.UtcNow.AddHours(1));
    }

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        new(GetToken(requestContext, cancellationToken));
}
