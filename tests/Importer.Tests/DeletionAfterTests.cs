using Importer.Configuration;
using Importer.Gateway;
using Importer.Reports;
using Importer.Runs;
using Importer.Storage;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;

namespace Importer.Tests;

/// <summary>An API whose last deployment went stays for <c>Deletion.After</c>.</summary>
public sealed class DeletionAfterTests
{
    private const string Note = "withdrawals/contoso-openai.json";

    private static readonly ResourceKey Contoso = Api.KeyFor("contoso-openai");
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly HandClock _clock = new();

    [Fact]
    public async Task It_stays_until_then_and_plan_and_run_say_when_it_leaves()
    {
        var scene = await DeletedAsync();
        var plan = await scene.RunAsync(mode: RunMode.Plan);
        Assert.Contains("announces its withdrawal, and 01:00:00 later", Leaving(plan).Reason, StringComparison.Ordinal);
        Assert.Empty(await scene.Store.ListAsync("withdrawals/", CancellationToken.None));

        var run = await scene.RunAsync(AnAccount.Id("contoso"), reason: RunReason.Event);

        Assert.Equal((RunOutcome.Succeeded, 0, false), (run.Outcome, run.Steps.Count, run.TryAgain));
        Assert.Equal((_clock.GetUtcNow() + Hour, _clock.GetUtcNow() + Hour), (Leaving(run).LeavesAt, run.LookAgainAt));
        Assert.Contains("1970-01-01 01:00:00Z", Leaving(run).Reason, StringComparison.Ordinal);
        Assert.True(scene.Gateway.Resources.ContainsKey(Contoso));
        Assert.Contains(scene.Gateway.Resources.Keys, key => key.Kind == ResourceKind.Backend);
        Assert.Equal([Note], await scene.Store.ListAsync("withdrawals/", CancellationToken.None));
    }

    [Theory]
    [InlineData(DriftMode.Import)]
    [InlineData(DriftMode.Report)]
    [InlineData(DriftMode.Repair)]
    public async Task The_sweep_withdraws_it_when_it_is_due_whatever_else_it_does_and_whichever_instance_it_runs_on(DriftMode mode)
    {
        var scene = await DeletedAsync();
        await scene.RunAsync(AnAccount.Id("contoso"), reason: RunReason.Event);
        scene.Restart(scene.Settings with { Drift = mode });
        _clock.Advance(Hour - TimeSpan.FromSeconds(1));
        Assert.Empty((await scene.RunAsync(reason: RunReason.Drift)).Steps);

        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True((await scene.RunAsync(mode: RunMode.Plan, reason: RunReason.Drift)).HasDueWithdrawals);
        var sweep = await scene.RunAsync(reason: RunReason.Drift);

        Assert.Equal((RunOutcome.Succeeded, 2), (sweep.Outcome, sweep.Counts.Delete));
        Assert.DoesNotContain(scene.Gateway.Resources.Values, found => found.Resource is Api or Backend);
        Assert.Empty(await scene.Store.ListAsync("withdrawals/", CancellationToken.None));
        Assert.Single(await scene.Store.ListAsync("snapshots/", CancellationToken.None));
    }

    [Fact]
    public async Task A_deployment_that_is_back_in_time_calls_it_off_and_the_next_deletion_begins_anew()
    {
        var scene = await DeletedAsync();
        await scene.RunAsync(AnAccount.Id("contoso"), reason: RunReason.Event);
        scene.Source.Deploy("contoso", "gpt-4o");
        scene.Gateway.Writes.Clear();

        var back = await scene.RunAsync(AnAccount.Id("contoso"), reason: RunReason.Event);

        Assert.Empty(scene.Gateway.Writes);
        Assert.DoesNotContain(back.SetAside, aside => aside.Kind == SetAsideKind.Leaving);
        Assert.Empty(await scene.Store.ListAsync("withdrawals/", CancellationToken.None));

        _clock.Advance(24 * Hour);
        scene.Source.Delete("contoso", "gpt-4o");
        Assert.Equal(_clock.GetUtcNow() + Hour, Leaving(await scene.RunAsync(AnAccount.Id("contoso"), reason: RunReason.Event)).LeavesAt);
    }

    [Fact]
    public async Task A_run_elsewhere_leaves_the_announcement_alone()
    {
        var scene = await DeletedAsync();
        scene.Source.Put(AnAccount.With("other", "gpt-4o"));
        await scene.RunAsync(AnAccount.Id("contoso"), reason: RunReason.Event);

        await scene.RunAsync(AnAccount.Id("other"), reason: RunReason.Event);

        Assert.Equal([Note], await scene.Store.ListAsync("withdrawals/", CancellationToken.None));
    }

