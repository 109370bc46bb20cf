using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace EndToEnd.Tests.Faults;

/// <summary>The way to Resource Manager, on which the answers to one kind of call can be made wrong.</summary>
internal sealed class Tampering() : DelegatingHandler(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
{
    private int _made;

    /// <summary>Whose answers are made wrong, and how; null to let everything pass.</summary>
    public (CallKind Call, WrongBody Body)? Wrong
    {
        get;
        set
        {
            field = value;
            _made = value is null ? _made : 0;
        }
    }

    /// <summary>How many answers were made wrong since <see cref="Wrong"/> was last set to something.</summary>
    public int Made => _made;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken);
        var address = request.RequestUri!;
        if (
            Wrong is not { } wrong
            || request.Method.Method != wrong.Call.Method
            || address.Query.Contains(WrongBody.Further, StringComparison.Ordinal)
            || !Regex.IsMatch(address.PathAndQuery, wrong.Call.Pattern, RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1))
        )
        {
            return answer;
        }

        var right = answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync(cancellationToken) : "";
        if ((!answer.IsSuccessStatusCode && wrong.Body.IsHarmless) || wrong.Body.Make(right, address) is not { } body)
        {
            return answer;
        }

        Interlocked.Increment(ref _made);
        answer.StatusCode = HttpStatusCode.OK;
        answer.Content = new StringContent(body, Encoding.UTF8, "text/html");
        return answer;
    }
}
