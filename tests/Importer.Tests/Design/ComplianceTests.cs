using Importer.Configuration;
using Importer.Deployments;
using Importer.Design;
using Importer.Gateway;
using Importer.Reports;
using Importer.Runs;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;
using Importer.Tests.Settings;

namespace Importer.Tests.Design;

/// <summary>
/// Deployments outside of the company's rules: reported, left out, or published only behind content safety, in the run that sees them.
/// </summary>
public sealed class ComplianceTests
{
    private const string ApiId = "contoso-openai";

    private static readonly ModelDeployment Strict = ADeployment.Of("gpt-4o") with { ContentFilter = "Contoso.Strict" };

    [Fact]
    public async Task A_deployment_within_the_rules_is_imported_and_nothing_is_said()
    {
        var scene = Start(Rules(ComplianceMode.LeaveOut), Strict);

        var run = await scene.RunAsync(reason: RunReason.Event);

        Assert.Equal((RunOutcome.Succeeded, 1, 0), (run.Outcome, run.Decisions.Count, run.SetAside.Count));
    }

    [Theory]
    [InlineData("Sweden Central", "swedencentral")]
    [InlineData("swedencentral", "Sweden Central")]
    [InlineData("Sweden *", "Sweden Central")]
    public void A_region_is_the_same_in_both_of_its_spellings(string allowed, string region)
    {
        var rules = SettingsText.Read($$"""{ "Compliance": { "Regions": [ "{{allowed}}" ], "Mode": "LeaveOut" } }""").Settings!.Compliance;

        Assert.Empty(Compliance.Breaches(rules, AnAccount.Account("contoso") with { Region = region }, Strict));
        Assert.Single(Compliance.Breaches(rules, AnAccount.Account("contoso") with { Region = "westeurope" }, Strict));
    }

    [Fact]
    public async Task Reporting_imports_and_says_what_is_outside()
    {
        var scene = Start(Rules(ComplianceMode.Report), Strict with { ContentFilter = "Weak" });

        var run = await scene.RunAsync(reason: RunReason.Event);

        Assert.Single(run.Decisions);
        var aside = Assert.Single(run.SetAside);
        Assert.Equal(SetAsideKind.Compliance, aside.Kind);
        Assert.Equal(
            "outside of Compliance: its content filter is 'Weak', and Compliance.RaiPolicies allows Contoso.*. It is imported all the same; give it what Compliance allows in Foundry, or allow it in the settings",
            aside.Reason
        );
    }

