using Importer.Configuration;
using Importer.Deployments;
using Importer.Health;
using Importer.Storage;

namespace Importer.Reports;

/// <summary>
/// Keeps test calls within the day's budget, over restarts and instances: what a call may cost at most is reserved before
/// it, and settled with what it did cost. A process that dies in between leaves its reservation spent. Rounds have four fifths
/// of it, spread evenly over the day; the rest is kept for the proofs after imports, which may use whatever is left.
/// </summary>
internal sealed class ProbeBudget(IDocumentStore store, HealthSettings settings, TimeProvider clock)
{
    /// <summary>The document that holds the day's ledger.</summary>
    public const string Name = "health/budget.json";

    private const int Rounds = 16;

    // One part of so many is kept for proofs after imports.
    private const int Shares = 5;

    /// <summary>What rounds may use of a day's budget.</summary>
    public static int RoundsShare(int perDay) => perDay - (perDay / Shares);

    /// <summary>How many test calls the rounds' share of a day pays for, by what calls of these checks have used at most.</summary>
    public static int ProofsPerDay(HealthSettings settings, IEnumerable<HealthCheck> checks)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var usual = Prober.MostTokens(Capability.Chat);
        var tokens = checks
            .Where(check => check.Code is not (CauseCode.NotTested or CauseCode.DeploymentPaused or CauseCode.TestCallUnfit))
            .Select(check => check.MostTokens > 0 || check.HealthyAt is not null ? check.MostTokens : usual)
            .DefaultIfEmpty(usual)
            .Average();
        var calls = RoundsShare(settings.CallsPerDay);
        return tokens < 1 ? calls : Math.Min(calls, (int)(RoundsShare(settings.TokensPerDay) / tokens));
    }

    /// <summary>The most tokens that one call may reserve: of a round's share, or of the day after an import.</summary>
    public int LargestCall(bool isRound) => isRound ? RoundsShare(settings.TokensPerDay) : settings.TokensPerDay;

    /// <summary>What the day has cost so far.</summary>
    public async Task<HealthBudget> ReadAsync(CancellationToken cancellationToken)
    {
        var (ledger, _) = await LoadAsync(cancellationToken);
        return new(ledger.Tokens, settings.TokensPerDay, ledger.Calls, settings.CallsPerDay);
    }

    /// <summary>
    /// Reserves as many of <paramref name="wishes"/> as fit into the day, from the first on; a wish may be granted fewer calls than it
    /// asks, but one at least.
    /// </summary>
    public Task<ProbeReservation> ReserveAsync(IReadOnlyList<ProbeAllowance> wishes, CancellationToken cancellationToken) =>
        ReserveAsync(wishes, isRound: false, Left, cancellationToken);

    /// <summary>
    /// The same for a round: only what the rounds' share has come to by this time of the day, and in the time until the next round.
    /// </summary>
    /// <param name="wishes">What calls may cost at most, the most urgent first.</param>
    /// <param name="every">How often rounds come.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<ProbeReservation> ReserveForRoundAsync(
        IReadOnlyList<ProbeAllowance> wishes,
        TimeSpan every,
        CancellationToken cancellationToken
    ) => ReserveAsync(wishes, isRound: true, ledger => LeftOfRounds(ledger, wishes, every), cancellationToken);

    /// <summary>Puts what calls did cost in the place of what was reserved for them.</summary>
    public Task SettleAsync(ProbeReservation reservation, IReadOnlyList<ProbeAllowance> used, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reservation);
        ArgumentNullException.ThrowIfNull(used);
        var calls = used.Sum(use => use.Calls) - reservation.Grants.Sum(grant => grant.Calls);
        var tokens = used.Sum(use => use.Tokens) - reservation.Grants.Sum(grant => grant.Tokens);

        // Past midnight the reservation is in the ledger of yesterday, which nobody asks any more.
        return ChangeAsync(
            ledger => ledger.Day == reservation.Day ? Plus(ledger, calls, tokens, reservation.IsRound) : ledger,
            cancellationToken
        );
    }

    private async Task<ProbeReservation> ReserveAsync(
        IReadOnlyList<ProbeAllowance> wishes,
        bool isRound,
        Func<ProbeLedger, ProbeAllowance> left,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(wishes);
        ProbeReservation? reservation = null;
        await ChangeAsync(
            ledger =>
            {
                reservation = new ProbeReservation(ledger.Day, [.. Granted(left(ledger), wishes)]) { IsRound = isRound };
                return Plus(ledger, reservation.Grants.Sum(grant => grant.Calls), reservation.Grants.Sum(grant => grant.Tokens), isRound);
            },
            cancellationToken
        );
        return reservation!;
    }

    private static ProbeLedger Plus(ProbeLedger ledger, int calls, int tokens, bool isRound)
    {
        var spent = ledger with { Calls = Math.Max(0, ledger.Calls + calls), Tokens = Math.Max(0, ledger.Tokens + tokens) };
        return isRound
            ? spent with
            {
                RoundCalls = Math.Max(0, ledger.RoundCalls + calls),
                RoundTokens = Math.Max(0, ledger.RoundTokens + tokens),
            }
            : spent;
    }

    private ProbeAllowance Left(ProbeLedger ledger) => new(settings.CallsPerDay - ledger.Calls, settings.TokensPerDay - ledger.Tokens);

    // The share grows with the day, so that no hour of it is blind; its first call need not wait until the share has grown to it.
    private ProbeAllowance LeftOfRounds(ProbeLedger ledger, IReadOnlyList<ProbeAllowance> wishes, TimeSpan every)
    {
        var grown = Math.Min(1, (clock.GetUtcNow().UtcDateTime.TimeOfDay + every) / TimeSpan.FromDays(1));
        var isFirst = ledger.RoundCalls == 0;
        var left = Left(ledger);
        return new(
            Math.Min(left.Calls, Grown(settings.CallsPerDay, isFirst ? 1 : 0) - ledger.RoundCalls),
            Math.Min(left.Tokens, Grown(settings.TokensPerDay, isFirst && wishes.Count > 0 ? wishes[0].Tokens : 0) - ledger.RoundTokens)
        );

        int Grown(int perDay, int atLeast) => Math.Max((int)(RoundsShare(perDay) * grown), Math.Min(RoundsShare(perDay), atLeast));
    }

    private static IEnumerable<ProbeAllowance> Granted(ProbeAllowance left, IReadOnlyList<ProbeAllowance> wishes)
    {
        var (calls, tokens) = left;
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
internal sealed record ProbeAllowance(int Calls, int Tokens);

/// <summary>What the test calls of a day (UTC) have cost, with what is reserved for calls under way.</summary>
/// <param name="Day">The day.</param>
/// <param name="Calls">Calls.</param>
/// <param name="Tokens">Tokens.</param>
/// <param name="RoundCalls">Those of the calls that rounds made.</param>
/// <param name="RoundTokens">Those of the tokens that rounds used.</param>
public sealed record ProbeLedger(DateOnly Day, int Calls, int Tokens, int RoundCalls = 0, int RoundTokens = 0);

/// <summary>What was reserved, and on which day.</summary>
/// <param name="Day">The day of the ledger.</param>
/// <param name="Grants">One for each wish that fits, from the first on.</param>
internal sealed record ProbeReservation(DateOnly Day, IReadOnlyList<ProbeAllowance> Grants)
{
    /// <summary>True when it is a part of the rounds' share.</summary>
    public bool IsRound { get; init; }
}
