using Importer.Configuration;
using Importer.Deployments;
using Importer.Fleets;
using Importer.Gateway;
using Importer.Lifecycle;
using Importer.Runs;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;

namespace Importer.Tests.Fleets;

/// <summary>What keeps a deployment out of an account's own API keeps it out of fleets: rules of the company, late arrivals, its owner's word.</summary>
public sealed class FleetRulesTests
{
    private const string Filtered = "ai--b--gpt-4o";

    private static readonly FleetSettings Fleet = AFleet.Default with { Boundary = FleetBoundary.Any };

    private static readonly DateTimeOffset Made = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly PolicySettings Guard = new() { ContentSafety = new() { BackendId = "safety" } };

    [Fact]
    public void What_the_company_does_not_allow_never_joins_and_leaves_when_it_is_there()
    {
        var rules = Rules(ComplianceMode.LeaveOut);

        var (members, notes) = Members(rules, World("Contoso.Open"), []);
        var left = Members(rules, World("Contoso.Open"), Found(World("Microsoft.DefaultV2")));

        Assert.Equal(["ai--a--gpt-4o"], members);
        Assert.Equal(["ai--a--gpt-4o"], left.Members);
        Assert.Contains(
            "stays outside fleet 'ai': outside of Compliance: its content filter is 'Contoso.Open'",
            notes,
            StringComparison.Ordinal
        );
        Assert.Contains("give it what Compliance allows in Foundry, or allow it in the settings", notes, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_that_only_reports_lets_it_join() =>
        Assert.Contains(Filtered, Members(Rules(ComplianceMode.Report), World("Contoso.Open"), []).Members);

    [Fact]
    public void A_rule_holds_while_the_deployment_is_being_changed()
    {
        var changing = AFleet.Inventory([
            .. World("Contoso.Open").Accounts.Select(found => found.Edit("gpt-4o", one => one with { ProvisioningState = "Updating" })),
        ]);

        var (members, _) = Members(Rules(ComplianceMode.LeaveOut), changing, Found(World("Microsoft.DefaultV2")));

        Assert.Equal(["ai--a--gpt-4o"], members);
    }

    [Fact]
    public void What_needs_content_safety_joins_a_fleet_that_has_it_and_no_other()
    {
        var rules = Rules(ComplianceMode.RequireContentSafety);
        var guarded = rules with { Fleets = [Fleet with { Profile = new() { Policies = Guard } }] };

        var (open, notes) = Members(rules, World("Contoso.Open"), []);

        Assert.Equal(["ai--a--gpt-4o"], open);
        Assert.Contains("allows it only behind content safety, and the fleet's policy has none", notes, StringComparison.Ordinal);
        Assert.Contains("set Policies.ContentSafety for the fleet", notes, StringComparison.Ordinal);
        Assert.Contains(Filtered, Members(guarded, World("Contoso.Open"), []).Members);
    }

    [Fact]
    public void Content_safety_that_the_service_cannot_hold_guards_nobody()
    {
        var guarded = Rules(ComplianceMode.RequireContentSafety) with { Fleets = [Fleet with { Profile = new() { Policies = Guard } }] };

        var design = FleetDesigner.Design(Input(guarded, World("Contoso.Open"), []) with { Prerequisites = new() })[0];

        Assert.DoesNotContain(Filtered, design.Members.Select(member => member.Backend));
    }

    [Theory]
    [InlineData(20, false)]
    [InlineData(400, true)]
    public void What_was_deployed_shortly_before_its_end_does_not_join(int daysLeft, bool joins)
    {
        var settings = AFleet.Settings(Fleet) with
        {
            Lifecycle = new() { Watch = true, RefuseNewDays = 90 },
        };

        var (members, notes) = Members(settings, World("Microsoft.DefaultV2", Made), [], Ahead(daysLeft));

        Assert.Equal(joins, members.Contains(Filtered));
        Assert.Equal(!joins, notes.Contains("Lifecycle.RefuseNewDays asks for 90", StringComparison.Ordinal));
    }

    [Fact]
    public void A_member_does_not_leave_because_its_day_comes_near_where_nobody_says_when_it_was_made()
    {
        var settings = AFleet.Settings(Fleet) with
        {
            Lifecycle = new() { Watch = true, RefuseNewDays = 90 },
        };
        var world = World("Microsoft.DefaultV2");

        Assert.DoesNotContain(Filtered, Members(settings, world, [], Ahead(20)).Members);
        Assert.Contains(Filtered, Members(settings, world, Found(world), Ahead(20)).Members);
    }

    [Fact]
    public async Task A_member_whose_owner_opts_out_leaves_by_two_pools_and_its_backend_and_comes_back()
    {
        var scene = new Scene(AFleet.Settings(Fleet with { AloneToo = false }));
        scene.Source.Put(AFleet.Account("a", "westus", "gpt-4o"));
        scene.Source.Put(AFleet.Account("b", "westus", "gpt-4o"));
        await scene.RunAsync();
        var before = scene.Gateway.Picture;
        scene.Gateway.Writes.Clear();

        scene.Source.Put(
            AFleet
                .Account("b", "westus", "gpt-4o")
                .Edit("gpt-4o", one => one with { Tags = new Dictionary<string, string> { ["apim-import"] = "off" } })
        );
        var run = await scene.RunAsync(AnAccount.Id("b"), reason: RunReason.Event);

        Assert.Equal(["PUT Backend ai--b--gpt-4o", "PUT Backend ai--gpt-4o", "PUT Backend ai--gpt-4o--rest"], scene.Gateway.Writes);
        Assert.Contains(run.SetAside, aside => aside.Reason.Contains("carries the tag apim-import=off", StringComparison.Ordinal));
        scene.Source.Put(AFleet.Account("b", "westus", "gpt-4o"));
        await scene.RunAsync(AnAccount.Id("b"), reason: RunReason.Event);
        Assert.Equal(before, scene.Gateway.Picture);
    }

    private static ImporterSettings Rules(ComplianceMode mode) =>
        AFleet.Settings(Fleet) with
        {
            Compliance = new() { RaiPolicies = ["Microsoft.Default*"], Mode = mode },
        };

    private static Inventory World(string filter, DateTimeOffset? made = null) =>
        AFleet.Inventory(
            Filter(AFleet.Account("a", "westus", "gpt-4o"), "Microsoft.DefaultV2", null),
            Filter(AFleet.Account("b", "westus", "gpt-4o"), filter, made)
        );

    private static AccountInventory Filter(AccountInventory found, string filter, DateTimeOffset? made) =>
        found.Edit("gpt-4o", one => one with { ContentFilter = filter, CreatedAt = made });

    private static IReadOnlyList<Backend> Found(Inventory inventory) =>
        [.. AFleet.Design(Fleet, inventory, []).Resources.OfType<Backend>()];

    private static Dictionary<string, Retirement> Ahead(int daysLeft) =>
        new(StringComparer.OrdinalIgnoreCase)
        {
            [AnAccount.Id("b").Child("deployments", "gpt-4o").Value] = new()
            {
                Deployment = "b",
                Model = "gpt-4o",
                Outlook = RetirementOutlook.Stops,
                At = Made.AddDays(daysLeft),
                ListReadAt = Made,
                Sentence = "gpt-4o stops",
            },
        };

    private static FleetInput Input(ImporterSettings settings, Inventory inventory, IReadOnlyList<Backend> found) =>
        new()
        {
            Inventory = inventory,
            Settings = settings,
            Service = AFleet.Service,
            Found = found,
        };

    private static (IReadOnlyList<string> Members, string Notes) Members(
        ImporterSettings settings,
        Inventory inventory,
        IReadOnlyList<Backend> found,
        Dictionary<string, Retirement>? ahead = null
    )
    {
        var design = FleetDesigner.Design(Input(settings, inventory, found) with { Ahead = ahead ?? [] })[0];
        return ([.. design.Members.Select(member => member.Backend)], design.Notes());
    }
}