    [Fact]
    public async Task Leaving_out_makes_no_API()
    {
        var scene = Start(Rules(ComplianceMode.LeaveOut), Strict with { ContentFilter = "Weak" });

        var run = await scene.RunAsync(reason: RunReason.Event);

        Assert.Empty(run.Steps);
        Assert.Empty(run.Decisions);
        Assert.Equal([SetAsideKind.Compliance, SetAsideKind.Compliance], run.SetAside.Select(aside => aside.Kind));
        Assert.Contains(
            "is not made, with gpt-4o: it reaches gpt-4o, which Compliance does not allow",
            run.SetAside[1].Reason,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_event_that_weakens_a_filter_closes_the_API_in_its_run_and_one_that_mends_it_opens_it()
    {
        var scene = Start(Rules(ComplianceMode.LeaveOut), Strict);
        await scene.RunAsync();
        var open = PolicyOf(scene);

        scene.Source.Put(AnAccount.Named("contoso", Strict with { ContentFilter = "Weak" }));
        var closing = await scene.RunAsync(Strict.Id, reason: RunReason.Event);
        var closed = PolicyOf(scene);
        var again = await scene.RunAsync(Strict.Id, reason: RunReason.Event);
        scene.Source.Put(AnAccount.Named("contoso", Strict));
        await scene.RunAsync(Strict.Id, reason: RunReason.Event);

        Assert.Equal([(ChangeKind.Update, ResourceKind.Policy, ApiId)], closing.Steps.Select(step => (step.Change, step.Kind, step.Name)));
        Assert.Contains("<set-status code=\"403\"", closed, StringComparison.Ordinal);
        Assert.DoesNotContain("set-backend-service", closed, StringComparison.Ordinal);
        Assert.Empty(closing.Probes);
        Assert.Contains("answers every call with 403", closing.SetAside[1].Reason, StringComparison.Ordinal);
        Assert.Empty(again.Steps);
        Assert.Equal(open, PolicyOf(scene));
    }

    [Fact]
    public async Task One_deployment_closes_the_API_that_reaches_it_for_all()
    {
        var scene = Start(Rules(ComplianceMode.LeaveOut), Strict, ADeployment.Of("gpt-5") with { ContentFilter = "Weak" });

        var run = await scene.RunAsync();

        Assert.Empty(run.Decisions);
        Assert.Contains("is not made, with gpt-4o, gpt-5: it reaches gpt-5,", run.SetAside[^1].Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("RaiPolicies", null)]
    [InlineData("Skus", "")]
    [InlineData("Regions", "")]
    public async Task What_is_not_told_is_outside(string rule, string? value)
    {
        var rules = new ComplianceSettings
        {
            RaiPolicies = rule == "RaiPolicies" ? ["*"] : [],
            Skus = rule == "Skus" ? ["*"] : [],
            Regions = rule == "Regions" ? ["*"] : [],
        };
        var account = AnAccount.Named(
            "contoso",
            ADeployment.Of("gpt-4o") with
            {
                ContentFilter = value,
                Sku = rule == "Skus" ? "" : "Standard",
            }
        );
        var scene = new Scene(TheSettings.Default with { Compliance = rules });
        scene.Source.Put(rule == "Regions" ? account with { Account = account.Account with { Region = "" } } : account);

        var aside = Assert.Single((await scene.RunAsync()).SetAside);

        Assert.StartsWith("outside of Compliance: Resource Manager names no ", aside.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gpt-4*", "Global*", "sweden*", true)]
    [InlineData("gpt-5", "*", "*", false)]
    [InlineData("*", "Standard", "*", false)]
    [InlineData("*", "*", "eastus", false)]
    public async Task Each_rule_counts(string models, string skus, string regions, bool isWithin)
    {
        var scene = Start(
            new ComplianceSettings
            {
                Models = [models],
                Skus = [skus],
                Regions = [regions],
            },
            Strict
        );

        Assert.Equal(isWithin, (await scene.RunAsync()).SetAside.Count == 0);
    }

    [Fact]
    public async Task What_answers_no_call_breaks_no_rule()
    {
        var scene = Start(
            Rules(ComplianceMode.LeaveOut),
            Strict,
            ADeployment.Of("gpt-5") with
            {
                ContentFilter = "Weak",
                Sku = "GlobalBatch",
            }
        );

        Assert.Single((await scene.RunAsync()).Decisions);
    }

    [Theory]
    [InlineData(MissingPolicy.Withhold)]
    [InlineData(MissingPolicy.Publish)]
    public async Task Only_behind_content_safety_means_closed_without_it(MissingPolicy missing)
    {
        var safe = new ApiProfile
        {
            Policies = new()
            {
                ContentSafety = new() { BackendId = "safety", OnMissing = missing },
            },
        };
        var scene = new Scene(TheSettings.With(safe) with { Compliance = Rules(ComplianceMode.RequireContentSafety) });
        scene.Gateway.Prerequisites = new ServicePrerequisites { Backends = ["safety"] };
        scene.Source.Put(AnAccount.Named("contoso", Strict with { ContentFilter = "Weak" }));

        var published = await scene.RunAsync();
        var policy = PolicyOf(scene);
        scene.Gateway.Prerequisites = new ServicePrerequisites();
        await scene.RunAsync();

        Assert.Single(published.Decisions);
        Assert.Contains("<llm-content-safety", policy, StringComparison.Ordinal);
        Assert.Contains("<set-status code=\"403\"", PolicyOf(scene), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_content_safety_policy_in_the_settings_the_way_out_is_said()
    {
        var scene = Start(Rules(ComplianceMode.RequireContentSafety), Strict with { ContentFilter = "Weak" });

        Assert.Contains(
            "only behind content safety, and its policy has none; set Policies.ContentSafety for it by a rule",
            (await scene.RunAsync()).SetAside[1].Reason,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(DriftMode.Import, true)]
    [InlineData(DriftMode.Repair, true)]
    [InlineData(DriftMode.Report, false)]
    public async Task A_sweep_closes_what_an_event_did_not_tell_of(DriftMode mode, bool isClosed)
    {
        var settings = TheSettings.Default with { Drift = mode, Compliance = Rules(ComplianceMode.LeaveOut) };
        var scene = new Scene(settings);
        scene.Source.Put(AnAccount.Named("contoso", Strict));
        await scene.RunAsync();
        scene.Source.Put(AnAccount.Named("contoso", Strict with { ContentFilter = "Weak" }));

        await scene.RunAsync(reason: RunReason.Drift);

        Assert.Equal(isClosed, PolicyOf(scene).Contains("<set-status code=\"403\"", StringComparison.Ordinal));
    }

    private static ComplianceSettings Rules(ComplianceMode mode) => new() { RaiPolicies = ["Contoso.*"], Mode = mode };

    private static Scene Start(ComplianceSettings rules, params ModelDeployment[] deployments)
    {
        var scene = new Scene(TheSettings.Default with { Compliance = rules });
        scene.Source.Put(AnAccount.Named("contoso", deployments));
        return scene;
    }

    private static string PolicyOf(Scene scene) => ((ApiPolicy)scene.Gateway.Resources[ApiPolicy.KeyFor(ApiId)].Resource).Xml;
}
