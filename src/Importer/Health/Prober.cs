using System.Diagnostics.CodeAnalysis;
using Importer.Gateway;
using Microsoft.Extensions.Logging;

namespace Importer.Health;

/// <summary>Makes test calls through the gateway, a few at a time, and waits for what is fresh to become effective.</summary>
public sealed partial class Prober(HttpClient http, HealthSettings settings, TimeProvider clock, ILogger<Prober> logger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>Calls every target; one that is not effective yet is tried again for up to <see cref="HealthSettings.ReadyWithin"/>.</summary>
    public async Task<IReadOnlyList<ProbeResult>> ProbeAsync(
        IReadOnlyList<ProbeTarget> targets, GatewayAccess access, bool areFresh, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(targets);
        using var slots = new SemaphoreSlim(Math.Max(1, settings.Concurrency));
        return await Task.WhenAll(targets.Select(async target =>
        {
            await slots.WaitAsync(cancellationToken);
            try
            {
                return await ProbeAsync(target, access, areFresh, cancellationToken);
            }
            finally
            {
                slots.Release();
            }
        }));
    }

    private async Task<ProbeResult> ProbeAsync(ProbeTarget target, GatewayAccess access, bool isFresh, CancellationToken cancellationToken)
    {
        var (request, reason) = ProbeRequests.For(target, settings);
        var result = new ProbeResult
        {
            Deployment = target.Deployment.Id.Value,
            Api = target.Api,
            Compatibility = target.Compatibility,
            Capability = request?.Capability,
            Status = ProbeStatus.Skipped,
            Cause = reason,
        };
        if (request is null)
        {
            return result;
        }

        var started = clock.GetTimestamp();
        var pause = FirstPause;
        while (true)
        {
            var tried = await TryAsync(request, target, access, result, isFresh, cancellationToken);
            if (tried.Status != ProbeStatus.Pending || clock.GetElapsedTime(started) + pause > settings.ReadyWithin)
            {
                LogProbed(target.Api, target.Deployment.Name, tried.Status, tried.HttpStatus ?? 0);
                return tried;
            }

            await Task.Delay(pause, clock, cancellationToken);
            pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 3 / 2, LongestPause.Ticks));
        }
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "HttpRequestMessage owns and disposes the content.")]
    private async Task<ProbeResult> TryAsync(
        ProbeRequest request, ProbeTarget target, GatewayAccess access, ProbeResult result, bool isFresh, CancellationToken cancellationToken)
    {
        var url = new Uri($"{access.Url.AbsoluteUri.TrimEnd('/')}/{target.Path}/{request.Route}");
        using var message = new HttpRequestMessage(HttpMethod.Post, url) { Content = request.Content() };
        message.Headers.TryAddWithoutValidation(target.KeyHeader, access.SubscriptionKey);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(settings.Timeout);
        var started = clock.GetTimestamp();
        try
        {
            using var response = await http.SendAsync(message, deadline.Token);
            var isText = response.Content.Headers.ContentType?.MediaType?.Contains("json", StringComparison.OrdinalIgnoreCase) == true;
            var body = isText ? await response.Content.ReadAsStringAsync(deadline.Token) : "";
            return ProbeVerdict.Judge(result with { LatencyMs = Elapsed(started) }, response.StatusCode, body, isFresh);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return result with { Status = ProbeStatus.Unhealthy, LatencyMs = Elapsed(started), Cause = $"no answer within {settings.Timeout.TotalSeconds:0} s" };
        }
        catch (HttpRequestException fault)
        {
            return result with { Status = ProbeStatus.Unhealthy, LatencyMs = Elapsed(started), Cause = $"the gateway cannot be reached at {access.Url.Host}: {fault.Message}" };
        }
    }

    private long Elapsed(long started) => (long)clock.GetElapsedTime(started).TotalMilliseconds;

    [LoggerMessage(Level = LogLevel.Information, Message = "Test call of {Deployment} through {Api}: {Status} (HTTP {Http})")]
    private partial void LogProbed(string api, string deployment, ProbeStatus status, int http);
}
