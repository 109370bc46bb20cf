using System.Collections.Concurrent;
using Importer.Gateway;
using Importer.Health;
using Importer.Reports;
using Importer.Resources;
using Importer.Storage;

namespace Importer.Reconciliation;

/// <summary>Makes test calls within the day's budget: reserves before, settles with the real usage after.</summary>
internal sealed class TestCaller(Prober prober, ProbeBudget budget, TimeProvider clock)
{
    // So many targets share one reservation: few enough that the budget's edge is met closely, enough to spare the store.
    private const int Most = 32;

    // What has not begun by then is left to the next round, so that a function ends within its time.
    private static readonly TimeSpan StartWithin = TimeSpan.FromMinutes(4);

    private const string Spent = "the day's budget of test calls is used up";
    private const string NotItsTurn =
        "not tested in this round: the day's budget of test calls is spread over the day, and what was tested longest ago comes first";

    private readonly ConcurrentDictionary<ResourceId, int> _largest = [];

    /// <summary>The route below the API's path that a test call of the target takes; null when there is none.</summary>
    public string? RouteOf(ProbeTarget target) => prober.RouteOf(target);

    /// <summary>The result of a target that is not called by choice; null when it is.</summary>
    public ProbeResult? Skipped(ProbeTarget target) => prober.Choose(target).Skipped;

    /// <summary>
    /// Calls every target, in their order of urgency; those that the budget has no room for are skipped, with the reason.
    /// </summary>
    public async Task<IReadOnlyList<ProbeResult>> CallAsync(
        IReadOnlyList<ProbeTarget> targets,
        GatewayAccess access,
        ProbeRetryOptions retry,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentNullException.ThrowIfNull(retry);
        var results = new Dictionary<ProbeTarget, ProbeResult>(ReferenceEqualityComparer.Instance);
        foreach (var target in targets)
        {
            if ((prober.Choose(target).Skipped ?? TooLarge(target, retry)) is { } skipped)
            {
                results[target] = skipped;
            }
        }

        await CallAllAsync([.. targets.Where(target => !results.ContainsKey(target))], access, retry, results, cancellationToken);
        return [.. targets.Select(target => results[target])];
    }

    private async Task CallAllAsync(
        List<ProbeTarget> waiting,
        GatewayAccess access,
        ProbeRetryOptions retry,
        Dictionary<ProbeTarget, ProbeResult> results,
        CancellationToken cancellationToken
    )
    {
        var started = clock.GetTimestamp();
        string? stop = null;
        while (waiting.Count > 0 && stop is null)
        {
            try
            {
                stop =
                    clock.GetElapsedTime(started) > StartWithin
                        ? "there was no time left for it in this round; it comes first in the next"
                        : await CallSomeAsync(waiting, access, retry, results, cancellationToken);
            }
            catch (Exception fault) when (fault is DocumentStoreException or IOException or UnauthorizedAccessException)
            {
                stop = $"the ledger of test calls could not be kept: {fault.Message}";
            }

            waiting.RemoveAll(results.ContainsKey);
        }

        foreach (var target in waiting)
        {
            results[target] = Prober.Skip(
                target,
                CauseCode.BudgetSpent,
                stop!,
                stop switch
                {
                    Spent => "raise Health.CallsPerDay and Health.TokensPerDay, or wait for the next day (UTC)",
                    NotItsTurn => "raise Health.CallsPerDay and Health.TokensPerDay, or wait for its turn",
                    _ => null,
                }
            );
        }
    }

    // A sentence when the budget has no room for more.
    private async Task<string?> CallSomeAsync(
        List<ProbeTarget> waiting,
        GatewayAccess access,
        ProbeRetryOptions retry,
        Dictionary<ProbeTarget, ProbeResult> results,
        CancellationToken cancellationToken
    )
    {
        ProbeAllowance[] allowances = [.. waiting.Take(Most).Select(target => AllowanceFor(target, retry))];
        var reservation = await (
            retry.Every is { } every
                ? budget.ReserveForRoundAsync(allowances, every, cancellationToken)
                : budget.ReserveAsync(allowances, cancellationToken)
        );
        if (reservation.Grants.Count == 0)
        {
            return retry.Every is null ? Spent : NotItsTurn;
        }

        var batch = waiting[..reservation.Grants.Count];
        var answers = await ProbeAsync(
            batch,
            reservation,
            access,
            retry with
            {
                Calls = reservation.Grants.Min(grant => grant.Calls),
            },
            cancellationToken
        );
        foreach (var (target, answer) in batch.Zip(answers))
        {
            results[target] = answer;
            _largest.AddOrUpdate(target.Deployment.Id, Used(answer).Tokens, (_, known) => Math.Max(known, Used(answer).Tokens));
        }

        await budget.SettleAsync(reservation, [.. answers.Select(Used)], CancellationToken.None);
        return null;
    }

    private async Task<IReadOnlyList<ProbeResult>> ProbeAsync(
        List<ProbeTarget> batch,
        ProbeReservation reservation,
        GatewayAccess access,
        ProbeRetryOptions retry,
        CancellationToken cancellationToken
    )
    {
        var begun = new ConcurrentDictionary<ProbeTarget, int>(ReferenceEqualityComparer.Instance);
        try
        {
            return await prober.ProbeAsync(
                batch,
                access,
                retry with
                {
                    Calling = target => begun.AddOrUpdate(target, 1, (_, calls) => calls + 1),
                },
                cancellationToken
            );
        }
        catch (OperationCanceledException)
        {
            await GiveBackAsync(reservation, [.. batch.Select(target => begun.GetValueOrDefault(target))]);
            throw;
        }
    }

    // A call under way may cost all that was reserved for it; one that was not begun costs nothing.
    private async Task GiveBackAsync(ProbeReservation reservation, IReadOnlyList<int> calls)
    {
        try
        {
            await budget.SettleAsync(
                reservation,
                [.. reservation.Grants.Zip(calls, (grant, made) => new ProbeAllowance(made, made == 0 ? 0 : grant.Tokens))],
                CancellationToken.None
            );
        }
        catch (Exception fault) when (fault is DocumentStoreException or IOException or UnauthorizedAccessException)
        {
            // It stays spent until the day is over.
        }
    }

    // What never fits must not hold up those behind it.
    private ProbeResult? TooLarge(ProbeTarget target, ProbeRetryOptions retry)
    {
        var (tokens, largest) = (AllowanceFor(target, retry).Tokens, budget.LargestCall(isRound: retry.Every is not null));
        return largest <= 0 || tokens <= largest
            ? null
            : Prober.Skip(
                target,
                CauseCode.BudgetSpent,
                $"not tested: one test call of it may use {tokens} tokens, and the day's budget has {largest} for it",
                "raise Health.TokensPerDay"
            );
    }

    private ProbeAllowance AllowanceFor(ProbeTarget target, ProbeRetryOptions retry) =>
        new(
            Math.Max(1, retry.Calls),
            Math.Max(
                Prober.MostTokens(prober.Choose(target).Capability!.Value, target.Deployment),
                Math.Max(target.MostTokens, _largest.GetValueOrDefault(target.Deployment.Id))
            )
        );

    private static ProbeAllowance Used(ProbeResult answer) => new(answer.Calls, answer.Usage?.TotalTokens ?? 0);
}
