using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Importer.Configuration;
using Importer.Deployments;
using Importer.Gateway;
using Importer.Resources;
using Microsoft.Extensions.Logging;

namespace Importer.Health;

/// <summary>Makes test calls through the gateway, a few at a time, and waits for what is fresh to become effective.</summary>
internal sealed partial class Prober(HttpClient http, HealthSettings settings, TimeProvider clock, ILogger<Prober> logger)
{
    private const string NoCallLeft = "the subscription's key was rotated, and no call was left to test with the new one";

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    // What is fresh mostly answers within a few tries; only then is it worth asking whether it is still there.
    private static readonly TimeSpan DoubtAfter = TimeSpan.FromSeconds(1);

    private readonly ProbeCaller _caller = new(http, settings, clock);

    // Models found to refuse max_tokens though their names do not tell.
    private readonly ConcurrentDictionary<ResourceId, bool> _usesNewNames = [];

    /// <summary>What would be tried on a target; null with the reason when nothing is.</summary>
    public (Capability? Capability, ProbeResult? Skipped) Choose(ProbeTarget target)
    {
        ArgumentNullException.ThrowIfNull(target);
        var (request, reason) = ProbeRequests.For(target, settings);
        return request is null
            ? (
                null,
                Blank(target) with
                {
                    Cause = reason,
                    Code = target.Deployment.Paused ? CauseCode.DeploymentPaused : CauseCode.NotTested,
                }
            )
            : (request.Capability, null);
    }

    /// <summary>The route below the API's path that a call of the target takes, with its query; null when nothing is tried.</summary>
    public string? RouteOf(ProbeTarget target)
    {
        ArgumentNullException.ThrowIfNull(target);
        return ProbeRequests.For(target, settings).Request?.Route;
    }

    /// <summary>The most tokens that a call can use, so far as that can be known before.</summary>
    public static int MostTokens(Capability capability, ModelDeployment? deployment = null) =>
        ProbeRequests.MostTokens(capability, deployment);

    /// <summary>A result for a target that is not called.</summary>
    public static ProbeResult Skip(ProbeTarget target, CauseCode code, string reason, string? fix = null) =>
        Blank(target) with
        {
            Code = code,
            Cause = reason,
            Fix = fix,
        };

    /// <summary>The result of a target that is not called because what lies before its model is not as designed.</summary>
    public static ProbeResult NotAsDesigned(ProbeTarget target)
    {
        ArgumentNullException.ThrowIfNull(target);
        var cause = CauseFinder.OfDesign(target.Facts);
        return Blank(target) with
        {
            Status = target.IsFresh ? ProbeStatus.Pending : ProbeStatus.Unhealthy,
            Code = cause.Code,
            Cause = $"not as designed, not called: {cause.Sentence}",
            Fix = cause.Fix,
        };
    }

    /// <summary>Says again why results are not good, now that more is known around their targets.</summary>
    public static ProbeResult Explain(ProbeResult result, ProbeTarget target)
    {
        ArgumentNullException.ThrowIfNull(result);
        return ProbeVerdict.Explain(result, target);
    }

    /// <summary>Calls every target; one that is not effective yet is tried again while <paramref name="retry"/> lasts.</summary>
    /// <param name="targets">Whom to call.</param>
    /// <param name="access">The way through the gateway.</param>
    /// <param name="retry">How long to wait for what is pending, and how many calls to make for it.</param>
    /// <param name="cancellationToken">Stops.</param>
    [SuppressMessage("Reliability", "CA2025", Justification = "Every task is awaited before the semaphore goes.")]
    public async Task<IReadOnlyList<ProbeResult>> ProbeAsync(
        IReadOnlyList<ProbeTarget> targets,
        GatewayAccess access,
        ProbeRetryOptions retry,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentNullException.ThrowIfNull(retry);
        using var slots = new SemaphoreSlim(Math.Max(1, settings.Concurrency));
        return await Task.WhenAll(
            targets.Select(async target =>
            {
                await slots.WaitAsync(cancellationToken);
                try
                {
                    return await ProbeAsync(target, access, retry, cancellationToken);
                }
                finally
                {
                    slots.Release();
                }
            })
        );
    }

