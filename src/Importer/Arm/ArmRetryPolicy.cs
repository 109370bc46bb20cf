using System.Runtime.ExceptionServices;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Importer.Arm;

/// <summary>
/// Sends a request again after a dropped connection, a time-out, a 5xx and a short 429. Every call made here is idempotent
/// (PUT and DELETE by nature, the POSTs only read secrets), so an answer that was lost may be asked for again.
/// </summary>
/// <remarks>
/// In place of Azure.Core's own policy because that one waits on the system's clock and for as long as Retry-After says.
/// </remarks>
internal sealed class ArmRetryPolicy(ArmSettings settings, TimeProvider clock) : HttpPipelinePolicy
{
    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("Resource Manager is called asynchronously only.");

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        for (var attempt = 1; ; attempt++)
        {
            var fault = await TryAsync(message, pipeline);
            var wait = fault is null ? WaitAfter(message.Response, attempt) : ArmBackoff.After(attempt);
            if (wait is not { } pause || !MayWait(pause, attempt))
            {
                fault?.Throw();
                return;
            }

            await DiscardAsync(message);
            await PauseAsync(pause, message.CancellationToken);
        }
    }

    private static async ValueTask<ExceptionDispatchInfo?> TryAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        try
        {
            await ProcessNextAsync(message, pipeline);
            return null;
        }
        catch (Exception fault) when (IsPassing(fault, message.CancellationToken))
        {
            return ExceptionDispatchInfo.Capture(fault);
        }
    }

    private static TimeSpan? WaitAfter(Response response, int attempt) => response.Status switch
    {
        429 or 503 => ArmRetryAfter.Of(response) ?? ArmBackoff.After(attempt),
        408 or 500 or 502 or 504 => ArmBackoff.After(attempt),
        _ => null,
    };

    private static bool IsPassing(Exception fault, CancellationToken cancellationToken) => fault switch
    {
        RequestFailedException => true,
        IOException => true,
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        _ => false,
    };

    // Timers count in coarse ticks and may fire a few milliseconds early: what the service asked for is waited for in full.
    private async Task PauseAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        var whole = TimeSpan.FromMilliseconds(Math.Ceiling(pause.TotalMilliseconds));
        var began = clock.GetTimestamp();
        await Task.Delay(whole, clock, cancellationToken);
        while (clock.GetElapsedTime(began) < whole)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), clock, cancellationToken);
        }
    }

    private static async ValueTask DiscardAsync(HttpMessage message)
    {
        if (message.HasResponse && message.Response.ContentStream is { } stream)
        {
            await stream.DisposeAsync();
        }
    }

    private bool MayWait(TimeSpan pause, int attempt) =>
        attempt < settings.Tries && pause <= settings.LongestWait && ArmDeadline.Allows(pause, clock);
}
