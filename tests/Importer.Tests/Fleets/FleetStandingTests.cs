using System.Net;
using Importer.Configuration;
using Importer.Deployments;
using Importer.Gateway;
using Importer.Reports;
using Importer.Runs;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;

namespace Importer.Tests.Fleets;

/// <summary>Who serves calls goes on serving them, whoever comes, whatever settings change, and however old the look of a run is.</summary>
public sealed class FleetStandingTests
{
    private static readonly FleetSettings Fleet = AFleet.Default with { AloneToo = false, Boundary = FleetBoundary.Any };
    private static readonly ImporterSettings Settings = AFleet.Settings(Fleet) with { Deletion = new() { After = TimeSpan.FromHours(1) } };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_namesake_from_another_resource_group_takes_nobodys_calls_away(bool everything)
    {
        var scene = await RunningAsync(AFleet.Account("acc", "westus", "gpt-4o"));
        Silence(scene, "ai--acc");
        scene.Source.Put(Elsewhere("acc", "rg-other"));

        await scene.RunAsync(everything ? null : AnAccount.Id("acc", "rg-other"), reason: RunReason.Event);

        Assert.Equal("ai--acc--gpt-4o (priority 1, weight 100)", Pool(scene)!.Text);
        Assert.DoesNotContain("PUT Backend ai--acc--gpt-4o", scene.Gateway.Writes);
        Answering(scene);
        await scene.RunAsync();
        Assert.Equal(2, Pool(scene)!.Members.Count);
        await scene.NothingMoreAsync();
    }

    [Fact]
    public async Task A_deployment_whose_name_reads_alike_takes_nobodys_calls_away()
    {
        var scene = await RunningAsync(AFleet.Account("acc", "westus", "gpt-4o"));
        Silence(scene, "ai--acc");
        var model = AFleet.Account("acc", "westus", "gpt-4o", "gpt_4o").Edit("gpt_4o", one => one with { ModelName = "gpt-4o" });
        scene.Source.Put(model);

        await scene.RunAsync(AnAccount.Id("acc"), reason: RunReason.Event);

        Assert.Equal("ai--acc--gpt-4o (priority 1, weight 100)", Pool(scene)!.Text);
    }

    [Fact]
    public async Task Who_comes_does_not_get_the_id_and_with_it_the_pools_of_a_namesake_that_went()
    {
        var scene = await RunningAsync(AFleet.Account("acc", "westus", "gpt-4o"), AFleet.Account("b", "westus", "gpt-4o"));
        Silence(scene, "ai--acc");
        scene.Source.DeleteAccount("acc");
        scene.Source.Put(Elsewhere("acc", "rg-other"));

        await scene.RunAsync();

        Assert.Equal("ai--b--gpt-4o (priority 1, weight 100)", Pool(scene)!.Text);
    }

    [Theory]
    [InlineData(RunReason.Drift)]
    [InlineData(RunReason.Manual)]
    public async Task A_run_over_everything_does_not_take_out_who_joined_while_it_looked(RunReason reason)
    {
        var scene = await RunningAsync(AFleet.Account("a", "westus", "gpt-4o"), AFleet.Account("b", "westus", "gpt-5"));
        scene.Source.Delete("b", "gpt-5");
        scene.Source.AfterReads(1, () => scene.Source.Put(AFleet.Account("b", "westus", "gpt-5")));

        var run = await scene.RunAsync(reason: reason);

        Assert.Equal(RunOutcome.Succeeded, run.Outcome);
        Assert.Empty(scene.Gateway.Writes);
        Assert.NotNull(Pool(scene, "ai--gpt-5"));
        await scene.NothingMoreAsync();
    }

    [Fact]
    public async Task Whom_a_second_look_does_not_see_stays_until_a_later_run()
    {
        var scene = await RunningAsync(AFleet.Account("a", "westus", "gpt-4o"), AFleet.Account("b", "westus", "gpt-5"));
        scene.Source.Delete("b", "gpt-5");
        scene.Source.AfterReads(1, () => scene.Source.Unread.Add(new(AnAccount.Id("b"), "503", true)));

        var run = await scene.RunAsync();

        Assert.Empty(scene.Gateway.Writes);
        Assert.Contains(run.Steps, step => step.Reason?.Contains("leaves failed; it stays", StringComparison.Ordinal) == true);
        Assert.True(run.TryAgain);
    }

