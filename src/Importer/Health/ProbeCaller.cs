using System.Diagnostics.CodeAnalysis;
using Importer.Gateway;

namespace Importer.Health;

/// <summary>Makes one test call and reads its answer; what goes wrong on the way is an answer too.</summary>
internal sealed class ProbeCaller(HttpClient http, HealthSettings settings, TimeProvider clock)
{
    /// <summary>Calls once.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "HttpRequestMessage owns and disposes the content.")]
    public async Task<ProbeAnswer> CallAsync(ProbeRequest request, ProbeTarget target, GatewayAccess access, CancellationToken cancellationToken)
    {
        var url = new Uri($"{access.Url.AbsoluteUri.TrimEnd('/')}/{target.Path}/{request.Route}");
        using var message = new HttpRequestMessage(HttpMethod.Post, url) { Content = request.Content() };
        message.Headers.TryAddWithoutValidation(target.KeyHeader, access.SubscriptionKey);
        using var patience = new CancellationTokenSource(settings.Timeout, clock);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        var started = clock.GetTimestamp();
        try
        {
            using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, ends.Token);
            return await ProbeAnswer.ReadAsync(response, access.SubscriptionKey, () => Elapsed(started), clock.GetUtcNow(), ends.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new ProbeAnswer { Ms = Elapsed(started), Silence = new ProbeFault { WaitedFor = settings.Timeout } };
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            return new ProbeAnswer { Ms = Elapsed(started), Silence = new ProbeFault { Message = SecretRedaction.Clean(fault.Message, access.SubscriptionKey) } };
        }
    }

    private long Elapsed(long started) => (long)clock.GetElapsedTime(started).TotalMilliseconds;
}
