using Importer.Configuration;
using Importer.Gateway;
using Importer.Health;
using Importer.Reports;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;

namespace Importer.Tests;

public sealed class HealthPacingTests
{
    private const int Days = 7;

    public static TheoryData<int> Seeds => [1, 2, 3, 4, 5, 6];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task In_a_week_with_more_deployments_than_budget_nobody_waits_longer_than_their_turn_and_the_budget_holds(int seed)
    {
        var random = new Random(seed);
        var (deployments, calls, every) = (random.Next(10, 22), random.Next(5, 12), TimeSpan.FromMinutes(random.Next(1, 5) * 30));
        var scene = new HealthScene(new HealthSettings { CallsPerDay = calls, TokensPerDay = 100_000 });
        await scene.ImportAsync("contoso", [.. Enumerable.Range(0, deployments).Select(each => $"gpt-4o-{each}")]);
        var start = scene.Clock.GetUtcNow();
        var called = Enumerable.Range(0, deployments).ToDictionary(each => $"gpt-4o-{each}", _ => new List<DateTimeOffset> { start });
        var perDay = new Dictionary<DateTimeOffset, int>();

        while (scene.Clock.GetUtcNow() < start.AddDays(Days))
        {
            var snapshot = await scene.RoundAsync();
            foreach (var name in scene.Called())
            {
                called[name].Add(scene.Clock.GetUtcNow());
                perDay[scene.Clock.GetUtcNow().UtcDateTime.Date] = perDay.GetValueOrDefault(scene.Clock.GetUtcNow().UtcDateTime.Date) + 1;
            }

            Assert.InRange(snapshot.Budget.CallsUsed, 0, calls);
            scene.Clock.Advance(every);
        }

        var share = ProbeBudget.RoundsShare(calls);
        var longest = TimeSpan.FromDays(Math.Ceiling(deployments / (double)share) + 1);
        Assert.All(perDay.Values, made => Assert.InRange(made, share - 1, share));
        Assert.All(
            called.Values,
            times =>
                Assert.All(
                    times.Append(start.AddDays(Days)).Zip(times.Skip(1).Append(start.AddDays(Days))),
                    pair => Assert.InRange(pair.Second - pair.First, TimeSpan.Zero, longest)
                )
        );
    }

    [Fact]
    public async Task No_hour_of_a_day_is_blind_after_the_first_rounds()
    {
        var scene = new HealthScene(new HealthSettings { CallsPerDay = 60 });
        await scene.ImportAsync("contoso", [.. Enumerable.Range(0, 30).Select(each => $"gpt-4o-{each}")]);

        for (var hour = 0; hour < 24; hour++)
        {
            var called = 0;
            for (var quarter = 0; quarter < 4; quarter++)
            {
                await scene.RoundAsync();
                called += scene.Called().Count;
                scene.Clock.Advance(TimeSpan.FromMinutes(15));
            }

            // 48 calls are the rounds' share of a day.
            Assert.InRange(called, 1, 3);
        }
    }

    [Fact]
    public async Task A_round_by_hand_does_not_wait_for_the_day_but_keeps_to_its_budget()
    {
        var scene = new HealthScene(new HealthSettings { CallsPerDay = 20 });
        await scene.ImportAsync("contoso", [.. Enumerable.Range(0, 30).Select(each => $"gpt-4o-{each}")]);
        scene.Clock.Advance(scene.Clock.GetUtcNow().UtcDateTime.Date.AddDays(1) - scene.Clock.GetUtcNow().UtcDateTime);
        scene.Called();

        await scene.RoundAsync();
        Assert.Single(scene.Called());

        var byHand = await scene.RoundByHandAsync();
        Assert.Equal(19, scene.Called().Count);
        Assert.Equal(20, byHand.Budget.CallsUsed);
        await scene.RoundByHandAsync();
        Assert.Empty(scene.Called());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(24)]
    public async Task Rounds_that_come_seldom_have_their_whole_share_all_the_same(int hours)
    {
        var scene = new HealthScene(new HealthSettings { CallsPerDay = 60 });
        await scene.ImportAsync("contoso", [.. Enumerable.Range(0, 60).Select(each => $"gpt-4o-{each}")]);
        for (var settling = 0; settling < 4 * 24 / hours; settling++)
        {
            await scene.RoundAsync();
            scene.Clock.Advance(TimeSpan.FromHours(hours));
        }

        scene.Called();
        for (var round = 0; round < 24 / hours; round++)
        {
            await scene.RoundAsync();
            scene.Clock.Advance(TimeSpan.FromHours(hours));
        }

        Assert.Equal(48, scene.Called().Count);
    }

