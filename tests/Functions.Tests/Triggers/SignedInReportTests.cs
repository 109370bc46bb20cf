using Functions.Settings;
using Functions.Triggers;

namespace Functions.Tests.Triggers;

/// <summary>
/// The report without a key: only where both the deployment and the platform say that people sign in, and only for who did.
/// </summary>
public sealed class SignedInReportTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("true", null)]
    [InlineData(null, "True")]
    [InlineData("false", "True")]
    [InlineData("true", "False")]
    [InlineData("1", "True")]
    public async Task Where_sign_in_is_not_on_nobody_gets_the_page_whatever_headers_are_sent(string? asked, string? platform)
    {
        var answer = await SendAsync(asked, platform, ("X-MS-CLIENT-PRINCIPAL-IDP", "aad"), ("X-MS-CLIENT-PRINCIPAL-ID", "4711"));

        Assert.Equal(404, answer.Status);
        Assert.DoesNotContain("<html", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("aad", "")]
    [InlineData("github", "4711")]
    [InlineData(null, "4711")]
    public async Task Who_has_not_signed_in_with_Entra_is_sent_there(string? provider, string? id)
    {
        var answer = await SendAsync("true", "True", ("X-MS-CLIENT-PRINCIPAL-IDP", provider), ("X-MS-CLIENT-PRINCIPAL-ID", id));

        Assert.Equal((302, "/.auth/login/aad?post_login_redirect_uri=%2Fapi%2Fsigned-in%2Freport"), (answer.Status, answer.Location));
        Assert.DoesNotContain("<html", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_has_signed_in_sees_the_page()
    {
        var answer = await SendAsync("true", "True", ("X-MS-CLIENT-PRINCIPAL-IDP", "aad"), ("X-MS-CLIENT-PRINCIPAL-ID", "4711"));

        Assert.Equal(200, answer.Status);
        Assert.StartsWith("<!DOCTYPE html>", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("4711", answer.Body, StringComparison.Ordinal);
    }

    private static async Task<(int Status, string? Location, string Body)> SendAsync(
        string? asked,
        string? platform,
        params (string Name, string? Value)[] headers
    )
    {
        var settings = AppSettings.Read(
            AppContext.BaseDirectory,
            name =>
                name switch
                {
                    "ReportSignIn" => asked,
                    "WEBSITE_AUTH_ENABLED" => platform,
                    _ => null,
                }
        );
        await using var app = new AppUnderTest(app: settings);
        var http = AppUnderTest.RequestOf(null, null, "");
        foreach (var (name, value) in headers)
        {
            http.Request.Headers[name] = value;
        }

        await app.SendHttpAsync<SignedInReport>((function, request, token) => function.RunAsync(request, token), http);
        http.Response.Body.Position = 0;
        return (http.Response.StatusCode, http.Response.Headers.Location, await new StreamReader(http.Response.Body).ReadToEndAsync());
    }
}
