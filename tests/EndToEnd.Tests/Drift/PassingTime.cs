using LocalAzure.State;

namespace EndToEnd.Tests.Drift;

/// <summary>Time passes with each call, so that Resource Manager's buckets fill again without anybody waiting for them.</summary>
internal sealed class PassingTime(LocalClock clock) : DelegatingHandler(new SocketsHttpHandler())
{
    private static readonly TimeSpan Each = TimeSpan.FromMilliseconds(200);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        clock.Advance(Each);
        return base.SendAsync(request, cancellationToken);
    }
}
