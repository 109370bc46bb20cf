using System.Xml.Linq;
using Importer.Configuration;
using Importer.Deployments;
using Importer.Fleets;
using Importer.Gateway;
using Importer.Reports;
using Importer.Runs;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;

namespace Importer.Tests.Fleets;

/// <summary>Calls through the gateway in a region that the settings name have an order of their own.</summary>
public sealed class FleetRegionTests
{
    private const string Europe = "westeurope";
    private const string America = "eastus";

    private static readonly string[] Named = [Europe, America, "westus"];

    private static readonly FleetSettings Fleet = AFleet.Default with
    {
        AloneToo = false,
        Boundary = FleetBoundary.Any,
        GatewayRegions = [new(America, [America]), new(Europe, ["swedencentral", Europe])],
    };

    private static readonly ResourceKey Fragment = new(ResourceKind.Fragment, "ai-aliases");

    [Fact]
    public void Each_region_of_the_gateway_has_a_pool_an_alias_in_its_order_and_all_of_them_one_for_tries_after_no_answer()
    {
        var design = AFleet.Design(Fleet, World);

        Assert.Equal(
            [
                "ai--gpt-4o: ai--ptu--gpt-4o (priority 1, weight 100), ai--eu--gpt-4o (priority 2, weight 100), ai--se--gpt-4o (priority 2, weight 100), ai--us--gpt-4o (priority 2, weight 100)",
                "ai--gpt-4o--rest: ai--eu--gpt-4o (priority 1, weight 100), ai--se--gpt-4o (priority 1, weight 100), ai--us--gpt-4o (priority 1, weight 100)",
                "ai--gpt-4o__eastus: ai--ptu--gpt-4o (priority 1, weight 100), ai--us--gpt-4o (priority 2, weight 100), ai--eu--gpt-4o (priority 3, weight 100), ai--se--gpt-4o (priority 3, weight 100)",
                "ai--gpt-4o__westeurope: ai--ptu--gpt-4o (priority 1, weight 100), ai--se--gpt-4o (priority 2, weight 100), ai--eu--gpt-4o (priority 3, weight 100), ai--us--gpt-4o (priority 4, weight 100)",
            ],
            Pools(design).Select(pool => $"{pool.Id}: {pool.Text}")
        );
    }

