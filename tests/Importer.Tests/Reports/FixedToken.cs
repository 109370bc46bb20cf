using Azure.Core;

namespace Importer.Tests.Reports;

/// <summary>A credential that counts how often it is asked.</summary>
internal sealed class FixedToken(TimeProvider clock, TimeSpan lifetime) : TokenCredential
{
    public int Asked { get; private set; }

    public string[] Scopes { get; private set; } = [];

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        Asked++;
        Scopes = requestContext.Scopes;
        return new AccessToken($"token-{Asked}", clock.GetUtcNow() + lifetime);
    }

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        ValueTask.FromResult(GetToken(requestContext, cancellationToken));
}