    [Fact]
    public async Task Of_equals_who_is_called_stays_in_a_pool_that_is_full()
    {
        var scene = await RunningAsync([.. Enumerable.Range(10, 30).Select(number => AFleet.Account($"b{number}", "westus", "gpt-4o"))]);
        var before = Pool(scene)!.Text;
        scene.Source.Put(AFleet.Account("a", "westus", "gpt-4o"));

        var run = await scene.RunAsync(AnAccount.Id("a"), reason: RunReason.Event);

        Assert.Equal(before, Pool(scene)!.Text);
        Assert.Contains(run.SetAside, aside => aside.Reason.Contains("has 31 members while a pool takes 30", StringComparison.Ordinal));
        await scene.NothingMoreAsync();
    }

    [Fact]
    public async Task A_pool_that_somebody_deleted_does_not_let_in_who_never_answered()
    {
        var scene = Scene(AFleet.Account("a", "westus", "gpt-4o"), AFleet.Account("b", "westus", "gpt-4o"));
        Silence(scene, "ai--b");
        await scene.RunAsync();
        scene.Gateway.Remove(new(ResourceKind.Backend, "ai--gpt-4o"));

        await scene.RunAsync();

        Assert.Equal("ai--a--gpt-4o (priority 1, weight 100)", Pool(scene)!.Text);
    }

    [Theory]
    [InlineData("ai--gpt-4o")]
    [InlineData("ai--gpt-4o--rest")]
    [InlineData("ai--gpt-4o__eastus")]
    public async Task A_pool_that_lost_its_ownership_tag_ends_no_alias_that_calls_go_to(string id)
    {
        var settings = AFleet.Settings(Fleet with { GatewayRegions = [new("eastus", ["eastus"])] });
        var scene = new Scene(settings).Holding([
            AFleet.Account("a", "westus", "gpt-4o"),
            AFleet.Account("b", "eastus", "gpt-4o"),
            AFleet.Account("c", "eastus", "gpt-5"),
        ]);
        await scene.RunAsync();
        var theirs = Pool(scene, id)! with { OwnershipTag = null };
        scene.Gateway.AddForeign(theirs);
        scene.Gateway.Writes.Clear();

        foreach (var over in new[] { null, AnAccount.Id("a"), AnAccount.Id("c") })
        {
            var run = await scene.RunAsync(over, reason: over is null ? RunReason.Manual : RunReason.Event);

            Assert.Empty(scene.Gateway.Writes);
            Assert.Contains(run.SetAside, aside => aside.Kind == SetAsideKind.Conflict && aside.Deployment == id);
        }

        // Who goes leaves the pools that are the fleet's; the backend stays for as long as the other one names it.
        scene.Source.DeleteAccount("b");
        for (var runs = 0; runs < 3; runs++)
        {
            var run = await scene.RunAsync();
            Assert.DoesNotContain(run.Steps, step => step.Outcome != StepOutcome.Done);
        }

        Assert.All(
            new[] { "ai--gpt-4o", "ai--gpt-4o--rest", "ai--gpt-4o__eastus" }.Where(pool => pool != id),
            pool => Assert.Equal(["ai--a--gpt-4o"], Pool(scene, pool)!.Members.Select(member => member.Backend))
        );
        Assert.Same(theirs, Pool(scene, id));
        Assert.Contains(scene.Gateway.Resources.Keys, key => key.Name == "ai--b--gpt-4o");
        await scene.NothingMoreAsync();
    }

