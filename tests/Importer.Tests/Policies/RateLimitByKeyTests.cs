using Importer.Policies;

namespace Importer.Tests.Policies;

public sealed class RateLimitByKeyTests
{
    [Fact]
    public void Calls_are_counted_per_key() =>
        Golden.Is(
            """<rate-limit-by-key calls="60" renewal-period="60" counter-key="@(context.Request.IpAddress)" remaining-calls-header-name="x-left" />""",
            new RateLimitByKey
            {
                Calls = 60,
                RenewalPeriodSeconds = 60,
                CounterKey = CounterKeys.PerAddress,
                RemainingCallsHeaderName = "x-left",
            }
        );

    [Fact]
    public void A_period_over_five_minutes_is_refused() =>
        Golden.Refuses(
            "between 1 and 300",
            new RateLimitByKey
            {
                Calls = 1,
                RenewalPeriodSeconds = 301,
                CounterKey = "a",
            }
        );
}
