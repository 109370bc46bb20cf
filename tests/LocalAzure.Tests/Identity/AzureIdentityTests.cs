using Azure.Core;
using Azure.Identity;
using LocalAzure.Identity;

namespace LocalAzure.Tests.Identity;

/// <summary>Azure's own client library, unmodified, against the token endpoint.</summary>
public sealed class AzureIdentityTests
{
    [Fact]
    public async Task The_managed_identity_credential_takes_its_token_here()
    {
        await using var test = await CloudUnderTest.StartAsync();
        // The library reads these two from the environment, as App Service sets them; no other test here does.
        Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", new Uri(test.Cloud.Options.Identity, "msi/token").AbsoluteUri);
        Environment.SetEnvironmentVariable("IDENTITY_HEADER", test.Cloud.Tokens.IdentityHeader);
        try
        {
            var credential = new ManagedIdentityCredential(ManagedIdentityId.SystemAssigned);
            var token = await credential.GetTokenAsync(
                new TokenRequestContext(["https://management.azure.com/.default"]),
                CancellationToken.None
            );
            var claims = test.Cloud.Tokens.Read(token.Token);
            Assert.Equal((TokenIssuer.ImporterPrincipalId, "https://management.azure.com"), (claims?.PrincipalId, claims?.Audience));
            Assert.Equal(claims!.Expires, token.ExpiresOn, TimeSpan.FromMinutes(1));
        }
        finally
        {
            Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", null);
            Environment.SetEnvironmentVariable("IDENTITY_HEADER", null);
        }
    }
}
