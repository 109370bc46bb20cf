using Azure.Core;

namespace EndToEnd.Tests.Faults;

/// <summary>The importer's own token, so that the journal knows whose calls are whose.</summary>
internal sealed class AnyToken(string token) : TokenCredential
{
    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        new(token, DateTimeOffset.MaxValue);

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        new(GetToken(requestContext, cancellationToken));
}
