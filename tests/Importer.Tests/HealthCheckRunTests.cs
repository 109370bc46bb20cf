using System.Globalization;
using Importer.Configuration;
using Importer.Health;
using Importer.Reports;
using Importer.Tests.Fakes;

namespace Importer.Tests;

public sealed class HealthCheckRunTests
{
    private const string NoRole = """{"error":{"code":"PermissionDenied","message":"The principal lacks the required data action."}}""";
    private const string TooMuch = """{"error":{"code":"429","message":"Requests have exceeded call rate limit."}}""";

    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    [Fact]
    public async Task A_simulated_week_keeps_the_budget_of_each_day_to_the_token_across_restarts()
    {
        var scene = new HealthScene(new HealthSettings { TokensPerDay = 3_001, CallsPerDay = 5_000 });
        await scene.ImportAsync("contoso", "gpt-4o", "gpt-4o-mini", "gpt-4.1", "text-embedding-3-large");
        var used = new Dictionary<DateOnly, int>();
        var answers = 0;
        scene.Models.Answer = call =>
        {
            // From 9 tokens to more than what is reckoned with, changing from call to call.
            var tokens = call.RequestUri!.AbsolutePath.Contains("gpt-4.1", StringComparison.Ordinal) ? 131 : 9 + (answers++ % 23);
            var day = DateOnly.FromDateTime(scene.Clock.GetUtcNow().UtcDateTime);
            lock (used)
            {
                used[day] = used.GetValueOrDefault(day) + tokens;
            }

            return HealthScene.Answer(
                200,
                $$"""{"choices":[{}],"data":[{"embedding":[1]}],"usage":{"prompt_tokens":{{tokens}},"total_tokens":{{tokens}} } }"""
            );
        };

        for (var round = 0; round < 7 * 96; round++)
        {
            var snapshot = await scene.RoundAsync();
            Assert.Equal(used[DateOnly.FromDateTime(scene.Clock.GetUtcNow().UtcDateTime)], snapshot.Budget.TokensUsed);
            scene.Clock.Advance(Quarter);
        }

        // Rounds use four fifths and no more: the rest is for proofs after imports.
        const int Share = 3_001 - (3_001 / 5);
        Assert.Equal(7, used.Count);
        Assert.All(used.Values, tokens => Assert.InRange(tokens, Share - 131, Share));
    }

    [Fact]
    public async Task A_week_keeps_the_number_of_calls_too_and_says_who_was_not_called()
    {
        var scene = new HealthScene(new HealthSettings { CallsPerDay = 10 });
        await scene.ImportAsync("contoso", "gpt-4o", "gpt-4o-mini", "gpt-4.1");

        for (var day = 0; day < 7; day++)
        {
            HealthSnapshot? last = null;
            for (var round = 0; round < 96; round++)
            {
                last = await scene.RoundAsync();
                scene.Clock.Advance(Quarter);
            }

            // Two of the ten are kept for proofs after imports.
            Assert.Equal((8, 8), (scene.Called().Count, last!.Budget.CallsUsed));
            // The share has grown to its last call in the last round of the day; the other two say why they had none.
            Assert.Equal(2, last.Checks.Count(check => check.Status == ProbeStatus.Skipped));
            Assert.All(
                last.Checks.Where(check => check.CalledAt != last.GeneratedAt),
                check =>
                {
                    Assert.Equal((ProbeStatus.Skipped, CauseCode.BudgetSpent), (check.Status, check.Code));
                    Assert.Contains("Health.CallsPerDay", check.Fix, StringComparison.Ordinal);
                }
            );
        }
    }

    [Fact]
    public async Task When_the_budget_is_short_whoever_waited_longest_comes_first()
    {
        var scene = new HealthScene(new HealthSettings { CallsPerDay = 2 });
        await scene.ImportAsync("contoso", "gpt-4o", "gpt-4o-mini", "gpt-4.1", "o3");
        var first = await DayAsync(scene);
        var second = await DayAsync(scene);

        Assert.Equal((2, 2), (first.Count, second.Count));
        Assert.Empty(second.Intersect(first));
    }

    private static async Task<IReadOnlyList<string>> DayAsync(HealthScene scene)
    {
        for (var round = 0; round < 96; round++)
        {
            await scene.RoundAsync();
            scene.Clock.Advance(Quarter);
        }

        return scene.Called();
    }

