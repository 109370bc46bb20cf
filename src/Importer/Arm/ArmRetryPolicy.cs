using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
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
            await clock.DelayInFullAsync(pause, message.CancellationToken);
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

    private static TimeSpan? WaitAfter(Response response, int attempt) =>
        response.Status switch
        {
            429 or 503 => ArmRetryAfter.Of(response) ?? ArmBackoff.After(attempt),
            408 or 500 or 502 or 504 => ArmBackoff.After(attempt),
            _ => null,
        };

    private static bool IsPassing(Exception fault, CancellationToken cancellationToken) =>
        fault switch
        {
            RequestFailedException => true,
            IOException => true,
            OperationCanceledException => !cancellationToken.IsCancellationRequested,
            _ => false,
        };

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

/// <summary>How long to wait before the next try.</summary>
internal static class ArmBackoff
{
    private static readonly TimeSpan FirstAfterFault = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan FirstWhileBusy = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>After a fault: doubles from half a second up to ten.</summary>
    /// <param name="attempt">How many tries were made, from 1.</param>
    public static TimeSpan After(int attempt) => Doubled(FirstAfterFault, attempt);

    /// <summary>While another write runs: doubles from a quarter of a second up to ten.</summary>
    /// <param name="attempt">How many tries were made, from 1.</param>
    public static TimeSpan WhileBusy(int attempt) => Doubled(FirstWhileBusy, attempt);

    // Shortened by up to a fifth, so that callers do not march in step.
    private static TimeSpan Doubled(TimeSpan first, int attempt)
    {
        var full = TimeSpan.FromTicks(Math.Min(Longest.Ticks, first.Ticks << Math.Min(attempt - 1, 10)));
        return full * (1 - (RandomNumberGenerator.GetInt32(0, 200) / 1000.0));
    }
}

/// <summary>Reads how long the service asks us to wait.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling#error-code</remarks>
internal static class ArmRetryAfter
{
    /// <summary>The wait in the answer's headers; null when there is none.</summary>
    public static TimeSpan? Of(Response response)
    {
        if (Number(response, "retry-after-ms") is { } milliseconds)
        {
            return TimeSpan.FromMilliseconds(milliseconds);
        }

        if (Number(response, "x-ms-retry-after-ms") is { } own)
        {
            return TimeSpan.FromMilliseconds(own);
        }

        if (Number(response, "Retry-After") is { } seconds)
        {
            return TimeSpan.FromSeconds(seconds);
        }

        return null;
    }

    private static double? Number(Response response, string header) =>
        response.Headers.TryGetValue(header, out var text)
        && double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}

/// <summary>Waiting for as long as the service asked.</summary>
internal static class ArmDelay
{
    // Timers count in coarse ticks and may fire a few milliseconds early: what the service asked for is waited for in full.
    public static async Task DelayInFullAsync(this TimeProvider clock, TimeSpan pause, CancellationToken cancellationToken)
    {
        var whole = TimeSpan.FromMilliseconds(Math.Ceiling(pause.TotalMilliseconds));
        var began = clock.GetTimestamp();
        await Task.Delay(whole, clock, cancellationToken);
        while (clock.GetElapsedTime(began) < whole)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), clock, cancellationToken);
        }
    }
}
