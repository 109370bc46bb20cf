using Importer.Configuration;
using Importer.Reports;

namespace Importer.HealthChecks;

/// <summary>What rounds leave in the report store, and the next one goes by.</summary>
internal sealed class RoundRecords(HealthRecords records, RunRecords runs, ProbeBudget budget, HealthSettings settings, TimeProvider clock)
{
    private const int RecentRuns = 50;

    /// <summary>The round before; null when there was none.</summary>
    public Task<HealthSnapshot?> ReadAsync(CancellationToken cancellationToken) => records.ReadAsync(cancellationToken);

    /// <summary>What is known of deployments from the round before and from recent runs.</summary>
    public async Task<ProbeHistory> HistoryAsync(HealthSnapshot? before, CancellationToken cancellationToken) =>
        new(before, await runs.ListAsync(RecentRuns, cancellationToken), settings, clock.GetUtcNow());

    /// <summary>What is left of the day's budget after <paramref name="checks"/>.</summary>
    public async Task<HealthBudget> BudgetAsync(IReadOnlyList<HealthCheck> checks, CancellationToken cancellationToken)
    {
        var state = await budget.ReadAsync(cancellationToken);
        return state with { ProofsPerDay = ProbeBudget.ProofsPerDay(settings, checks) };
    }

    /// <summary>Writes the round down, whatever time it had.</summary>
    public async Task KeepAsync(HealthSnapshot? before, HealthSnapshot round)
    {
        await records.WriteAsync(round, CancellationToken.None);

        // Once a day is enough: days are what is forgotten.
        var today = DateOnly.FromDateTime(round.GeneratedAt.UtcDateTime);
        if (before is null || DateOnly.FromDateTime(before.GeneratedAt.UtcDateTime) < today)
        {
            await records.ForgetAsync(today.AddDays(1 - settings.HistoryDays), CancellationToken.None);
        }
    }
}
