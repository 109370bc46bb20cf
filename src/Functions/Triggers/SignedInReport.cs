using Functions.Http;
using Functions.Publishing;
using Functions.Settings;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Pages;

namespace Functions.Triggers;

/// <summary>
/// <c>GET /api/signed-in/report</c>: the report for people who sign in with Entra ID, with no key in the address. It answers only where the
/// platform's authentication is on and the deployment asked for it; the page is all that it gives.
/// </summary>
/// <remarks>
/// The headers are set by the platform, which takes them from no caller:
/// https://learn.microsoft.com/azure/app-service/configure-authentication-user-identities#access-user-claims-in-app-code
/// </remarks>
internal sealed class SignedInReport(AppSettings app, CurrentReport report, ReportRenderer renderer)
{
    private const string Login = "/.auth/login/aad?post_login_redirect_uri=%2Fapi%2Fsigned-in%2Freport";

    /// <summary>The function.</summary>
    [Function(nameof(SignedInReport))]
    public async Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "signed-in/report")] HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        if (!app.HasSignIn)
        {
            return HttpAnswers.Error(
                StatusCodes.Status404NotFound,
                "SignInIsOff",
                "Nobody can sign in here. Deploy with the parameter signInClientId, or use GET /api/report with a function key."
            );
        }

        var isSignedIn =
            request.Headers["X-MS-CLIENT-PRINCIPAL-IDP"] == "aad" && !string.IsNullOrEmpty(request.Headers["X-MS-CLIENT-PRINCIPAL-ID"]);
        return isSignedIn
            ? HttpAnswers.Text(
                StatusCodes.Status200OK,
                "text/html; charset=utf-8",
                await renderer.RenderAsync(await report.BuildAsync(cancellationToken))
            )
            : HttpAnswers.Text(StatusCodes.Status302Found, "text/plain; charset=utf-8", "Sign in.", Login);
    }
}