    [Fact]
    public async Task The_time_counts_from_the_first_run_that_found_it_gone()
    {
        var scene = await DeletedAsync();
        await scene.RunAsync(AnAccount.Id("contoso"), reason: RunReason.Event);
        _clock.Advance(Hour / 2);

        Assert.Equal(_clock.GetUtcNow() + (Hour / 2), Leaving(await scene.RunAsync()).LeavesAt);
    }

    [Fact]
    public async Task A_store_that_cannot_be_read_says_nothing_so_it_stays_and_the_run_is_tried_again()
    {
        var scene = await DeletedAsync();
        await scene.RunAsync(AnAccount.Id("contoso"), reason: RunReason.Event);
        _clock.Advance(2 * Hour);
        scene.Store.Fault = new DocumentStoreException("403 on the container");

        var run = await scene.RunAsync(AnAccount.Id("contoso"), reason: RunReason.Event);

        Assert.True(scene.Gateway.Resources.ContainsKey(Contoso));
        Assert.Equal((RunOutcome.Partial, true), (run.Outcome, run.TryAgain));
        Assert.Contains("403 on the container", Leaving(run).Reason, StringComparison.Ordinal);

        scene.Store.Fault = null;
        await scene.RunAsync(AnAccount.Id("contoso"), reason: RunReason.Event);
        Assert.False(scene.Gateway.Resources.ContainsKey(Contoso));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"api":"another","source":"x","since":"1969-01-01T00:00:00Z","leavesAt":"1969-01-01T00:00:00Z","runId":"run-00001"}""")]
    public async Task A_note_that_is_damaged_or_of_another_begins_anew(string content)
    {
        var scene = await DeletedAsync();
        await scene.Store.WriteAsync(Note, BinaryData.FromString(content), "application/json", null, CancellationToken.None);

        var run = await scene.RunAsync(AnAccount.Id("contoso"), reason: RunReason.Event);

        Assert.Equal(_clock.GetUtcNow() + Hour, Leaving(run).LeavesAt);
        Assert.Equal(_clock.GetUtcNow() + Hour, Leaving(await scene.RunAsync(AnAccount.Id("contoso"), reason: RunReason.Event)).LeavesAt);
    }

    [Fact]
    public async Task A_person_who_insists_withdraws_it_at_once()
    {
        var scene = await DeletedAsync();

        await scene.RunAsync(AnAccount.Id("contoso"), insist: true);

        Assert.False(scene.Gateway.Resources.ContainsKey(Contoso));
    }

    [Fact]
    public async Task A_backend_stays_with_its_api_though_somebody_took_it_out_of_the_policy()
    {
        var scene = await DeletedAsync();
        var policy = (ApiPolicy)scene.Gateway.Resources[ApiPolicy.KeyFor("contoso-openai")].Resource;
        scene.Gateway.Add(policy with { Xml = "<policies><inbound><base /></inbound></policies>" });

        await scene.RunAsync(AnAccount.Id("contoso"), reason: RunReason.Event);

        Assert.Contains(scene.Gateway.Resources.Keys, key => key.Kind == ResourceKind.Backend);
    }

    [Fact]
    public async Task A_sweep_that_imports_only_tells_of_an_api_that_no_run_announced()
    {
        var scene = await DeletedAsync();
        scene.Restart(scene.Settings with { Drift = DriftMode.Import });

        await scene.RunAsync(reason: RunReason.Drift);
        _clock.Advance(2 * Hour);
        var sweep = await scene.RunAsync(reason: RunReason.Drift);

        Assert.True(scene.Gateway.Resources.ContainsKey(Contoso));
        Assert.All(sweep.Steps, step => Assert.Equal((ChangeKind.Delete, StepOutcome.Planned), (step.Change, step.Outcome)));
        Assert.Contains(
            DriftReports.From(sweep, _clock.GetUtcNow()).Items,
            item => item is { Kind: DriftKind.Orphan, Action: DriftAction.Reported, Resource: "API contoso-openai" }
        );
    }

    private static RunSetAside Leaving(RunReport run) => Assert.Single(run.SetAside, aside => aside.Kind == SetAsideKind.Leaving);

    // Imported, and then the only deployment went.
    private async Task<Scene> DeletedAsync()
    {
        var scene = new Scene(TheSettings.Default with { Deletion = new DeletionRules() }, clock: _clock);
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o"));
        await scene.RunAsync();
        scene.Source.Delete("contoso", "gpt-4o");
        return scene;
    }
}
