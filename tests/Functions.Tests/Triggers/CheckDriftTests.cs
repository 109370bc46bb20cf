using System.Text.Json;
using Importer.Configuration;
using Importer.Gateway;
using Importer.Reports;
using Importer.Runs;

namespace Functions.Tests.Triggers;

public sealed class CheckDriftTests
{
    [Fact]
    public async Task Drift_is_told_and_left_as_it_is()
    {
        await using var app = new AppUnderTest(AppUnderTest.Settings with { Drift = DriftMode.Report });
        app.Reconcile = (request, _) =>
            Task.FromResult(AppUnderTest.Ended(request, RunOutcome.Succeeded) with { Steps = [Step(StepOutcome.Planned)] });

        var answer = await app.CheckDriftAsync();

        Assert.True(answer.IsDone);
        Assert.Equal((RunMode.Plan, RunReason.Drift, null), (app.Requests[0].Mode, app.Requests[0].Reason, app.Requests[0].Scope));
        Assert.Equal(["drift/latest.json"], app.Store.Names);
        var drift = Latest(app);
        Assert.False(drift.InSync);
        Assert.Equal(
            (DriftKind.Changed, DriftAction.Reported, "API contoso-openai"),
            (drift.Items[0].Kind, drift.Items[0].Action, drift.Items[0].Resource)
        );
    }

    [Theory]
    [InlineData(DriftMode.Report)]
    [InlineData(DriftMode.Repair)]
    public async Task Whether_it_writes_or_only_tells_the_aliases_of_fleets_are_as_young_as_the_check(DriftMode mode)
    {
        await using var app = new AppUnderTest(AppUnderTest.Settings with { Drift = mode });
        app.Reconcile = (request, _) =>
            Task.FromResult(
                AppUnderTest.Ended(request, RunOutcome.Succeeded) with
                {
                    Fleets = ["ai"],
                    Aliases = [new() { Fleet = "ai", Alias = "gpt-4o" }],
                }
            );

        await app.CheckDriftAsync();

        var known = await new FleetRecords(app.Store).ReadAsync(CancellationToken.None);
        Assert.Equal((app.Requests[0].RunId, "gpt-4o"), (known!.RunId, Assert.Single(known.Aliases).Alias));
    }

    [Fact]
    public async Task Drift_is_put_right_where_settings_say_so()
    {
        await using var app = new AppUnderTest(AppUnderTest.Settings with { Drift = DriftMode.Repair });
        app.Reconcile = (request, _) =>
            Task.FromResult(AppUnderTest.Ended(request, RunOutcome.Succeeded) with { Steps = [Step(StepOutcome.Done)] });

        await app.CheckDriftAsync();

        Assert.Equal(RunMode.Apply, app.Requests[0].Mode);
        Assert.True(Latest(app).InSync);
        Assert.Equal(DriftAction.Repaired, Latest(app).Items[0].Action);
        Assert.NotNull(app.Record(app.Requests[0].RunId));
    }

    [Theory]
    [InlineData(DriftMode.Import, false, "Apply")]
    [InlineData(DriftMode.Repair, false, "Apply")]
    [InlineData(DriftMode.Report, false, "Plan")]
    [InlineData(DriftMode.Report, true, "Plan Apply")]
    public async Task A_sweep_that_only_reports_writes_for_withdrawals_that_are_due_and_for_nothing_else(
        DriftMode mode,
        bool hasDue,
        string modes
    )
    {
        await using var app = new AppUnderTest(AppUnderTest.Settings with { Drift = mode });
        app.Reconcile = (request, _) =>
            Task.FromResult(AppUnderTest.Ended(request, RunOutcome.Succeeded) with { HasDueWithdrawals = hasDue });

        await app.CheckDriftAsync();

        Assert.Equal(modes, string.Join(' ', app.Requests.Select(request => request.Mode)));
    }

    [Fact]
    public async Task A_check_that_could_not_look_is_not_in_sync_and_shows_as_failed()
    {
        await using var app = new AppUnderTest();
        app.Reconcile = (_, _) => throw new GatewayUnreadableException("403 on the service", mayPass: false);

        var answer = await app.CheckDriftAsync();

        Assert.False(answer.IsDone);
        Assert.False(Latest(app).InSync);
        Assert.Equal("403 on the service", Latest(app).Error);
    }

    [Fact]
    public async Task A_check_that_repairs_and_fails_needs_a_person_under_one_name_every_time()
    {
        await using var app = new AppUnderTest(AppUnderTest.Settings with { Drift = DriftMode.Repair });
        app.Reconcile = (_, _) => throw new GatewayUnreadableException("403 on the service", mayPass: false);

        await app.CheckDriftAsync();

        Assert.Equal("drift check", Assert.Single(await app.AttentionAsync())["subject"]!.GetValue<string>());
    }

    [Fact]
    public async Task Webhooks_are_told_after_a_check()
    {
        await using var app = new AppUnderTest(
            AppUnderTest.Settings with
            {
                Webhooks = [new WebhookSettings { Url = new Uri("https://hooks.contoso.com/x") }],
            }
        );
        app.Reconcile = (request, _) =>
            Task.FromResult(AppUnderTest.Ended(request, RunOutcome.Succeeded) with { Steps = [Step(StepOutcome.Planned)] });

        await app.CheckDriftAsync();

        Assert.Contains(Assert.Single(app.Notified).Attention, item => item.Subject == "API contoso-openai");
    }

    private static DriftReport Latest(AppUnderTest app) =>
        JsonSerializer.Deserialize(app.Store.Find("drift/latest.json")!.Content, ReportJson.Default.DriftReport)!;

    private static RunStep Step(StepOutcome outcome) =>
        new()
        {
            Change = ChangeKind.Update,
            Kind = ResourceKind.Api,
            Name = "contoso-openai",
            Outcome = outcome,
            Differences = [new FieldDifference("path", "contoso/openai", "x")],
        };
}