    private async Task<ProbeResult> ProbeAsync(
        ProbeTarget target,
        GatewayAccess access,
        ProbeRetryOptions retry,
        CancellationToken cancellationToken
    )
    {
        if (Choose(target).Skipped is { } skipped)
        {
            return skipped;
        }

        var started = clock.GetTimestamp();
        var pause = FirstPause;
        var hasAskedForKey = false;
        for (var calls = 0; ; )
        {
            var tried = await TryAsync(target, access, retry, retry.Calls - calls, cancellationToken);
            calls += tried.Calls;
            if (
                tried.Code == CauseCode.SubscriptionKey
                && !hasAskedForKey
                && await ReopenAsync(access, retry, cancellationToken) is { } rotated
            )
            {
                (access, hasAskedForKey) = (rotated, true);
                if (calls < retry.Calls)
                {
                    continue;
                }

                return Unfinished(tried, calls, CauseCode.BudgetSpent, NoCallLeft);
            }

            hasAskedForKey |= tried.Code == CauseCode.SubscriptionKey;
            if (tried.Status != ProbeStatus.Pending || calls >= retry.Calls || clock.GetElapsedTime(started) + pause > retry.Time)
            {
                LogProbed(target.Deployment.Name, target.Api, tried.Status, tried.HttpStatus, tried.Code);
                return tried with { Calls = calls };
            }

            if (pause >= DoubtAfter && await IsGoneAsync(target, tried, retry, cancellationToken))
            {
                return Unfinished(tried, calls, CauseCode.DeploymentNotFound, "the deployment was deleted while it was tested");
            }

            await Task.Delay(pause, clock, cancellationToken);
            pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 3 / 2, LongestPause.Ticks));
        }
    }

    // What was tried so far says nothing about the deployment.
    private static ProbeResult Unfinished(ProbeResult tried, int calls, CauseCode code, string cause) =>
        tried with
        {
            Calls = calls,
            Status = ProbeStatus.Skipped,
            Code = code,
            Cause = cause,
            Fix = null,
        };

    // Null when the key that was refused is still the key, or cannot be read again.
    private static async Task<GatewayAccess?> ReopenAsync(
        GatewayAccess refused,
        ProbeRetryOptions retry,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return
                retry.ReopenAsync is { } reopen
                && await reopen(refused, cancellationToken) is { } access
                && access.SubscriptionKey != refused.SubscriptionKey
                ? access
                : null;
        }
        catch (GatewayUnreadableException)
        {
            return null;
        }
    }

    // A role on its way answers 401 or 403; what is not there any more answers otherwise.
    private static async Task<bool> IsGoneAsync(
        ProbeTarget target,
        ProbeResult tried,
        ProbeRetryOptions retry,
        CancellationToken cancellationToken
    ) => tried.HttpStatus is 404 or >= 500 && retry.IsGoneAsync is { } ask && await ask(target, cancellationToken);

    private async Task<ProbeResult> TryAsync(
        ProbeTarget target,
        GatewayAccess access,
        ProbeRetryOptions retry,
        int calls,
        CancellationToken cancellationToken
    )
    {
        var id = target.Deployment.Id;
        retry.Calling?.Invoke(target);
        var tried = await CallAsync(target, access, _usesNewNames.ContainsKey(id), cancellationToken);
        if (
            calls < 2
            || tried.Capability != Capability.Chat
            || tried.Fault is not { Status: 400 } fault
            || !fault.Says("unsupported_parameter", "max_tokens")
            || !_usesNewNames.TryAdd(id, true)
        )
        {
            return tried;
        }

        retry.Calling?.Invoke(target);
        return await CallAsync(target, access, usesNewNames: true, cancellationToken) with { Calls = 2 };
    }

    private async Task<ProbeResult> CallAsync(
        ProbeTarget target,
        GatewayAccess access,
        bool usesNewNames,
        CancellationToken cancellationToken
    )
    {
        var request = ProbeRequests.For(target, settings, usesNewNames).Request!;
        var answer = await _caller.CallAsync(request, target, access, cancellationToken);
        return ProbeVerdict.Judge(Blank(target) with { Capability = request.Capability, Calls = 1 }, target, answer);
    }

    private static ProbeResult Blank(ProbeTarget target) =>
        new()
        {
            Deployment = target.Deployment.Id.Value,
            Api = target.Api,
            Compatibility = target.Compatibility,
            Status = ProbeStatus.Skipped,
        };

    [LoggerMessage(Level = LogLevel.Information, Message = "Test call of {Deployment} through {Api}: {Status} (HTTP {Http}, {Code})")]
    private partial void LogProbed(string deployment, string api, ProbeStatus status, int? http, CauseCode? code);
}

/// <summary>How long to wait for what is pending.</summary>
/// <param name="Time">How long to go on trying.</param>
/// <param name="Calls">The most calls to make for one target; at least one is made.</param>
internal sealed record ProbeRetryOptions(TimeSpan Time, int Calls)
{
    /// <summary>
    /// How often rounds come, for a round: its calls are paid from the rounds' share of the budget. Null for the proof after an import.
    /// </summary>
    public TimeSpan? Every { get; init; }

    /// <summary>
    /// Says whether a target's deployment was deleted meanwhile, so that nothing is waited for any more; null never asks.
    /// </summary>
    public Func<ProbeTarget, CancellationToken, Task<bool>>? IsGoneAsync { get; init; }

    /// <summary>Told right before each call, so that what was begun is known when a round is cut off; null for nobody.</summary>
    public Action<ProbeTarget>? Calling { get; init; }

    /// <summary>Reads the key again that the gateway refused, which may have been rotated; null never does.</summary>
    public Func<GatewayAccess, CancellationToken, Task<GatewayAccess>>? ReopenAsync { get; init; }

    /// <summary>One look, with a second call only for a model that wants another parameter, or a key that was rotated.</summary>
    public static ProbeRetryOptions Once { get; } = new(TimeSpan.Zero, 2);
}
