using Azure.Core;

namespace Importer.Tests.Arm;

/// <summary>Hands out one token and counts how often it is asked.</summary>
internal sealed class StaticToken(TimeProvider clock) : TokenCredential
{
    public const string Value = "secret-token";

    private int _asked;

    public int Asked => _asked;

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _asked);
        return new(Value, clock.GetUtcNow().AddHours(1));
    }

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        ValueTask.FromResult(GetToken(requestContext, cancellationToken));
}