    [Fact]
    public async Task A_new_deployment_is_proven_though_rounds_have_used_up_their_share()
    {
        var scene = new HealthScene(new HealthSettings { CallsPerDay = 20, TokensPerDay = 2_000 });
        await scene.ImportAsync("contoso", [.. Enumerable.Range(0, 30).Select(each => $"gpt-4o-{each}")]);
        for (var quarter = 0; quarter < 95; quarter++)
        {
            await scene.RoundAsync();
            scene.Clock.Advance(TimeSpan.FromMinutes(15));
        }

        await scene.RoundAsync();
        scene.Clock.Advance(TimeSpan.FromMinutes(5));
        var spent = await scene.RoundAsync();
        Assert.Equal(ProbeBudget.RoundsShare(20), spent.Budget.CallsUsed);
        Assert.All(spent.Checks, check => Assert.Equal(CauseCode.BudgetSpent, check.Code));
        scene.Called();

        scene.Source.Deploy("contoso", "gpt-4.1");
        var run = await scene.RunAsync(AnAccount.Id("contoso").Child("deployments", "gpt-4.1"));

        Assert.Equal(["gpt-4.1"], scene.Called());
        Assert.Equal(ProbeStatus.Healthy, Assert.Single(run.Probes).Status);
    }

    [Fact]
    public async Task What_a_run_has_just_proven_does_not_come_first_in_the_next_round()
    {
        var scene = new HealthScene(new HealthSettings { CallsPerDay = 4 });
        await scene.ImportAsync("contoso", "gpt-4o", "o3");
        await scene.RoundAsync();
        scene.Called();
        scene.Clock.Advance(TimeSpan.FromHours(12));
        scene.Source.Deploy("contoso", "gpt-4.1");
        var run = await scene.RunAsync(AnAccount.Id("contoso").Child("deployments", "gpt-4.1"));
        await new RunRecords(scene.Store).FinishAsync(run, CancellationToken.None);
        Assert.Contains("gpt-4.1", scene.Called());
        scene.Clock.Advance(TimeSpan.FromMinutes(15));

        await scene.RoundAsync();

        Assert.DoesNotContain("gpt-4.1", scene.Called());
    }