    [Fact]
    public async Task A_members_backend_that_lost_its_ownership_tag_ends_no_alias_that_calls_go_to()
    {
        var scene = await RunningAsync(AFleet.Account("a", "westus", "gpt-4o"), AFleet.Account("b", "westus", "gpt-5"));
        var theirs = LoseTag(scene, "ai--a--gpt-4o");

        foreach (var over in new[] { null, AnAccount.Id("a"), AnAccount.Id("b") })
        {
            var run = await scene.RunAsync(over, reason: over is null ? RunReason.Drift : RunReason.Event);

            Assert.Empty(scene.Gateway.Writes);
            Assert.Contains(
                run.SetAside,
                aside =>
                    aside.Reason.Contains("did somebody edit its description?", StringComparison.Ordinal)
                    && aside.Kind is SetAsideKind.Conflict or SetAsideKind.Impossible
            );
        }

        // Who comes waits for a run that sees everything, and stands beside it then.
        scene.Source.Put(AFleet.Account("c", "westus", "gpt-4o"));
        await scene.RunAsync(AnAccount.Id("c"), reason: RunReason.Event);
        Assert.DoesNotContain(scene.Gateway.Writes, write => write.Contains("ai-", StringComparison.Ordinal));
        await scene.RunAsync();
        Assert.Equal(["ai--a--gpt-4o", "ai--c--gpt-4o"], Pool(scene)!.Members.Select(member => member.Backend));
        Assert.Same(theirs, scene.Gateway.Resources[theirs.Key].Resource);

        scene.Source.DeleteAccount("a");
        await scene.RunAsync();
        Assert.Equal(["ai--c--gpt-4o"], Pool(scene)!.Members.Select(member => member.Backend));
        await scene.NothingMoreAsync();
    }

