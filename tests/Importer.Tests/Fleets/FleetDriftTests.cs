using Importer.Configuration;
using Importer.Gateway;
using Importer.Planning;
using Importer.Reports;
using Importer.Runs;
using Importer.Tests.Fakes;

namespace Importer.Tests.Fleets;

/// <summary>What hands change of a fleet is told or put right by the sweep, and reports say who answers for each alias.</summary>
public sealed class FleetDriftTests
{
    private static readonly ImporterSettings Settings = AFleet.Settings(
        AFleet.Default with
        {
            AloneToo = false,
            Boundary = FleetBoundary.Any,
        }
    );

    public static TheoryData<string> Hands { get; } = ["pool", "rest", "backend", "breaker", "fragment", "policy", "api", "gone"];

    [Theory]
    [MemberData(nameof(Hands))]
    public async Task What_a_hand_changed_is_put_right_by_a_sweep_that_repairs(string hand)
    {
        var scene = await RunningAsync(DriftMode.Repair);
        var before = scene.Gateway.Picture;
        var whole = scene.Gateway.Resources.ToDictionary(pair => pair.Key, pair => pair.Value.Resource);
        var key = Change(scene, hand);
        Assert.True(hand == "gone" || Differences.Between(whole[key], scene.Gateway.Resources[key].Resource).Count > 0);

        var run = await scene.RunAsync(reason: RunReason.Drift);

        Assert.Equal(before, scene.Gateway.Picture);
        Assert.Empty(Differences.Between(whole[key], scene.Gateway.Resources[key].Resource));
        Assert.Contains(run.Steps, step => step.Kind == key.Kind && step.Name == key.Name && step.Outcome == StepOutcome.Done);
        scene.Gateway.Writes.Clear();
        await scene.RunAsync(reason: RunReason.Drift);
        Assert.Empty(scene.Gateway.Writes);
    }

    [Theory]
    [MemberData(nameof(Hands))]
    public async Task What_a_hand_changed_is_told_by_a_sweep_that_reports_and_nothing_is_written(string hand)
    {
        var scene = await RunningAsync(DriftMode.Report);
        var key = Change(scene, hand);

        var run = await scene.RunAsync(reason: RunReason.Drift);

        Assert.Empty(scene.Gateway.Writes);
        Assert.Contains(run.Steps, step => step.Kind == key.Kind && step.Name == key.Name && step.Outcome == StepOutcome.Planned);
        Assert.False(DriftReports.From(run, run.StartedAt).InSync);
    }

    [Fact]
    public async Task The_plan_says_who_answers_for_each_alias_and_who_waits_outside_and_why()
    {
        var scene = await RunningAsync(DriftMode.Report);
        scene.Source.Put(AFleet.Account("c", "swedencentral", "gpt-4o:GlobalProvisionedManaged:50", "gpt-5"));
        scene.Source.Pause("c", "gpt-5");

        var run = await scene.RunAsync(mode: RunMode.Plan);
        var text = PlanMarkdown.Write(run);

        Assert.Contains("## Who answers for each alias", text, StringComparison.Ordinal);
        Assert.Contains(
            "| `ai` | `gpt-4o` | 1 | 100 | `c/gpt-4o` | GlobalProvisionedManaged | swedencentral | `*Provisioned*` |",
            text,
            StringComparison.Ordinal
        );
        Assert.Contains("| `ai` | `gpt-4o` | 2 | 100 | `a/gpt-4o` | GlobalStandard | westus | `Global*` |", text, StringComparison.Ordinal);
        Assert.Contains("| `ai` | `gpt-5` | – | – | nobody can be called |", text, StringComparison.Ordinal);
        Assert.Contains("`c/gpt-5`: is paused, so no call of fleet", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_fleet_nothing_is_said_of_aliases()
    {
        var scene = new Scene(AFleet.Settings() with { Fleets = [] });
        scene.Source.Put(AFleet.Account("a", "westus", "gpt-4o"));

        var run = await scene.RunAsync(mode: RunMode.Plan);

        Assert.Null(run.Aliases);
        Assert.DoesNotContain("alias", PlanMarkdown.Write(run), StringComparison.OrdinalIgnoreCase);
    }

    private static ResourceKey Change(Scene scene, string hand)
    {
        var key = hand switch
        {
            "pool" => new ResourceKey(ResourceKind.Backend, "ai--gpt-4o"),
            "rest" or "gone" => new(ResourceKind.Backend, "ai--gpt-4o--rest"),
            "backend" or "breaker" => new(ResourceKind.Backend, "ai--a--gpt-4o"),
            "fragment" => new(ResourceKind.Fragment, "ai-aliases"),
            "policy" => ApiPolicy.KeyFor("ai--openai"),
            _ => Api.KeyFor("ai--openai-v1"),
        };
        if (hand == "gone")
        {
            scene.Gateway.Remove(key);
            return key;
        }

        scene.Gateway.Add(
            scene.Gateway.Resources[key].Resource switch
            {
                BackendPool pool => pool with { Members = [pool.Members[0]] },
                Backend backend when hand == "breaker" => backend with { CircuitBreaker = null },
                Backend backend => backend with { Url = new Uri("https://elsewhere.example/openai/deployments/gpt-4o") },
                PolicyFragment fragment => fragment with { Xml = "<fragment />" },
                ApiPolicy policy => policy with { Xml = policy.Xml.Replace("timeout=\"120\"", "timeout=\"1\"", StringComparison.Ordinal) },
                Api api => api with { DisplayName = "Somebody's" },
                var other => other,
            }
        );
        return key;
    }

    private static async Task<Scene> RunningAsync(DriftMode mode)
    {
        var scene = new Scene(Settings with { Drift = mode });
        scene.Source.Put(AFleet.Account("a", "westus", "gpt-4o"));
        scene.Source.Put(AFleet.Account("b", "westus", "gpt-4o"));
        await scene.RunAsync();
        scene.Gateway.Writes.Clear();
        return scene;
    }
}
