using Importer.Configuration;
using Importer.Deployments;
using Importer.Gateway;
using Importer.Reports;
using Importer.Runs;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;

namespace Importer.Tests.Fleets;

/// <summary>Whole runs over a gateway that refuses a pool with an absent member and keeps what others name.</summary>
public sealed class FleetRunTests
{
    private static readonly ImporterSettings Alone = AFleet.Settings(
        AFleet.Default with
        {
            AloneToo = false,
            Boundary = FleetBoundary.Any,
        }
    );
    private static readonly ResourceKey Fragment = new(ResourceKind.Fragment, "ai-aliases");

    [Fact]
    public async Task A_fleet_begins_from_the_bottom_and_a_second_run_plans_nothing()
    {
        var scene = Scene(World);
        await scene.RunAsync();

        Assert.Equal(
            [
                "PUT Backend ai--a--gpt-4o",
                "PUT Backend ai--b--gpt-4o",
                "PUT Api ai-probe",
                "PUT Policy ai-probe",
                "PUT Backend ai--gpt-4o",
                "PUT Backend ai--gpt-4o--rest",
                "PUT Fragment ai-aliases",
            ],
            scene.Gateway.Writes.Where(write => !write.Contains("Role", StringComparison.Ordinal)).Take(7)
        );
        Assert.Equal(
            [
                "PUT Api ai--openai",
                "PUT Api ai--openai-v1",
                "PUT Api ai-probe",
                "PUT Policy ai--openai",
                "PUT Policy ai--openai-v1",
                "PUT Policy ai-probe",
            ],
            scene
                .Gateway.Writes.Where(write =>
                    write.StartsWith("PUT Api", StringComparison.Ordinal) || write.StartsWith("PUT Policy", StringComparison.Ordinal)
                )
                .Order(StringComparer.Ordinal)
        );
        Assert.Equal(2, scene.Gateway.Writes.Count(write => write.Contains("Role ", StringComparison.Ordinal)));
        await scene.NothingMoreAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_member_that_joins_is_one_backend_and_two_pools_whatever_the_run_looks_at(bool everything)
    {
        var scene = await RunningAsync();
        scene.Source.Put(AFleet.Account("c", "westus", "gpt-4o"));

        await scene.RunAsync(everything ? null : AnAccount.Id("c"), reason: RunReason.Event);

        Assert.Equal(
            ["PUT Backend ai--c--gpt-4o", "PUT Backend ai--gpt-4o", "PUT Backend ai--gpt-4o--rest"],
            scene.Gateway.Writes.Where(write => !write.Contains("Role", StringComparison.Ordinal))
        );
        Assert.Contains("ai--c--gpt-4o (priority 1", Pool(scene).Text, StringComparison.Ordinal);
        await scene.NothingMoreAsync();
    }

    [Fact]
    public async Task A_member_that_leaves_is_one_backend_and_two_pools_and_its_backend_goes_once_no_pool_named_it()
    {
        var scene = await RunningAsync();
        scene.Source.Delete("b", "gpt-4o");

        var run = await scene.RunAsync(AnAccount.Id("b"), reason: RunReason.Event);

        Assert.Equal(["PUT Backend ai--b--gpt-4o", "PUT Backend ai--gpt-4o", "PUT Backend ai--gpt-4o--rest"], scene.Gateway.Writes);
        Assert.NotNull(run.LookAgainAt);
        Assert.Contains(run.SetAside, aside => aside.Deployment == "ai--b--gpt-4o" && aside.Kind == SetAsideKind.Leaving);
        scene.Gateway.Writes.Clear();
        await scene.RunAsync(AnAccount.Id("b"), reason: RunReason.Event);
        Assert.Equal(["DELETE Backend ai--b--gpt-4o"], scene.Gateway.Writes);
        await scene.NothingMoreAsync();
    }

    [Fact]
    public async Task A_member_that_is_paused_leaves_its_pools_and_comes_back_without_a_policy_or_a_fragment()
    {
        var scene = await RunningAsync();
        var before = scene.Gateway.Picture;
        scene.Source.Pause("b", "gpt-4o");

        await scene.RunAsync(AnAccount.Id("b"), reason: RunReason.Event);

        Assert.Equal(["PUT Backend ai--b--gpt-4o", "PUT Backend ai--gpt-4o", "PUT Backend ai--gpt-4o--rest"], scene.Gateway.Writes);
        Assert.Equal("ai--a--gpt-4o (priority 1, weight 100)", Pool(scene).Text);
        await scene.NothingMoreAsync();
        scene.Source.Put(AFleet.Account("b", "westus", "gpt-4o"));
        await scene.RunAsync(AnAccount.Id("b"), reason: RunReason.Event);
        Assert.Equal(before, scene.Gateway.Picture);
    }

    [Fact]
    public async Task The_last_member_of_an_alias_goes_after_the_fragment_and_the_pools()
    {
        var scene = await RunningAsync(AFleet.Account("a", "westus", "gpt-4o", "gpt-5"));
        scene.Source.Delete("a", "gpt-5");

        await scene.RunAsync(AnAccount.Id("a"), reason: RunReason.Event);

        Assert.Equal(
            ["PUT Backend ai--a--gpt-5", "PUT Fragment ai-aliases", "DELETE Backend ai--gpt-5", "DELETE Backend ai--gpt-5--rest"],
            scene.Gateway.Writes
        );
        await scene.RunAsync(AnAccount.Id("a"), reason: RunReason.Event);
        Assert.Equal("DELETE Backend ai--a--gpt-5", scene.Gateway.Writes[^1]);
        await scene.NothingMoreAsync();
    }

    [Fact]
    public async Task The_last_member_of_all_leaves_the_APIs_which_then_know_no_model()
    {
        var scene = await RunningAsync(AFleet.Account("a", "westus", "gpt-4o"));
        scene.Source.Delete("a", "gpt-4o");

        await scene.RunAsync();
        await scene.RunAsync();

        Assert.Equal(
            ["Api ai--openai", "Api ai--openai-v1", "Api ai-probe"],
            Ours(scene).Where(key => key.StartsWith("Api", StringComparison.Ordinal))
        );
        Assert.DoesNotContain(Ours(scene), key => key.StartsWith("Backend", StringComparison.Ordinal));
        Assert.DoesNotContain("gpt-4o", ((PolicyFragment)scene.Gateway.Resources[Fragment].Resource).Xml, StringComparison.Ordinal);
        await scene.NothingMoreAsync();
    }

    [Fact]
    public async Task An_account_that_cannot_be_read_changes_nobody()
    {
        var scene = await RunningAsync();
        scene.Source.Unread.Add(new UnreadScope(AnAccount.Id("b"), "403 Forbidden", false));

        await scene.RunAsync();

        Assert.Empty(scene.Gateway.Writes);
    }

    [Fact]
    public async Task A_Match_that_fits_nobody_any_more_keeps_what_there_is_and_says_so()
    {
        var scene = await RunningAsync();
        scene.Restart(AFleet.Settings(Alone.Fleets[0] with { Match = new() { Account = "typo" } }));
        var before = Ours(scene);

        var run = await scene.RunAsync();

        Assert.Equal(before, Ours(scene));
        Assert.Contains(run.SetAside, aside => aside.Reason.Contains("Check its Match", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ai--gpt-4o")]
    [InlineData("ai--b--gpt-4o")]
    public async Task What_carries_no_ownership_tag_of_the_fleet_is_never_touched_and_nothing_names_it(string id)
    {
        var scene = Scene([AFleet.Account("a", "westus", "gpt-4o"), AFleet.Account("b", "westus", "gpt-4o")]);
        var theirs = new Backend { Id = id, Url = new Uri("https://contoso.example") };
        scene.Gateway.AddForeign(theirs);

        var run = await scene.RunAsync();

        Assert.Same(theirs, scene.Gateway.Resources[theirs.Key].Resource);
        Assert.Contains(
            run.SetAside,
            aside => aside.Reason.Contains($"Backend {id} exists and does not belong to the fleet", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(
            scene.Gateway.Resources.Values,
            found => found.Resource is BackendPool pool && pool.Members.Any(member => member.Backend == id)
        );
        Assert.Equal(
            id == "ai--gpt-4o" ? 0 : 1,
            scene.Gateway.Resources.Values.Count(found => found.Resource is BackendPool { Id: "ai--gpt-4o" })
        );
        scene.Gateway.Writes.Clear();
        await scene.RunAsync();
        Assert.Empty(scene.Gateway.Writes);
    }

    [Fact]
    public async Task A_foreign_fragment_stops_the_APIs_that_would_include_it()
    {
        var scene = Scene([AFleet.Account("a", "westus", "gpt-4o")]);
        var theirs = new PolicyFragment { Id = "ai-aliases", Xml = "<fragment><base /></fragment>" };
        scene.Gateway.AddForeign(theirs);

        await scene.RunAsync();

        Assert.Same(theirs, scene.Gateway.Resources[Fragment].Resource);
        Assert.DoesNotContain(
            scene.Gateway.Resources.Keys,
            key => key.Kind == ResourceKind.Policy && key.Name.StartsWith("ai--", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task On_the_Consumption_tier_nothing_of_a_fleet_is_written_and_the_reason_is_told()
    {
        var scene = Scene([AFleet.Account("a", "westus", "gpt-4o")], AFleet.Settings(Alone.Fleets[0] with { AloneToo = true }));
        scene.Gateway.Sku = "Consumption";

        var run = await scene.RunAsync();

        Assert.DoesNotContain(
            scene.Gateway.Writes,
            write => write.Contains("ai--", StringComparison.Ordinal) || write.Contains("ai-aliases", StringComparison.Ordinal)
        );
        Assert.Contains(run.SetAside, aside => aside.Reason.Contains("which the Consumption tier does not have", StringComparison.Ordinal));
        Assert.Contains(scene.Gateway.Resources.Keys, key => key == Api.KeyFor("a-openai"));
    }

    [Fact]
    public async Task A_fleet_that_leaves_the_settings_goes_in_its_time_with_a_snapshot_and_nothing_else_does()
    {
        var clock = new HandClock();
        var settings = AFleet.Settings(Alone.Fleets[0] with { AloneToo = true }) with
        {
            Deletion = new() { After = TimeSpan.FromHours(1) },
        };
        var scene = Scene([AFleet.Account("a", "westus", "gpt-4o")], settings, clock);
        await scene.RunAsync();
        var foreign = new Backend { Id = "ai--theirs", Url = new Uri("https://contoso.example") };
        scene.Gateway.AddForeign(foreign);
        scene.Restart(settings with { Fleets = [] });
        var before = Ours(scene);

        var announced = await scene.RunAsync();
        Assert.Equal(before, Ours(scene));
        Assert.Contains(
            announced.SetAside,
            aside =>
                aside.Kind == SetAsideKind.Leaving
                && aside.Reason.Contains("fleet 'ai' of API ai--openai is no longer in the settings", StringComparison.Ordinal)
        );

        clock.Advance(TimeSpan.FromHours(2));
        scene.Gateway.Writes.Clear();
        await scene.RunAsync(insist: true);

        Assert.Equal(
            [
                "DELETE Api ai-probe",
                "DELETE Api ai--openai",
                "DELETE Api ai--openai-v1",
                "DELETE Fragment ai-aliases",
                "DELETE Backend ai--gpt-4o",
                "DELETE Backend ai--gpt-4o--rest",
                "DELETE Backend ai--a--gpt-4o",
            ],
            scene.Gateway.Writes
        );
        Assert.Contains(scene.Gateway.Resources.Keys, key => key == foreign.Key);
        Assert.Contains(scene.Gateway.Resources.Keys, key => key == Api.KeyFor("a-openai"));
        Assert.Equal(3, (await scene.Store.ListAsync("snapshots/", CancellationToken.None)).Count);
        await scene.NothingMoreAsync();
    }

    [Fact]
    public async Task A_fleet_that_comes_back_in_time_has_its_whole_time_again()
    {
        var clock = new HandClock();
        var settings = Alone with { Deletion = new() { After = TimeSpan.FromHours(1) } };
        var scene = Scene([AFleet.Account("a", "westus", "gpt-4o")], settings, clock);
        await scene.RunAsync();
        scene.Restart(settings with { Fleets = [] });
        await scene.RunAsync();
        scene.Restart(settings);
        await scene.RunAsync();
        clock.Advance(TimeSpan.FromHours(2));
        scene.Restart(settings with { Fleets = [] });
        scene.Gateway.Writes.Clear();

        await scene.RunAsync();

        Assert.DoesNotContain(scene.Gateway.Writes, write => write.StartsWith("DELETE", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(12)]
    public async Task A_run_that_is_cut_off_after_any_write_is_finished_by_the_next(int writes)
    {
        var whole = await RunningAsync();
        var scene = Scene(World);
        var left = writes;
        scene.Gateway.Fault = _ => left-- > 0 ? null : new WriteFailure(WriteFailureKind.Later, "cut off");
        await scene.RunAsync();
        scene.Gateway.Fault = _ => null;

        await scene.RunAsync();

        Assert.Equal(whole.Gateway.Picture, scene.Gateway.Picture);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Any_order_of_events_ends_in_the_gateway_that_one_run_over_everything_makes(int seed)
    {
        var random = new Random(seed);
        var accounts = Enumerable
            .Range(0, 5)
            .Select(number =>
                AFleet.Account(
                    $"acc{number}",
                    "westus",
                    "gpt-4o:GlobalStandard:10",
                    random.Next(2) == 0 ? "gpt-5:ProvisionedManaged:5" : "gpt-4.1"
                )
            )
            .ToArray();
        var whole = Scene(accounts);
        await whole.RunAsync();
        var scene = Scene([]);
        random.Shuffle(accounts);
        foreach (var account in accounts)
        {
            // Something else stood there first, and went.
            scene.Source.Put(AFleet.Account(account.Account.Name, "westus", "gpt-5", "text-embedding-3-small"));
            await scene.RunAsync(account.Account.Id, reason: RunReason.Event);
        }

        random.Shuffle(accounts);
        foreach (var account in accounts)
        {
            scene.Source.Put(account);
            await scene.RunAsync(account.Account.Id, reason: RunReason.Event);
        }

        await scene.RunAsync();
        Assert.Equal(whole.Gateway.Picture, scene.Gateway.Picture);
        await scene.NothingMoreAsync();
    }

    [Fact]
    public async Task A_sweep_that_does_not_repair_brings_members_whose_event_was_lost_and_tells_what_was_changed_by_hand()
    {
        var scene = await RunningAsync();
        scene.Restart(Alone with { Drift = DriftMode.Import });
        scene.Source.Put(AFleet.Account("c", "westus", "gpt-4o"));
        var policy = (ApiPolicy)scene.Gateway.Resources[ApiPolicy.KeyFor("ai--openai")].Resource;
        scene.Gateway.Add(policy with { Xml = policy.Xml.Replace("timeout=\"120\"", "timeout=\"1\"", StringComparison.Ordinal) });

        var run = await scene.RunAsync(reason: RunReason.Drift);

        Assert.Equal(
            ["ai--c--gpt-4o", "ai--gpt-4o", "ai--gpt-4o--rest"],
            scene
                .Gateway.Writes.Where(write => write.StartsWith("PUT Backend", StringComparison.Ordinal))
                .Select(write => write.Split(' ')[2])
        );
        Assert.DoesNotContain("PUT Policy ai--openai", scene.Gateway.Writes);
        Assert.Contains(run.Steps, step => step is { Kind: ResourceKind.Policy, Name: "ai--openai", Outcome: StepOutcome.Planned });
    }

    [Fact]
    public async Task Without_a_role_that_may_not_be_granted_an_account_does_not_join()
    {
        var profile = new ApiProfile { Access = AccessMode.Check };
        var scene = Scene([AFleet.Account("a", "westus", "gpt-4o")], AFleet.Settings(Alone.Fleets[0] with { Profile = profile }));

        var run = await scene.RunAsync();

        Assert.DoesNotContain(scene.Gateway.Resources.Values, found => found.Resource is BackendPool);
        Assert.Contains(run.SetAside, aside => aside.Reason.Contains("the gateway's identity has no role on", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Members_whose_AloneToo_is_false_have_no_API_of_their_account_and_others_keep_theirs()
    {
        var scene = Scene([AFleet.Account("a", "westus", "gpt-4o")], AFleet.Settings(AFleet.Default with { AloneToo = true }));
        await scene.RunAsync();
        Assert.Contains(scene.Gateway.Resources.Keys, key => key == Api.KeyFor("a-openai"));

        var alone = await RunningAsync();

        Assert.DoesNotContain(alone.Gateway.Resources.Keys, key => key == Api.KeyFor("a-openai"));
    }

    private static AccountInventory[] World => [AFleet.Account("a", "westus", "gpt-4o"), AFleet.Account("b", "westus", "gpt-4o")];

    private static BackendPool Pool(Scene scene) => (BackendPool)scene.Gateway.Resources[new(ResourceKind.Backend, "ai--gpt-4o")].Resource;

    private static List<string> Ours(Scene scene) =>
        [
            .. scene
                .Gateway.Resources.Keys.Where(key => key.Name.StartsWith("ai-", StringComparison.Ordinal))
                .Select(key => key.ToString())
                .Order(StringComparer.Ordinal),
        ];

    private static Scene Scene(IReadOnlyList<AccountInventory> accounts, ImporterSettings? settings = null, TimeProvider? clock = null) =>
        new Scene(settings ?? Alone, clock: clock).Holding(accounts);

    private static async Task<Scene> RunningAsync(params AccountInventory[] accounts)
    {
        var scene = Scene(accounts.Length > 0 ? accounts : World);
        var run = await scene.RunAsync();
        Assert.True(
            run.Steps.All(step => step.Outcome == StepOutcome.Done),
            string.Join('\n', run.Steps.Where(step => step.Outcome != StepOutcome.Done).Select(step => $"{step.Name} {step.Reason}"))
                + run.Error
        );
        scene.Gateway.Writes.Clear();
        return scene;
    }
}