    [Fact]
    public async Task A_call_that_never_fits_does_not_hold_up_the_others()
    {
        var most = Prober.MostTokens(Deployments.Capability.Chat);
        var scene = new HealthScene(new HealthSettings { TokensPerDay = most * 20 });
        await scene.ImportAsync("contoso", "gpt-4o", "gpt-4.1");
        scene.Models.Answer = call =>
            call.RequestUri!.AbsolutePath.Contains("gpt-4.1", StringComparison.Ordinal)
                ? HealthScene.Answer(200, $$"""{"choices":[{}],"usage":{"prompt_tokens":1,"total_tokens":{{most * 17}} } }""")
                : null;
        scene.Clock.Advance(TimeSpan.FromHours(20));
        await scene.RoundAsync();
        scene.Called();
        scene.Clock.Advance(TimeSpan.FromHours(24));

        var round = await scene.RoundAsync();

        Assert.Equal(["gpt-4o"], scene.Called());
        var large = round.Checks.Single(check => check.Deployment.EndsWith("gpt-4.1", StringComparison.Ordinal));
        Assert.Equal((CauseCode.BudgetSpent, "raise Health.TokensPerDay"), (large.Code, large.Fix));
        Assert.Contains($"{most * 17} tokens", large.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_does_not_work_stays_told_while_there_is_no_call_for_it()
    {
        var scene = new HealthScene(new HealthSettings { CallsPerDay = 2 });
        await scene.ImportAsync("contoso", "gpt-4o", "gpt-4.1");
        scene.Models.Answer = _ =>
            HealthScene.Answer(500, """{"error":{"code":"InternalServerError","message":"The server had an error"}}""");
        scene.Clock.Advance(TimeSpan.FromHours(20));
        var found = await scene.RoundAsync();
        var began = scene.Clock.GetUtcNow();
        Assert.Contains(found.Checks, check => check.Status == ProbeStatus.Unhealthy);
        scene.Clock.Advance(TimeSpan.FromMinutes(1));

        var later = await scene.RoundAsync();

        Assert.All(
            found.Checks.Where(check => check.Status == ProbeStatus.Unhealthy),
            check =>
                Assert.Equal(
                    (ProbeStatus.Unhealthy, began),
                    (
                        later.Checks.Single(one => one.Deployment == check.Deployment).Status,
                        later.Checks.Single(one => one.Deployment == check.Deployment).Since
                    )
                )
        );
    }

    [Fact]
    public async Task The_round_says_how_many_calls_a_day_pays_for()
    {
        var scene = new HealthScene(new HealthSettings { CallsPerDay = 100, TokensPerDay = 1_000 });
        await scene.ImportAsync("contoso", "gpt-4o", "gpt-4.1");
        scene.Models.Answer = _ => HealthScene.Answer(200, """{"choices":[{}],"usage":{"prompt_tokens":9,"total_tokens":16} }""");
        scene.Clock.Advance(TimeSpan.FromHours(12));

        // 800 of the tokens are the rounds'; 16 a call.
        Assert.Equal(50, (await scene.RoundAsync()).Budget.ProofsPerDay);
    }

    [Fact]
    public async Task When_it_began_stays_whatever_is_said_of_it_later()
    {
        var scene = new HealthScene(new HealthSettings { CallsPerDay = 1_000 });
        await scene.ImportAsync("contoso", "gpt-4o");
        await scene.RoundAsync();
        var since = new List<DateTimeOffset>();
        scene.Clock.Advance(TimeSpan.FromHours(1));
        var began = scene.Clock.GetUtcNow();
        foreach (
            var (status, words) in ((int, string)[])
                [(500, "The server had an error"), (404, "The API deployment for this resource does not exist"), (500, "Another error")]
        )
        {
            scene.Models.Answer = _ => HealthScene.Answer(status, $$"""{"error":{"code":"x","message":"{{words}}"} }""");
            since.Add(Assert.Single((await scene.RoundAsync()).Checks).Since);
            scene.Clock.Advance(TimeSpan.FromHours(1));
        }

        Assert.All(since, at => Assert.Equal(began, at));
        scene.Models.Answer = _ => null;
        Assert.Null(Assert.Single((await scene.RoundAsync()).Checks).UnhealthySince);
    }

    [Fact]
    public async Task What_could_not_be_read_is_told_since_it_first_could_not()
    {
        var scene = new HealthScene(new HealthSettings());
        await scene.ImportAsync("contoso", "gpt-4o");
        scene.Source.Unread.Add(new(AnAccount.Id("contoso"), "403 AuthorizationFailed", MayPass: false));
        await scene.RoundAsync();
        var began = scene.Clock.GetUtcNow();
        scene.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(began, Assert.Single((await scene.RoundAsync()).SetAside, aside => aside.Kind == SetAsideKind.Unread).Since);
    }

    [Fact]
    public async Task A_run_that_grants_a_role_again_proves_what_stands_on_it_and_the_report_is_clear_at_once()
    {
        var scene = new HealthScene(new HealthSettings());
        await scene.ImportAsync("contoso", "gpt-4o");
        await scene.RoundAsync();
        var role = scene.Gateway.Resources.Keys.Single(key => key.Kind == ResourceKind.Role);
        scene.Gateway.Remove(role);
        scene.Models.Answer = _ =>
            HealthScene.Answer(401, """{"error":{"code":"PermissionDenied","message":"The principal lacks the required data action."}}""");
        scene.Clock.Advance(TimeSpan.FromMinutes(20));
        await scene.RoundAsync();
        Assert.Single((await new ReportBuilder(scene.Store, scene.Clock).BuildAsync(CancellationToken.None)).Attention);
        scene.Clock.Advance(TimeSpan.FromMinutes(1));
        scene.Models.Answer = _ => null;

        var run = await scene.RunAsync(null);
        await new RunRecords(scene.Store).FinishAsync(run, CancellationToken.None);

        Assert.Equal([ResourceKind.Role], run.Steps.Select(step => step.Kind));
        Assert.Equal(ProbeStatus.Healthy, Assert.Single(run.Probes).Status);
        Assert.Empty((await new ReportBuilder(scene.Store, scene.Clock).BuildAsync(CancellationToken.None)).Attention);
    }
}