    [Fact]
    public async Task Of_a_fleet_that_a_run_could_not_see_the_report_keeps_what_was_known()
    {
        var scene = await RunningAsync(AFleet.Account("a", "westus", "gpt-4o"), AFleet.Account("b", "westus", "gpt-5"));
        var records = new FleetRecords(scene.Store);
        await records.NoteAsync(scene.Last!, CancellationToken.None);
        LoseTag(scene, "ai--a--gpt-4o");

        await records.NoteAsync(await scene.RunAsync(AnAccount.Id("b"), reason: RunReason.Event), CancellationToken.None);

        var memory = (await records.ReadAsync(CancellationToken.None))!;
        Assert.Equal(["gpt-4o", "gpt-5"], memory.Aliases.Select(alias => alias.Alias));
        Assert.All(memory.Aliases, alias => Assert.True(alias is { IsEnded: false, Members.Count: 1 }));
        Assert.Contains(memory.Asides, aside => aside.Reason.Contains("cannot tell whose it is", StringComparison.Ordinal));

        await records.NoteAsync(await scene.RunAsync(), CancellationToken.None);
        Assert.DoesNotContain(
            (await records.ReadAsync(CancellationToken.None))!.Asides,
            aside => aside.Reason.Contains("cannot tell whose it is", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_backend_that_somebody_put_into_a_pool_is_taken_out_by_who_sees_that_it_is_nobodys()
    {
        var scene = await RunningAsync(AFleet.Account("a", "westus", "gpt-4o"), AFleet.Account("b", "westus", "gpt-5"));
        var foreign = new Backend { Id = "ai--x--gpt-4o", Url = new Uri("https://contoso.example") };
        scene.Gateway.AddForeign(foreign);
        scene.Gateway.Add(Pool(scene)! with { Members = [.. Pool(scene)!.Members, new PoolMember(foreign.Id, 1, 100)] });

        await scene.RunAsync(AnAccount.Id("b"), reason: RunReason.Event);
        Assert.Empty(scene.Gateway.Writes);

        await scene.RunAsync();
        Assert.Equal("ai--a--gpt-4o (priority 1, weight 100)", Pool(scene)!.Text);
        Assert.Same(foreign, scene.Gateway.Resources[foreign.Key].Resource);
    }

    [Fact]
    public async Task A_member_whose_backend_lost_its_tag_and_got_another_address_is_not_called()
    {
        var scene = await RunningAsync(AFleet.Account("a", "westus", "gpt-4o"), AFleet.Account("b", "westus", "gpt-4o"));
        var backend = (Backend)scene.Gateway.Resources[new(ResourceKind.Backend, "ai--a--gpt-4o")].Resource;
        scene.Gateway.AddForeign(backend with { OwnershipTag = null, Url = new Uri("https://contoso.example") });

        await scene.RunAsync();

        Assert.Equal("ai--b--gpt-4o (priority 1, weight 100)", Pool(scene)!.Text);
    }

    [Fact]
    public async Task A_pool_of_somebody_else_in_the_place_of_one_that_a_new_region_needs_is_not_called()
    {
        var scene = await RunningAsync(AFleet.Account("a", "westus", "gpt-4o"));
        scene.Gateway.AddForeign(new Backend { Id = "ai--gpt-4o__eastus", Url = new Uri("https://contoso.example") });
        scene.Restart(Settings with { Fleets = [Fleet with { GatewayRegions = [new("eastus", ["eastus"])] }] });

        var run = await scene.RunAsync();

        Assert.Null(Pool(scene));
        Assert.Contains(run.SetAside, aside => aside.Reason.Contains("Backend ai--gpt-4o__eastus exists", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_fleet_with_another_name_and_the_same_path_does_not_end_the_one_that_answers_there()
    {
        var clock = new HandClock();
        var scene = new Scene(Settings, clock: clock).Holding([AFleet.Account("a", "westus", "gpt-4o")]);
        await scene.RunAsync();
        scene.Restart(Settings with { Fleets = [Fleet with { Name = "new" }] });

        foreach (var _ in Enumerable.Range(0, 3))
        {
            await scene.RunAsync(reason: RunReason.Drift);
            clock.Advance(TimeSpan.FromHours(2));
        }

        Assert.Contains(scene.Gateway.Resources.Keys, key => key == Api.KeyFor("ai--openai"));
        Assert.NotNull(Pool(scene));
        Assert.Contains(
            scene.Last!.SetAside,
            aside => aside.Deployment == "ai--openai" && aside.Reason.Contains("Give fleet 'new' another Path", StringComparison.Ordinal)
        );

        await scene.RunAsync(insist: true);
        await scene.RunAsync();
        Assert.Equal(
            ["new--openai", "new--openai-v1", "new-probe"],
            scene.Gateway.Resources.Keys.Where(key => key.Kind == ResourceKind.Api).Select(key => key.Name).Order(StringComparer.Ordinal)
        );
        await scene.NothingMoreAsync();
    }

    [Fact]
    public async Task A_fleet_with_another_name_and_another_path_lets_the_old_one_leave_in_its_time()
    {
        var clock = new HandClock();
        var scene = new Scene(Settings, clock: clock).Holding([AFleet.Account("a", "westus", "gpt-4o")]);
        await scene.RunAsync();
        scene.Restart(Settings with { Fleets = [Fleet with { Name = "new", Path = "new" }] });
        await scene.RunAsync();
        clock.Advance(TimeSpan.FromHours(2));

        await scene.RunAsync();

        Assert.DoesNotContain(scene.Gateway.Resources.Keys, key => key.Name.StartsWith("ai-", StringComparison.Ordinal));
        await scene.NothingMoreAsync();
    }

    [Fact]
    public async Task An_accounts_API_that_nobody_stands_behind_leaves_though_a_fleet_wants_its_path()
    {
        var clock = new HandClock();
        var scene = new Scene(Settings with { Fleets = [] }, clock: clock).Holding([AFleet.Account("ai", "westus", "gpt-4o")]);
        await scene.RunAsync();
        scene.Source.Delete("ai", "gpt-4o");
        scene.Source.Put(AFleet.Account("b", "westus", "gpt-4o"));
        scene.Restart(Settings);

        foreach (var _ in Enumerable.Range(0, 3))
        {
            await scene.RunAsync();
            clock.Advance(TimeSpan.FromHours(2));
        }

        Assert.Equal(
            "ai--openai",
            Assert.Single(scene.Gateway.Resources.Values, found => found.Resource is Api { Path: "ai/openai" }).Resource.Key.Name
        );
        await scene.NothingMoreAsync();
    }

    [Fact]
    public async Task No_path_is_given_to_an_account_and_to_a_fleet_in_one_run()
    {
        var scene = new Scene(AFleet.Settings(Fleet with { AloneToo = true })).Holding([AFleet.Account("ai", "westus", "gpt-4o")]);

        var plan = await scene.RunAsync(mode: RunMode.Plan);
        await scene.RunAsync();

        Assert.Contains(
            plan.SetAside,
            aside => aside.Reason.StartsWith("path 'ai/openai' is taken by API ai-openai", StringComparison.Ordinal)
        );
        Assert.Single(scene.Gateway.Resources.Values, found => found.Resource is Api { Path: "ai/openai" });
        await scene.NothingMoreAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_else_uses_a_fleet_is_asked_once_something_of_it_is_to_go(bool mayDelete)
    {
        var settings = Settings with { Deletion = Settings.Deletion with { Allowed = mayDelete } };
        var scene = new Scene(settings).Holding([AFleet.Account("a", "westus", "gpt-4o"), AFleet.Account("b", "westus", "gpt-4o")]);
        await scene.RunAsync();
        await scene.RunAsync();
        scene.Source.Put(AFleet.Account("c", "westus", "gpt-4o"));
        await scene.RunAsync(AnAccount.Id("c"), reason: RunReason.Event);
        Assert.Equal(3, Pool(scene)!.Members.Count);
        Assert.Equal(0, scene.Gateway.UsersAsked);

        scene.Source.Delete("b", "gpt-4o");
        await scene.RunAsync(AnAccount.Id("b"), reason: RunReason.Event);
        Assert.Equal(1, scene.Gateway.UsersAsked);
        await scene.RunAsync();
        Assert.Equal(2, scene.Gateway.UsersAsked);
        Assert.DoesNotContain(scene.Gateway.Resources.Keys, key => key.Name == "ai--b--gpt-4o");
        await scene.NothingMoreAsync();
        Assert.Equal(2, scene.Gateway.UsersAsked);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_pool_that_peoples_policy_names_keeps_its_members_backends_and_no_run_comes_back_for_them(bool mayDelete)
    {
        var settings = Settings with { Deletion = Settings.Deletion with { Allowed = mayDelete } };
        var scene = new Scene(settings).Holding([AFleet.Account("a", "westus", "gpt-4o")]);
        await scene.RunAsync();
        scene.Gateway.Writes.Clear();
        Using(scene, "ai--gpt-4o");
        scene.Source.Delete("a", "gpt-4o");
        await scene.RunAsync(AnAccount.Id("a"), reason: RunReason.Event);

        var run = await scene.RunAsync(AnAccount.Id("a"), reason: RunReason.Event);

        Assert.Null(run.LookAgainAt);
        Assert.Contains(
            run.SetAside,
            aside =>
                aside is { Deployment: "ai--a--gpt-4o", Kind: SetAsideKind.Kept }
                && aside.Reason.Contains("ai--gpt-4o", StringComparison.Ordinal)
        );
        Assert.NotNull(Pool(scene));
        scene.Gateway.Remove(ApiPolicy.KeyFor("theirs"));
        await scene.RunAsync();
        await scene.RunAsync();
        Assert.Null(Pool(scene));
        Assert.DoesNotContain(scene.Gateway.Resources.Keys, key => key.Name == "ai--a--gpt-4o");
    }

    [Fact]
    public async Task A_fleet_that_leaves_does_not_take_a_backend_from_a_pool_that_peoples_policy_names()
    {
        var scene = await RunningAsync(AFleet.Account("a", "westus", "gpt-4o"));
        Using(scene, "ai--gpt-4o");
        scene.Restart(
            Settings with
            {
                Fleets = [],
                Deletion = new() { After = TimeSpan.Zero },
            }
        );

        var run = await scene.RunAsync(insist: true);

        Assert.DoesNotContain(run.Steps, step => step.Name == "ai--a--gpt-4o");
        Assert.Contains(
            run.SetAside,
            aside =>
                aside is { Deployment: "ai--a--gpt-4o", Kind: SetAsideKind.Kept }
                && aside.Reason.Contains("pool ai--gpt-4o names it", StringComparison.Ordinal)
        );
        await scene.NothingMoreAsync();
    }

    [Fact]
    public async Task A_Match_that_fits_nobody_any_more_ends_no_alias_in_the_report()
    {
        var scene = await RunningAsync(
            AFleet.Account("a", "westus", "gpt-4o.1").Edit("gpt-4o.1", one => one with { ModelName = "gpt-4.1" })
        );
        var records = new FleetRecords(scene.Store);
        await records.NoteAsync(scene.Last!, CancellationToken.None);
        scene.Restart(Settings with { Fleets = [Fleet with { Match = new() { Account = "typo" } }] });

        await records.NoteAsync(await scene.RunAsync(), CancellationToken.None);

        var alias = Assert.Single((await records.ReadAsync(CancellationToken.None))!.Aliases);
        Assert.Equal("gpt-4.1", alias.Alias);
        Assert.False(alias.IsEnded);
        Assert.Single(alias.Members);
    }

    [Fact]
    public async Task An_API_whose_compatibility_the_settings_name_no_more_is_told_as_that()
    {
        var scene = await RunningAsync(AFleet.Account("a", "westus", "gpt-4o"));
        scene.Restart(Settings with { Fleets = [Fleet with { Compatibility = [Compatibility.AzureOpenAI] }] });

        var run = await scene.RunAsync();

        var aside = Assert.Single(run.SetAside, one => one.Deployment == "ai--openai-v1");
        Assert.StartsWith(
            "Compatibility of fleet 'ai' no longer names what API ai--openai-v1 is for",
            aside.Reason,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task What_no_pool_can_serve_keeps_the_API_of_its_account_whatever_AloneToo_says()
    {
        var account = AFleet.Account("a", "westus", "gpt-4o", "claude-sonnet-4-5");
        var scene = Scene(account.Edit("claude-sonnet-4-5", one => one with { ModelFormat = "Anthropic" }));

        await scene.RunAsync();

        Assert.Contains(scene.Gateway.Resources.Keys, key => key == Api.KeyFor("a-anthropic"));
        Assert.DoesNotContain(scene.Gateway.Resources.Keys, key => key == Api.KeyFor("a-openai"));
        await scene.NothingMoreAsync();
    }

    private static AccountInventory Elsewhere(string name, string group)
    {
        var there = AFleet.Account(name, "westus", "gpt-4o");
        var id = AnAccount.Id(name, group);
        return new(
            AnAccount.Account($"{name}-2") with
            {
                Id = id,
                Region = "westus",
            },
            [.. there.Deployments.Select(one => one with { Id = id.Child("deployments", one.Name) })]
        );
    }

    private static void Using(Scene scene, string pool)
    {
        scene.Gateway.AddForeign(
            new Api
            {
                Id = "theirs",
                DisplayName = "theirs",
                Path = "theirs",
            }
        );
        scene.Gateway.AddForeign(
            new ApiPolicy { Api = "theirs", Xml = $"<policies><inbound><set-backend-service backend-id=\"{pool}\" /></inbound></policies>" }
        );
    }

    private static Backend LoseTag(Scene scene, string id)
    {
        var theirs = (Backend)scene.Gateway.Resources[new(ResourceKind.Backend, id)].Resource with { OwnershipTag = null };
        scene.Gateway.AddForeign(theirs);
        return theirs;
    }

    private static void Silence(Scene scene, string backend) =>
        scene.Models.Answer = request =>
            request.RequestUri!.AbsolutePath.Contains($"probe/{backend}", StringComparison.Ordinal)
                ? new HttpResponseMessage(HttpStatusCode.NotFound) { Content = new StringContent("{}") }
                : null;

    private static void Answering(Scene scene) => scene.Models.Answer = _ => null;

    private static BackendPool? Pool(Scene scene, string id = "ai--gpt-4o") =>
        scene.Gateway.Resources.GetValueOrDefault(new(ResourceKind.Backend, id))?.Resource as BackendPool;

    private static Scene Scene(params AccountInventory[] accounts) => new Scene(Settings).Holding(accounts);

    private static async Task<Scene> RunningAsync(params AccountInventory[] accounts)
    {
        var scene = Scene(accounts);
        Assert.Equal(RunOutcome.Succeeded, (await scene.RunAsync()).Outcome);
        scene.Gateway.Writes.Clear();
        return scene;
    }
}
