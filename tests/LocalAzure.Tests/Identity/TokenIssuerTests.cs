using LocalAzure.Identity;
using LocalAzure.State;

namespace LocalAzure.Tests.Identity;

public sealed class TokenIssuerTests
{
    [Fact]
    public void A_token_says_who_and_for_what()
    {
        var tokens = new TokenIssuer(TimeProvider.System);
        var claims = tokens.Read($"Bearer {tokens.Issue("someone", "https://storage.azure.com")}");
        Assert.Equal(("someone", "https://storage.azure.com"), (claims?.PrincipalId, claims?.Audience));
    }

    [Fact]
    public void A_token_of_another_issuer_is_not_read()
    {
        var foreign = new TokenIssuer(TimeProvider.System).Issue("someone", "x");
        var tokens = new TokenIssuer(TimeProvider.System);
        Assert.Null(tokens.Read(foreign));
        Assert.Null(tokens.Read("Bearer anything"));
        Assert.Null(tokens.Read(""));
    }

    [Fact]
    public void A_token_ends()
    {
        var clock = new LocalClock();
        var tokens = new TokenIssuer(clock);
        var token = tokens.Issue("someone", "x");
        clock.Advance(TokenIssuer.Lifetime);
        Assert.Null(tokens.Read(token));
    }
}
