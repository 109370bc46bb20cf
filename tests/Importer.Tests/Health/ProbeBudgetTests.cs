using Importer.Configuration;
using Importer.Reports;
using Importer.Tests.Fakes;

namespace Importer.Tests.Health;

public sealed class ProbeBudgetTests
{
    private static readonly HealthSettings Settings = new() { TokensPerDay = 100, CallsPerDay = 20 };

    private readonly InMemoryReportStore _store = new();
    private readonly DayClock _clock = new();

    [Fact]
    public async Task A_week_of_rounds_never_costs_more_than_the_budget_of_a_day()
    {
        for (var day = 0; day < 7; day++)
        {
            var (calls, tokens) = (0, 0);
            for (var round = 0; round < 96; round++)
            {
                // Each round is another process: only the store remembers.
                var budget = new ProbeBudget(_store, Settings, _clock);
                var reservation = await budget.ReserveAsync([new(2, 12), new(2, 12), new(2, 12)], CancellationToken.None);
                var used = reservation.Grants.Select((_, index) => new ProbeAllowance(1, 7 + index)).ToList();
                await budget.SettleAsync(reservation, used, CancellationToken.None);
                calls += used.Sum(use => use.Calls);
                tokens += used.Sum(use => use.Tokens);
                _clock.Advance(TimeSpan.FromMinutes(15));
            }

            Assert.InRange(tokens, 89, Settings.TokensPerDay);
            Assert.InRange(calls, 1, Settings.CallsPerDay);
        }
    }

    [Fact]
    public async Task What_is_reserved_and_never_settled_stays_spent()
    {
        await new ProbeBudget(_store, Settings, _clock).ReserveAsync([new(1, 90)], CancellationToken.None);

        var next = await new ProbeBudget(_store, Settings, _clock).ReserveAsync([new(1, 11)], CancellationToken.None);

        Assert.Empty(next.Grants);
    }

    [Fact]
    public async Task A_budget_of_nothing_grants_nothing()
    {
        var reservation = await new ProbeBudget(_store, Settings with { CallsPerDay = 0 }, _clock).ReserveAsync(
            [new(1, 1)],
            CancellationToken.None
        );

        Assert.Empty(reservation.Grants);
    }

    private sealed class DayClock : TimeProvider
    {
        private DateTimeOffset _now = DateTimeOffset.UnixEpoch;

        public void Advance(TimeSpan by) => _now += by;

        public override DateTimeOffset GetUtcNow() => _now;
    }
}
