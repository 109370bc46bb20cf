using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LocalAzure.Identity;

namespace LocalAzure.Tests.Identity;

public sealed class IdentitySurfaceTests : IAsyncLifetime
{
    private CloudUnderTest _test = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _test = await CloudUnderTest.StartAsync();
        _client = ClientOf(_test.Cloud);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _test.DisposeAsync();
    }

    [Fact]
    public async Task The_app_gets_a_token_of_its_own_identity_for_what_it_asks()
    {
        var answer = await _client.GetFromJsonAsync<JsonObject>(At("?resource=https://storage.azure.com&api-version=2019-08-01"));
        var claims = _test.Cloud.Tokens.Read((string)answer!["access_token"]!);
        Assert.Equal((TokenIssuer.ImporterPrincipalId, "https://storage.azure.com"), (claims?.PrincipalId, claims?.Audience));
        Assert.Equal(
            claims!.Expires.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture),
            (string?)answer["expires_on"]
        );
        Assert.Equal("Bearer", (string?)answer["token_type"]);
    }

    [Theory]
    [InlineData("?resource=x", HttpStatusCode.BadRequest)]
    [InlineData("?api-version=2019-08-01", HttpStatusCode.BadRequest)]
    public async Task A_call_that_lacks_something_is_refused(string query, HttpStatusCode status)
    {
        using var answer = await _client.GetAsync(At(query));
        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task Without_the_secret_header_there_is_no_token()
    {
        _client.DefaultRequestHeaders.Remove("X-IDENTITY-HEADER");
        using var answer = await _client.GetAsync(At("?resource=x&api-version=2019-08-01"));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Calls_with_such_a_token_are_known_in_the_journal_as_the_importers()
    {
        var token = _test.Cloud.Tokens.Issue(TokenIssuer.ImporterPrincipalId, "https://management.azure.com");
        _test.Arm.DefaultRequestHeaders.Remove("Authorization");
        _test.Arm.DefaultRequestHeaders.Add("Authorization", $"Bearer {token}");
        await _test.GetAsync(CloudUnderTest.Service);
        Assert.Equal("importer", Assert.Single(_test.Cloud.Journal.Read("arm")).Caller);
    }

    private static HttpClient ClientOf(Cloud cloud)
    {
        var client = new HttpClient { BaseAddress = cloud.Options.Identity };
        client.DefaultRequestHeaders.Add("X-IDENTITY-HEADER", cloud.Tokens.IdentityHeader);
        return client;
    }

    private static Uri At(string query) => new($"/msi/token{query}", UriKind.Relative);
}
