using System.Text.Json;
using System.Text.Json.Nodes;
using Importer;
using Importer.Gateway;
using Importer.Planning;
using Importer.Reports;

namespace Functions.Tests.Triggers;

public sealed class CheckDriftTests
{
    private static readonly JsonObject Timer = new() { ["timer"] = new JsonObject { ["IsPastDue"] = false } };

    [Fact]
    public async Task Drift_is_told_and_left_as_it_is()
    {
        await using var handler = await HandlerUnderTest.StartAsync(HandlerUnderTest.Settings with { Drift = DriftMode.Report });
        handler.Reconcile = (request, _) => Task.FromResult(HandlerUnderTest.Ended(request, RunOutcome.Succeeded) with { Steps = [Step(StepOutcome.Planned)] });

        var answer = await handler.InvokeAsync("CheckDrift", (JsonObject)Timer.DeepClone());

        Assert.Equal(200, answer.Status);
        Assert.Equal((RunMode.Plan, RunReason.Drift, null), (handler.Requests[0].Mode, handler.Requests[0].Reason, handler.Requests[0].Scope));
        Assert.Equal(["drift/latest.json"], handler.Store.Names);
        var drift = Latest(handler);
        Assert.False(drift.InSync);
        Assert.Equal((DriftKind.Changed, DriftAction.Reported, "API contoso-openai"), (drift.Items[0].Kind, drift.Items[0].Action, drift.Items[0].Resource));
    }

    [Fact]
    public async Task Drift_is_put_right_where_settings_say_so()
    {
        await using var handler = await HandlerUnderTest.StartAsync(HandlerUnderTest.Settings with { Drift = DriftMode.Repair });
        handler.Reconcile = (request, _) => Task.FromResult(HandlerUnderTest.Ended(request, RunOutcome.Succeeded) with { Steps = [Step(StepOutcome.Done)] });

        await handler.InvokeAsync("CheckDrift", (JsonObject)Timer.DeepClone());

        Assert.Equal(RunMode.Apply, handler.Requests[0].Mode);
        Assert.True(Latest(handler).InSync);
        Assert.Equal(DriftAction.Repaired, Latest(handler).Items[0].Action);
        Assert.NotNull(handler.Record(handler.Requests[0].RunId));
    }

    [Theory]
    [InlineData(DriftMode.Import, false, "Apply")]
    [InlineData(DriftMode.Repair, false, "Apply")]
    [InlineData(DriftMode.Report, false, "Plan")]
    [InlineData(DriftMode.Report, true, "Plan Apply")]
    public async Task A_sweep_that_only_reports_writes_for_withdrawals_that_are_due_and_for_nothing_else(DriftMode mode, bool hasDue, string modes)
    {
        await using var handler = await HandlerUnderTest.StartAsync(HandlerUnderTest.Settings with { Drift = mode });
        handler.Reconcile = (request, _) => Task.FromResult(HandlerUnderTest.Ended(request, RunOutcome.Succeeded) with { HasDueWithdrawals = hasDue });

        await handler.InvokeAsync("CheckDrift", (JsonObject)Timer.DeepClone());

        Assert.Equal(modes, string.Join(' ', handler.Requests.Select(request => request.Mode)));
    }

    [Fact]
    public async Task A_check_that_could_not_look_is_not_in_sync_and_shows_as_failed()
    {
        await using var handler = await HandlerUnderTest.StartAsync();
        handler.Reconcile = (_, _) => throw new GatewayUnreadableException("403 on the service", mayPass: false);

        var answer = await handler.InvokeAsync("CheckDrift", (JsonObject)Timer.DeepClone());

        Assert.Equal(500, answer.Status);
        Assert.False(Latest(handler).InSync);
        Assert.Equal("403 on the service", Latest(handler).Error);
    }

    [Fact]
    public async Task A_check_that_repairs_and_fails_needs_a_person_under_one_name_every_time()
    {
        await using var handler = await HandlerUnderTest.StartAsync(HandlerUnderTest.Settings with { Drift = DriftMode.Repair });
        handler.Reconcile = (_, _) => throw new GatewayUnreadableException("403 on the service", mayPass: false);

        await handler.InvokeAsync("CheckDrift", (JsonObject)Timer.DeepClone());

        Assert.Equal("drift check", Assert.Single(await handler.AttentionAsync())["subject"]!.GetValue<string>());
    }

    [Fact]
    public async Task Webhooks_are_told_after_a_check()
    {
        await using var handler = await HandlerUnderTest.StartAsync(HandlerUnderTest.Settings with { Webhooks = [new WebhookSettings { Url = new Uri("https://hooks.contoso.com/x") }] });
        handler.Reconcile = (request, _) => Task.FromResult(HandlerUnderTest.Ended(request, RunOutcome.Succeeded) with { Steps = [Step(StepOutcome.Planned)] });

        await handler.InvokeAsync("CheckDrift", (JsonObject)Timer.DeepClone());

        Assert.Contains(Assert.Single(handler.Told).Attention, item => item.Subject == "API contoso-openai");
    }

    private static DriftReport Latest(HandlerUnderTest handler) =>
        JsonSerializer.Deserialize(handler.Store.Find("drift/latest.json")!.Content, ReportJson.Default.DriftReport)!;

    private static RunStep Step(StepOutcome outcome) => new()
    {
        Change = ChangeKind.Update,
        Kind = ResourceKind.Api,
        Name = "contoso-openai",
        Outcome = outcome,
        Differences = [new FieldDifference("path", "contoso/openai", "x")],
    };
}
