using System.Diagnostics.CodeAnalysis;

namespace Bench.Importing;

/// <summary>Counts the calls that go through it.</summary>
[SuppressMessage("Reliability", "CA2000", Justification = "The base class disposes the handler it is given.")]
internal sealed class CallCounter()
    : DelegatingHandler(
        new SocketsHttpHandler
        {
            MaxConnectionsPerServer = 32,
            UseProxy = false,
            UseCookies = false,
        }
    )
{
    private readonly Lock _gate = new();
    private CallCounts _counts = new(0, 0, 0, 0, 0, 0);

    public CallCounts Counts
    {
        get
        {
            lock (_gate)
            {
                return _counts;
            }
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken);
        lock (_gate)
        {
            _counts = Counted(request, (int)answer.StatusCode);
        }

        return answer;
    }

    private CallCounts Counted(HttpRequestMessage request, int status)
    {
        var counts = _counts with
        {
            Conflicts = _counts.Conflicts + (status == 409 ? 1 : 0),
            Throttled = _counts.Throttled + (status == 429 ? 1 : 0),
        };
        return request.Method.Method switch
        {
            "GET"
                when request.RequestUri!.AbsolutePath.Contains("/operationresults/", StringComparison.OrdinalIgnoreCase)
                    || request.RequestUri.AbsolutePath.Contains("/operationstatuses/", StringComparison.OrdinalIgnoreCase) => counts with
            {
                Polls = counts.Polls + 1,
            },
            "GET" => counts with { Reads = counts.Reads + 1 },
            "POST" => counts with { Secrets = counts.Secrets + 1 },
            _ => counts with { Writes = counts.Writes + 1 },
        };
    }
}
