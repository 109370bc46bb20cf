using Importer.Configuration;
using Importer.Health;
using Importer.Reports;
using Importer.Tests.Fakes;

namespace Importer.Tests.Health;

/// <summary>A round that is cut off, and a key that is rotated while rounds are made.</summary>
public sealed class CutOffRoundTests
{
    private const string WrongKey =
        """{"statusCode":401,"message":"Access denied due to invalid subscription key. Make sure to provide a valid key for an active subscription."}""";

    private static readonly string[] Models = ["gpt-4o", "gpt-4o-mini", "gpt-4.1", "gpt-4.1-mini", "text-embedding-3-large"];

    [Fact]
    public async Task What_a_round_reserved_and_did_not_begin_is_given_back_when_it_is_cut_off()
    {
        var settings = new HealthSettings { Concurrency = 1 };
        var scene = new HealthScene(settings);
        await scene.ImportAsync("contoso", Models);

        // By noon rounds have half of their share, and the pace holds nobody up.
        scene.Clock.Advance(TimeSpan.FromHours(12));
        using var time = new CancellationTokenSource();
        var calls = 0;
        scene.Models.Answer = _ =>
        {
            if (++calls == 2)
            {
                time.Cancel();
                throw new OperationCanceledException(time.Token);
            }

            return null;
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scene.RoundAsync(time.Token));

        // The one that was under way may have cost all that was reserved for it.
        var budget = await new ProbeBudget(scene.Store, settings, scene.Clock).ReadAsync(default);
        Assert.Equal(2, budget.CallsUsed);
        Assert.InRange(budget.TokensUsed, 2, 2 * 80);
        scene.Models.Answer = _ => null;
        Assert.All((await scene.RoundAsync()).Checks, check => Assert.Equal(ProbeStatus.Healthy, check.Status));
    }

    [Fact]
    public async Task A_round_that_is_cut_off_before_its_first_call_costs_nothing()
    {
        var settings = new HealthSettings { Concurrency = 1 };
        var scene = new HealthScene(settings);
        await scene.ImportAsync("contoso", Models);
        using var time = new CancellationTokenSource();
        scene.Store.Written = name =>
        {
            if (name == ProbeBudget.Name)
            {
                time.Cancel();
            }
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scene.RoundAsync(time.Token));

        Assert.Equal(
            (0, 0),
            await new ProbeBudget(scene.Store, settings, scene.Clock).ReadAsync(default) is var budget
                ? (budget.CallsUsed, budget.TokensUsed)
                : default
        );
    }

    [Fact]
    public async Task A_key_that_was_rotated_is_read_again_and_nobody_is_called_unhealthy_for_it()
    {
        var scene = await WithKeyAsync("new-key");
        scene.Gateway.RememberedKey = "old-key";

        var round = await scene.RoundAsync();

        Assert.All(round.Checks, check => Assert.Equal((ProbeStatus.Healthy, null), (check.Status, check.Cause)));
        Assert.Equal(Models.Length, round.Checks.Count);
    }

    [Fact]
    public async Task A_key_that_is_still_the_key_and_is_refused_gets_its_verdict_after_one_look()
    {
        var scene = await WithKeyAsync("another-key");
        scene.Gateway.SubscriptionKey = "new-key";

        var round = await scene.RoundAsync();

        Assert.All(
            round.Checks,
            check => Assert.Equal((ProbeStatus.Unhealthy, CauseCode.SubscriptionKey), (check.Status, check.Code!.Value))
        );
        Assert.Equal(Models.Length, scene.Gateway.Reopened);
        Assert.Equal(Models.Length, scene.Models.Calls.Count);
    }

    [Fact]
    public async Task A_new_key_with_no_call_left_to_try_it_is_no_verdict()
    {
        var scene = await WithKeyAsync("new-key", new HealthSettings { CallsPerDay = Models.Length });
        scene.Gateway.RememberedKey = "old-key";

        var round = await scene.RoundAsync();

        Assert.All(round.Checks, check => Assert.NotEqual(ProbeStatus.Unhealthy, check.Status));
        Assert.Contains(round.Checks, check => check.Cause!.Contains("was rotated", StringComparison.Ordinal));
    }

    private static async Task<HealthScene> WithKeyAsync(string key, HealthSettings? settings = null)
    {
        var scene = new HealthScene((settings ?? new HealthSettings()) with { Concurrency = 1 });
        await scene.ImportAsync("contoso", Models);
        await scene.RoundAsync();

        // By then nothing is fresh, and the budget is.
        scene.Clock.Advance(TimeSpan.FromDays(1));
        scene.Models.Calls.Clear();
        scene.Gateway.SubscriptionKey = key;
        scene.Models.Answer = call => call.Headers.GetValues("api-key").Single() == key ? null : HealthScene.Answer(401, WrongKey);
        return scene;
    }
}
