using Importer.Configuration;
using Importer.Storage;

namespace Importer.Reports;

/// <summary>
/// Keeps test calls within the day's budget, over restarts and instances: what a call may cost at most is reserved before
/// it, and settled with what it did cost. A process that dies in between leaves its reservation spent.
/// </summary>
public sealed class ProbeBudget(IDocumentStore store, HealthSettings settings, TimeProvider clock)
{
    /// <summary>The document that holds the day's ledger.</summary>
    public const string Name = "health/budget.json";

    private const int Rounds = 16;

    /// <summary>What the day has cost so far.</summary>
    public async Task<HealthBudget> ReadAsync(CancellationToken cancellationToken)
    {
        var (ledger, _) = await LoadAsync(cancellationToken);
        return new(ledger.Tokens, settings.TokensPerDay, ledger.Calls, settings.CallsPerDay);
    }

    /// <summary>Reserves as many of <paramref name="wishes"/> as fit, from the first on; a wish may be granted fewer calls than it asks, but one at least.</summary>
    public async Task<ProbeReservation> ReserveAsync(IReadOnlyList<ProbeAllowance> wishes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wishes);
        ProbeReservation? reservation = null;
        await ChangeAsync(
            ledger =>
            {
                reservation = new ProbeReservation(ledger.Day, [.. Granted(ledger, wishes)]);
                return ledger with { Calls = ledger.Calls + reservation.Grants.Sum(grant => grant.Calls), Tokens = ledger.Tokens + reservation.Grants.Sum(grant => grant.Tokens) };
            },
            cancellationToken);
        return reservation!;
    }

    /// <summary>Puts what calls did cost in the place of what was reserved for them.</summary>
    public Task SettleAsync(ProbeReservation reservation, IReadOnlyList<ProbeAllowance> used, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reservation);
        ArgumentNullException.ThrowIfNull(used);
        var calls = used.Sum(use => use.Calls) - reservation.Grants.Sum(grant => grant.Calls);
        var tokens = used.Sum(use => use.Tokens) - reservation.Grants.Sum(grant => grant.Tokens);

        // Past midnight the reservation is in the ledger of yesterday, which nobody asks any more.
        return ChangeAsync(
            ledger => ledger.Day == reservation.Day ? ledger with { Calls = Math.Max(0, ledger.Calls + calls), Tokens = Math.Max(0, ledger.Tokens + tokens) } : ledger,
            cancellationToken);
    }

    private IEnumerable<ProbeAllowance> Granted(ProbeLedger ledger, IReadOnlyList<ProbeAllowance> wishes)
    {
        var calls = settings.CallsPerDay - ledger.Calls;
        var tokens = settings.TokensPerDay - ledger.Tokens;
        for (var index = 0; index < wishes.Count; index++)
        {
            var wish = wishes[index];

            // One call for each wish after this one comes before a second call for this one.
            var most = Math.Max(1, calls - (wishes.Count - index - 1));
            if (calls < 1 || tokens < wish.Tokens)
            {
                yield break;
            }

            var grant = wish with { Calls = Math.Min(wish.Calls, Math.Min(calls, most)) };
            calls -= grant.Calls;
            tokens -= grant.Tokens;
            yield return grant;
        }
    }

    private async Task ChangeAsync(Func<ProbeLedger, ProbeLedger> change, CancellationToken cancellationToken)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var (ledger, etag) = await LoadAsync(cancellationToken);
            var content = StoredJson.Write(change(ledger), ReportJson.Default.ProbeLedger);
            if (await store.WriteAsync(Name, content, "application/json", etag, cancellationToken))
            {
                return;
            }
        }

        throw new DocumentStoreException($"The ledger of test calls changed {Rounds} times while it was being written.");
    }

    private async Task<(ProbeLedger Ledger, string ETag)> LoadAsync(CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var fresh = new ProbeLedger(today, 0, 0);
        if (await store.ReadAsync(Name, cancellationToken) is not { } document)
        {
            return (fresh, "");
        }

        var ledger = StoredJson.Read(document, ReportJson.Default.ProbeLedger);
        return (ledger?.Day == today ? ledger : fresh, document.ETag);
    }
}

/// <summary>Calls and tokens: wanted, reserved or used.</summary>
/// <param name="Calls">Calls.</param>
/// <param name="Tokens">Tokens.</param>
public sealed record ProbeAllowance(int Calls, int Tokens);

/// <summary>What the test calls of a day (UTC) have cost, with what is reserved for calls under way.</summary>
/// <param name="Day">The day.</param>
/// <param name="Calls">Calls.</param>
/// <param name="Tokens">Tokens.</param>
public sealed record ProbeLedger(DateOnly Day, int Calls, int Tokens);

/// <summary>What was reserved, and on which day.</summary>
/// <param name="Day">The day of the ledger.</param>
/// <param name="Grants">One for each wish that fits, from the first on.</param>
public sealed record ProbeReservation(DateOnly Day, IReadOnlyList<ProbeAllowance> Grants);