    [Fact]
    public void An_accounts_region_counts_however_its_name_is_written()
    {
        var design = AFleet.Design(Fleet, AFleet.Account("a", "West US", "gpt-4o"), AFleet.Account("b", "East US", "gpt-4o"));

        Assert.StartsWith(
            "ai--b--gpt-4o (priority 1",
            Pools(design).Single(pool => pool.Id == "ai--gpt-4o__eastus").Text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_fragment_names_the_regions_and_the_policy_takes_what_it_says_but_after_no_answer()
    {
        var design = AFleet.Design(Fleet, World);
        var near = Fragments(design).Elements("set-variable").Single(one => one.Attribute("name")!.Value == "fleet-near");

        Assert.Equal(
            "@{ var region = (context.Deployment.Region ?? \"\").Replace(\" \", \"\").ToLower();"
                + " return \";eastus;westeurope;\".Contains(\";\" + region + \";\")"
                + " && (((string)context.Variables[\"fleet-alias\"]) + region).Length <= 74 ? \"__\" + region : \"\"; }",
            near.Attribute("value")!.Value
        );
        Assert.All(
            design.Resources.OfType<ApiPolicy>().Where(policy => policy.Api != "ai-probe"),
            policy =>
                Assert.Equal(
                    "@(\"ai--\" + ((string)context.Variables[\"fleet-alias\"]).Replace(\".\", \"_\")"
                        + " + (((string)context.Variables[\"fleet-rest\"]) == \"\" ? context.Variables.GetValueOrDefault(\"fleet-near\", \"\").ToString() : ((string)context.Variables[\"fleet-rest\"])))",
                    XElement.Parse(policy.Xml).Descendants("set-backend-service").Single().Attribute("backend-id")!.Value
                )
        );
    }

    [Fact]
    public void Without_regions_of_the_gateway_neither_policy_nor_fragment_asks_for_one()
    {
        var design = AFleet.Design(Fleet with { GatewayRegions = [], Regions = [America] }, World);

        Assert.DoesNotContain("fleet-near", design.Picture(), StringComparison.Ordinal);
        Assert.Equal(2, Pools(design).Count());
    }

    [Fact]
    public void What_pools_there_are_follows_from_settings_and_aliases_and_a_member_changes_no_policy_and_no_fragment()
    {
        var few = AFleet.Design(Fleet, World[..1]);
        var many = AFleet.Design(Fleet, World);

        Assert.Equal(Pools(few).Select(pool => pool.Id), Pools(many).Select(pool => pool.Id));
        Assert.Equal(Lasting(few), Lasting(many));
    }

    [Fact]
    public void A_region_added_or_taken_away_changes_the_fragment_and_no_policy()
    {
        var one = AFleet.Design(Fleet, World);
        var other = AFleet.Design(Fleet with { GatewayRegions = [Fleet.GatewayRegions[0]] }, World);

        Assert.Equal(
            one.Resources.OfType<ApiPolicy>().Select(policy => policy.Xml),
            other.Resources.OfType<ApiPolicy>().Select(policy => policy.Xml)
        );
        Assert.NotEqual(Fragments(one).ToString(), Fragments(other).ToString());
    }

    [Theory]
    [InlineData(10, true)]
    [InlineData(11, false)]
    public void An_alias_whose_pool_would_have_too_long_an_id_keeps_the_order_of_all_and_is_told(int longer, bool hasOwn)
    {
        var alias = new string('a', 36 + longer);
        var fleet = Fleet with { Name = new string('f', 20), Aliases = [new(alias, ["gpt-4o"])] };

        var design = AFleet.Design(fleet, AFleet.Account("a", Europe, "gpt-4o"));

        Assert.Equal(hasOwn, Pools(design).Any(pool => pool.Id == $"{fleet.Name}--{alias}__{Europe}"));
        Assert.All(Pools(design), pool => Assert.InRange(pool.Id.Length, 1, FleetIds.MaxLength));
        Assert.Equal(
            !hasOwn,
            design.Notes().Contains($"alias '{alias}' has no order of its own for the gateway in {Europe}", StringComparison.Ordinal)
        );
        Assert.Contains(
            ").Length <= 56 ?",
            Fragments(design).Elements("set-variable").Last().Attribute("value")!.Value,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("ai--gpt-4o", "ai--gpt-4o", null)]
    [InlineData("ai--gpt-4_1--rest", "ai--gpt-4_1", null)]
    [InlineData("ai--gpt-4_1__westeurope", "ai--gpt-4_1", "westeurope")]
    public void An_id_says_which_alias_and_which_gateway_a_pool_is_for(string id, string pool, string? region) =>
        Assert.Equal((pool, region), FleetIds.Read(id));

    [Fact]
    public async Task A_fleet_begins_with_all_its_pools_before_the_fragment_and_a_second_run_plans_nothing()
    {
        var scene = await RunningAsync();

        Assert.Equal(
            [
                "PUT Backend ai--gpt-4o",
                "PUT Backend ai--gpt-4o--rest",
                "PUT Backend ai--gpt-4o__eastus",
                "PUT Backend ai--gpt-4o__westeurope",
                "PUT Fragment ai-aliases",
            ],
            scene.Gateway.Writes.SkipWhile(write => write != "PUT Backend ai--gpt-4o").Take(5)
        );
        await scene.NothingMoreAsync();
    }

    [Fact]
    public async Task A_member_that_joins_and_leaves_is_its_backend_and_one_pool_more_a_region_after_its_proof()
    {
        var scene = await RunningAsync();
        scene.Gateway.Writes.Clear();
        scene.Source.Put(AFleet.Account("new", America, "gpt-4o"));

        await scene.RunAsync(AnAccount.Id("new"), reason: RunReason.Event);
        string[] writes =
        [
            "PUT Backend ai--new--gpt-4o",
            "PUT Backend ai--gpt-4o",
            "PUT Backend ai--gpt-4o--rest",
            "PUT Backend ai--gpt-4o__eastus",
            "PUT Backend ai--gpt-4o__westeurope",
        ];
        Assert.Equal(writes, Written(scene));
        Assert.Single(scene.Last!.Proofs);
        scene.Gateway.Writes.Clear();
        scene.Source.Delete("new", "gpt-4o");
        await scene.RunAsync(AnAccount.Id("new"), reason: RunReason.Event);
        Assert.Equal(writes, Written(scene));
        scene.Gateway.Writes.Clear();
        await scene.RunAsync(AnAccount.Id("new"), reason: RunReason.Event);
        Assert.Equal(["DELETE Backend ai--new--gpt-4o"], Written(scene));
        await scene.NothingMoreAsync();
    }

    [Fact]
    public async Task The_last_member_of_an_alias_goes_after_the_fragment_and_every_pool()
    {
        var scene = await RunningAsync(AFleet.Account("a", Europe, "gpt-4o", "gpt-5"));
        scene.Gateway.Writes.Clear();
        scene.Source.Delete("a", "gpt-5");

        await scene.RunAsync(AnAccount.Id("a"), reason: RunReason.Event);

        Assert.Equal(
            [
                "PUT Backend ai--a--gpt-5",
                "PUT Fragment ai-aliases",
                "DELETE Backend ai--gpt-5",
                "DELETE Backend ai--gpt-5--rest",
                "DELETE Backend ai--gpt-5__eastus",
                "DELETE Backend ai--gpt-5__westeurope",
            ],
            Written(scene)
        );
    }

    [Fact]
    public async Task A_region_that_leaves_the_settings_is_sent_elsewhere_first_and_its_pools_go_by_a_later_run()
    {
        var scene = await RunningAsync();
        scene.Gateway.Writes.Clear();
        scene.Restart(AFleet.Settings(Fleet with { GatewayRegions = [Fleet.GatewayRegions[0]] }));

        var run = await scene.RunAsync();

        Assert.Equal(["PUT Fragment ai-aliases"], Written(scene));
        Assert.NotNull(run.LookAgainAt);
        Assert.Contains(
            run.SetAside,
            aside =>
                aside is { Deployment: "ai--gpt-4o__westeurope", Kind: SetAsideKind.Leaving, LeavesAt: not null }
                && aside.Reason.Contains("which Regions of fleet 'ai' names no more", StringComparison.Ordinal)
        );
        scene.Gateway.Writes.Clear();
        await scene.RunAsync();
        Assert.Equal(["DELETE Backend ai--gpt-4o__westeurope"], Written(scene));
        await scene.NothingMoreAsync();
    }

    [Fact]
    public async Task Pools_of_a_region_stay_as_long_as_the_fragment_that_names_it_could_not_be_written()
    {
        var scene = await RunningAsync();
        scene.Restart(AFleet.Settings(Fleet with { GatewayRegions = [] }));
        scene.Gateway.Fault = key => key == Fragment ? new WriteFailure(WriteFailureKind.Later, "cut off") : null;

        await scene.RunAsync();
        await scene.RunAsync();

        Assert.Contains(scene.Gateway.Resources.Keys, key => key.Name == "ai--gpt-4o__westeurope");
        scene.Gateway.Fault = _ => null;
        await scene.RunAsync();
        await scene.RunAsync();
        Assert.DoesNotContain(scene.Gateway.Resources.Keys, key => key.Name.Contains(FleetIds.ForGateway, StringComparison.Ordinal));
        await scene.NothingMoreAsync();
    }

    [Fact]
    public async Task A_region_that_joins_the_settings_has_its_pools_before_the_fragment_sends_calls_there()
    {
        var scene = await RunningAsync(settings: AFleet.Settings(Fleet with { GatewayRegions = [] }));
        scene.Gateway.Writes.Clear();
        scene.Restart(AFleet.Settings(Fleet));

        await scene.RunAsync();

        Assert.Equal(
            [
                "PUT Backend ai--gpt-4o__eastus",
                "PUT Backend ai--gpt-4o__westeurope",
                "PUT Fragment ai-aliases",
                "PUT Policy ai--openai",
                "PUT Policy ai--openai-v1",
            ],
            Written(scene)
        );
        Assert.Empty(scene.Last!.Proofs);
        await scene.NothingMoreAsync();
    }

    [Fact]
    public async Task Where_the_pool_of_a_region_cannot_be_written_the_fragment_waits_and_the_alias_is_told_to()
    {
        var scene = await RunningAsync(settings: AFleet.Settings(Fleet with { GatewayRegions = [] }));
        scene.Gateway.Writes.Clear();
        scene.Restart(AFleet.Settings(Fleet));
        scene.Gateway.Fault = key => key.Name == "ai--gpt-4o__eastus" ? new WriteFailure(WriteFailureKind.Later, "cut off") : null;

        var run = await scene.RunAsync();

        Assert.Equal(["PUT Backend ai--gpt-4o__westeurope"], Written(scene));
        Assert.Contains(run.Steps, step => step is { Name: "ai-aliases", Outcome: StepOutcome.HeldBack });
        Assert.Contains("1 of its writes are not done", FleetMemories.After(null, run).Aliases.Single().Pending, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sweep_that_only_reports_withdraws_no_pool_that_the_fragment_still_names()
    {
        var scene = await RunningAsync();
        scene.Gateway.Writes.Clear();
        scene.Restart(AFleet.Settings(Fleet with { GatewayRegions = [] }) with { Drift = DriftMode.Report });

        await scene.RunAsync(reason: RunReason.Drift);

        Assert.Empty(scene.Gateway.Writes);
    }

    [Fact]
    public async Task A_pool_of_a_region_that_somebody_else_holds_closes_its_alias_and_is_told()
    {
        var scene = Scene(World, AFleet.Settings(Fleet));
        var theirs = new Backend { Id = "ai--gpt-4o__westeurope", Url = new Uri("https://contoso.example") };
        scene.Gateway.AddForeign(theirs);

        var run = await scene.RunAsync();

        Assert.Same(theirs, scene.Gateway.Resources[theirs.Key].Resource);
        Assert.DoesNotContain(scene.Gateway.Resources.Values, found => found.Resource is BackendPool);
        Assert.Contains(
            run.SetAside,
            aside =>
                aside.Reason.Contains("Backend ai--gpt-4o__westeurope exists and does not belong to the fleet", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData(DriftMode.Repair, true)]
    [InlineData(DriftMode.Report, false)]
    public async Task What_a_hand_changed_in_the_pool_of_a_region_is_put_right_or_told(DriftMode mode, bool isRepaired)
    {
        var scene = await RunningAsync(settings: AFleet.Settings(Fleet) with { Drift = mode });
        var before = scene.Gateway.Picture;
        var key = new ResourceKey(ResourceKind.Backend, "ai--gpt-4o__westeurope");
        var pool = (BackendPool)scene.Gateway.Resources[key].Resource;
        scene.Gateway.Add(pool with { Members = [pool.Members[0]] });

        var run = await scene.RunAsync(reason: RunReason.Drift);

        Assert.Contains(run.Steps, step => step.Name == key.Name && step.Outcome == (isRepaired ? StepOutcome.Done : StepOutcome.Planned));
        Assert.Equal(isRepaired, before == scene.Gateway.Picture);
    }

    [Fact]
    public async Task A_fleet_that_leaves_the_settings_takes_the_pools_of_regions_with_it()
    {
        var clock = new HandClock();
        var settings = AFleet.Settings(Fleet) with { Deletion = new() { After = TimeSpan.FromHours(1) } };
        var scene = Scene(World, settings, clock);
        await scene.RunAsync();
        scene.Restart(settings with { Fleets = [] });
        await scene.RunAsync();
        clock.Advance(TimeSpan.FromHours(2));

        await scene.RunAsync(insist: true);

        Assert.DoesNotContain(scene.Gateway.Resources.Keys, key => key.Name.StartsWith("ai-", StringComparison.Ordinal));
    }

    public static TheoryData<int> Cuts => [.. Enumerable.Range(0, 18)];

    [Theory]
    [MemberData(nameof(Cuts))]
    public async Task A_run_that_is_cut_off_after_any_write_is_finished_by_the_next(int writes)
    {
        var whole = await RunningAsync();
        var scene = Scene(World, AFleet.Settings(Fleet));
        await CutOffAsync(scene, writes);

        await scene.RunAsync();

        Assert.Equal(whole.Gateway.Picture, scene.Gateway.Picture);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task A_change_of_regions_that_is_cut_off_after_any_write_is_finished_by_the_next_and_names_no_absent_pool(int writes)
    {
        var after = AFleet.Settings(Fleet with { GatewayRegions = [new("westus", ["westus"]), new(Europe, [Europe])] });
        var whole = await RunningAsync(settings: after);
        var scene = await RunningAsync();
        scene.Restart(after);
        await CutOffAsync(scene, writes);
        NamesNoAbsentPool(scene);

        foreach (var _ in Enumerable.Range(0, 3))
        {
            await scene.RunAsync();
            NamesNoAbsentPool(scene);
        }

        Assert.Equal(whole.Gateway.Picture, scene.Gateway.Picture);
        await scene.NothingMoreAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Any_order_of_events_ends_in_the_gateway_that_one_run_over_everything_makes(int seed)
    {
        var random = new Random(seed);
        string[] regions = [Europe, America, "swedencentral", "westus"];
        var accounts = Enumerable
            .Range(0, 5)
            .Select(number =>
                AFleet.Account(
                    $"acc{number}",
                    regions[number % 4],
                    "gpt-4o",
                    random.Next(2) == 0 ? "gpt-5:ProvisionedManaged:5" : "gpt-4.1"
                )
            )
            .ToArray();
        var whole = Scene(accounts, AFleet.Settings(Fleet));
        await whole.RunAsync();
        var scene = Scene([], AFleet.Settings(Fleet));
        foreach (var text in new[] { "gpt-5", "" })
        {
            random.Shuffle(accounts);
            foreach (var account in accounts)
            {
                // Something else stood there first, and went.
                scene.Source.Put(text.Length > 0 ? AFleet.Account(account.Account.Name, account.Account.Region, text) : account);
                await scene.RunAsync(account.Account.Id, reason: RunReason.Event);
            }
        }

        await scene.RunAsync();
        Assert.Equal(whole.Gateway.Picture, scene.Gateway.Picture);
        await scene.NothingMoreAsync();
    }

    [Fact]
    public async Task The_plan_and_the_report_say_where_a_member_has_another_place()
    {
        var scene = await RunningAsync();

        var run = await scene.RunAsync(mode: RunMode.Plan);

        Assert.Contains(
            "| 2; through the gateway in westeurope priority 4 | 100 | `us/gpt-4o`",
            PlanMarkdown.Write(run),
            StringComparison.Ordinal
        );
        Assert.Contains("| 1 | 100 | `ptu/gpt-4o`", PlanMarkdown.Write(run), StringComparison.Ordinal);
    }

    private static AccountInventory[] World =>
        [
            AFleet.Account("eu", Europe, "gpt-4o"),
            AFleet.Account("se", "swedencentral", "gpt-4o"),
            AFleet.Account("us", America, "gpt-4o"),
            AFleet.Account("ptu", "westus", "gpt-4o:GlobalProvisionedManaged:50"),
        ];

    private static IEnumerable<BackendPool> Pools(FleetDesign design) =>
        design.Resources.OfType<BackendPool>().OrderBy(pool => pool.Id, StringComparer.Ordinal);

    private static XElement Fragments(FleetDesign design) => XElement.Parse(design.Resources.OfType<PolicyFragment>().Single().Xml);

    private static IEnumerable<string> Lasting(FleetDesign design) =>
        design
            .Resources.Where(resource => resource is ApiPolicy or PolicyFragment)
            .Select(resource => resource is ApiPolicy policy ? policy.Xml : ((PolicyFragment)resource).Xml);

    private static IEnumerable<string> Written(Scene scene) =>
        scene.Gateway.Writes.Where(write => !write.Contains("Role", StringComparison.Ordinal));

    // What the fragment names is there: calls through every gateway reach somebody.
    private static void NamesNoAbsentPool(Scene scene)
    {
        var xml = ((PolicyFragment)scene.Gateway.Resources[Fragment].Resource).Xml;
        Assert.All(
            Named.Where(region => FleetPolicies.NamesRegion(xml, region)),
            region => Assert.Contains(scene.Gateway.Resources.Keys, key => key.Name == $"ai--gpt-4o__{region}")
        );
    }

    private static async Task CutOffAsync(Scene scene, int writes)
    {
        scene.Gateway.Fault = _ => writes-- > 0 ? null : new WriteFailure(WriteFailureKind.Later, "cut off");
        await scene.RunAsync();
        scene.Gateway.Fault = _ => null;
    }

    private static async Task<Scene> RunningAsync(AccountInventory? account = null, ImporterSettings? settings = null)
    {
        var scene = Scene(account is null ? World : [account], settings ?? AFleet.Settings(Fleet));
        await scene.RunAsync();
        return scene;
    }

    private static Scene Scene(IReadOnlyList<AccountInventory> accounts, ImporterSettings settings, TimeProvider? clock = null) =>
        new Scene(settings, clock: clock).Holding(accounts);
}