    [Theory]
    [InlineData(30, 30)]
    [InlineData(60 * 24 * 9, 60)]
    public async Task What_asks_for_rest_is_left_alone_so_long_but_no_longer_than_an_hour(int asked, int rested)
    {
        var scene = new HealthScene(new HealthSettings());
        await scene.ImportAsync("contoso", "gpt-4o");
        scene.Models.Answer = _ => HealthScene.Answer(429, TooMuch, TimeSpan.FromMinutes(asked));
        await scene.RoundAsync();
        scene.Called();
        scene.Models.Answer = _ => null;

        scene.Clock.Advance(TimeSpan.FromMinutes(rested) - TimeSpan.FromSeconds(1));
        var resting = await scene.RoundAsync();
        Assert.Empty(scene.Called());
        Assert.Equal(ProbeStatus.Throttled, Assert.Single(resting.Checks).Status);

        scene.Clock.Advance(TimeSpan.FromSeconds(1));
        var after = await scene.RoundAsync();
        Assert.Single(scene.Called());
        Assert.Equal((ProbeStatus.Healthy, null), (after.Checks[0].Status, after.Checks[0].Cause));
    }

    [Fact]
    public async Task What_never_worked_is_pending_while_it_is_fresh_and_unhealthy_after()
    {
        var scene = new HealthScene(new HealthSettings { FreshFor = TimeSpan.FromMinutes(20) });
        await scene.ImportAsync("contoso", "gpt-4o");
        scene.Models.Answer = _ => HealthScene.Answer(401, NoRole);

        var statuses = new List<ProbeStatus>();
        for (var round = 0; round < 3; round++)
        {
            statuses.Add((await scene.RoundAsync()).Checks.Single().Status);
            scene.Clock.Advance(Quarter);
        }

        Assert.Equal([ProbeStatus.Pending, ProbeStatus.Pending, ProbeStatus.Unhealthy], statuses);
    }

    [Fact]
    public async Task What_worked_before_is_unhealthy_at_once()
    {
        var scene = new HealthScene(new HealthSettings());
        await scene.ImportAsync("contoso", "gpt-4o");
        await scene.RoundAsync();
        scene.Models.Answer = _ => HealthScene.Answer(401, NoRole);
        scene.Clock.Advance(TimeSpan.FromMinutes(1));

        var check = Assert.Single((await scene.RoundAsync()).Checks);

        Assert.Equal((ProbeStatus.Unhealthy, CauseCode.RoleMissing, scene.Clock.GetUtcNow()), (check.Status, check.Code, check.Since));
    }

    [Fact]
    public async Task A_paused_deployment_is_skipped_and_not_called()
    {
        var scene = new HealthScene(new HealthSettings());
        await scene.ImportAsync("contoso", "gpt-4o", "gpt-4o-mini");
        await scene.RoundAsync();
        scene.Called();
        scene.Source.Pause("contoso", "gpt-4o");

        var round = await scene.RoundAsync();

        Assert.Equal(["gpt-4o-mini"], scene.Called());
        Assert.Equal(new HealthSummary(Healthy: 1, Unhealthy: 0, Pending: 0, Throttled: 0, Skipped: 1), round.Summary);
        Assert.Equal(CauseCode.DeploymentPaused, round.Checks.Single(check => check.Status == ProbeStatus.Skipped).Code);
    }

    [Fact]
    public async Task An_account_that_cannot_be_read_keeps_what_was_known_of_it()
    {
        var scene = new HealthScene(new HealthSettings());
        await scene.ImportAsync("contoso", "gpt-4o");
        await scene.RoundAsync();
        scene.Called();
        scene.Source.Unread.Add(new(Builders.AnAccount.Id("contoso"), "403 AuthorizationFailed", MayPass: false));

        var round = await scene.RoundAsync();

        Assert.Empty(scene.Called());
        Assert.Equal(ProbeStatus.Healthy, Assert.Single(round.Checks).Status);
        Assert.Contains(round.SetAside, aside => aside.Reason == "403 AuthorizationFailed");
    }

    [Fact]
    public async Task Days_that_are_older_than_the_history_are_forgotten()
    {
        var scene = new HealthScene(new HealthSettings { HistoryDays = 7 });
        await scene.ImportAsync("contoso", "gpt-4o");
        for (var day = 0; day < 20; day++)
        {
            await scene.RoundAsync();
            scene.Clock.Advance(TimeSpan.FromDays(1));
        }

        var today = DateTimeOffset.UnixEpoch.AddDays(19);
        var names = await scene.Store.ListAsync("health/days/", CancellationToken.None);

        // The last day's round lies open until its hour is over.
        Assert.Single(await scene.Store.ListAsync("health/rounds/", CancellationToken.None));
        Assert.Equal(
            Enumerable
                .Range(0, 6)
                .Select(back => $"health/days/{today.AddDays(-6 + back).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}.json"),
            names
        );
    }
}
