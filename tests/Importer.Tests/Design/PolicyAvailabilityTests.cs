using Importer.Configuration;
using Importer.Gateway;
using Importer.Runs;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;

namespace Importer.Tests.Design;

/// <summary>What policies stand on is checked before they are applied, and read only when it is used.</summary>
public sealed class PolicyAvailabilityTests
{
    private static readonly ResourceKey Policy = ApiPolicy.KeyFor("contoso-openai");
    private static readonly ResourceKey Diagnostic = Gateway.Diagnostic.KeyFor("contoso-openai");
    private static readonly PolicySettings Cached = new()
    {
        SemanticCache = new()
        {
            ScoreThreshold = 0.05,
            EmbeddingsBackendId = "emb",
            DurationSeconds = 60,
        },
    };
    private static readonly PolicySettings Safe = new()
    {
        ContentSafety = new() { BackendId = "safety", ShieldPrompt = true },
    };
    private static readonly PolicySettings Measured = new() { TokenMetrics = new() };

    [Fact]
    public async Task Settings_without_such_policies_ask_for_nothing()
    {
        var scene = await RunAsync(
            new()
            {
                TokenLimit = new() { TokensPerMinute = 5 },
                Retry = new(),
            },
            ServicePrerequisites.None
        );

        Assert.Equal([new RequiredPrerequisites()], scene.Gateway.Needs);
    }

    [Fact]
    public async Task A_cache_needs_a_cache_and_its_backend()
    {
        var without = await RunAsync(Cached, new() { Backends = ["emb"] });
        Assert.Equal(new RequiredPrerequisites { Caches = true, Backends = true }, without.Gateway.Needs.Single());
        Assert.Contains("the service has none; add one (https://", Told(without), StringComparison.Ordinal);
        Assert.DoesNotContain("semantic-cache", Xml(without), StringComparison.Ordinal);

        var wrong = await RunAsync(Cached, new() { Caches = ["default"], Backends = ["other"] });
        Assert.Contains(
            "backend 'emb' of Policies.SemanticCache.EmbeddingsBackendId does not exist",
            Told(wrong),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("semantic-cache", Xml(wrong), StringComparison.Ordinal);

        var good = await RunAsync(Cached, new() { Caches = ["default"], Backends = ["EMB"] });
        Assert.Equal("", Told(good));
        Assert.Contains("llm-semantic-cache-lookup", Xml(good), StringComparison.Ordinal);
        Assert.Contains("llm-semantic-cache-store", Xml(good), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Content_safety_needs_its_backend()
    {
        var without = await RunAsync(Safe with { OnMissing = MissingPolicy.Publish }, ServicePrerequisites.None);
        Assert.Contains(
            "backend 'safety' of Policies.ContentSafety.BackendId does not exist; create it",
            Told(without),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("llm-content-safety", Xml(without), StringComparison.Ordinal);

        Assert.Contains("llm-content-safety", Xml(await RunAsync(Safe, new() { Backends = ["safety"] })), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_extra_fragment_has_to_be_there()
    {
        var without = await RunAsync(new() { Extra = "house-rules", OnMissing = MissingPolicy.Publish }, new() { Fragments = ["other"] });
        Assert.Equal(new RequiredPrerequisites { Fragments = true }, without.Gateway.Needs.Single());
        Assert.Contains("policy fragment 'house-rules' of Policies.Extra does not exist", Told(without), StringComparison.Ordinal);
        Assert.DoesNotContain("include-fragment", Xml(without), StringComparison.Ordinal);

        Assert.Contains(
            "include-fragment fragment-id=\"house-rules\"",
            Xml(await RunAsync(new() { Extra = "house-rules" }, new() { Fragments = ["house-rules"] })),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Token_metrics_bring_a_diagnostic_on_the_only_logger_and_take_it_with_them()
    {
        var scene = await RunAsync(Measured, new() { Loggers = ["insights"] });
        Assert.Equal("insights", ((Diagnostic)scene.Gateway.Resources[Diagnostic].Resource).Logger);
        Assert.Equal(RunOutcome.Succeeded, (await scene.RunAsync()).Outcome);
        Assert.Empty((await scene.RunAsync()).Steps);

        var off = await RunAsync(new(), ServicePrerequisites.None, scene.Gateway);
        Assert.Equal(["DELETE Diagnostic contoso-openai", "PUT Policy contoso-openai"], off.Gateway.Writes.TakeLast(2));
    }

    [Theory]
    [InlineData("", "the service has none; create one")]
    [InlineData("one,two", "several Application Insights loggers (one, two); name one in Policies.TokenMetrics.Logger")]
    public async Task Without_a_logger_to_choose_the_api_keeps_its_metric_policy_and_people_are_told(string loggers, string told)
    {
        var scene = await RunAsync(Measured, new() { Loggers = loggers.Split(',', StringSplitOptions.RemoveEmptyEntries) });

        Assert.Contains(told, Told(scene), StringComparison.Ordinal);
        Assert.Contains("llm-emit-token-metric", Xml(scene), StringComparison.Ordinal);
        Assert.False(scene.Gateway.Resources.ContainsKey(Diagnostic));
    }

    [Fact]
    public async Task A_named_logger_has_to_be_there()
    {
        var named = new PolicySettings { TokenMetrics = new() { Logger = "two" } };

        Assert.Contains(
            "logger 'two' of Policies.TokenMetrics.Logger is no Application Insights logger",
            Told(await RunAsync(named, new() { Loggers = ["one"] })),
            StringComparison.Ordinal
        );
        var scene = await RunAsync(named, new() { Loggers = ["one", "two"] });
        Assert.Equal("two", ((Diagnostic)scene.Gateway.Resources[Diagnostic].Resource).Logger);
    }

    [Fact]
    public async Task Metrics_of_all_apis_need_no_diagnostic_of_ones_own() =>
        Assert.False(
            (await RunAsync(Measured, new() { Loggers = ["insights"], MetricsOfAllApis = "insights" })).Gateway.Resources.ContainsKey(
                Diagnostic
            )
        );

    [Fact]
    public async Task A_diagnostic_made_by_hand_is_not_changed_and_told_when_it_lets_nothing_out()
    {
        var scene = await RunAsync(new(), ServicePrerequisites.None);
        scene.Gateway.AddForeign(
            new Diagnostic
            {
                Api = "contoso-openai",
                Logger = "insights",
                Metrics = false,
            }
        );

        var on = await RunAsync(Measured, new() { Loggers = ["insights"] }, scene.Gateway);
        Assert.DoesNotContain(on.Gateway.Writes, write => write.Contains("Diagnostic", StringComparison.Ordinal));
        Assert.Contains("made by hand", Told(on), StringComparison.Ordinal);

        var off = await RunAsync(new(), ServicePrerequisites.None, scene.Gateway);
        Assert.DoesNotContain(off.Gateway.Writes, write => write.Contains("Diagnostic", StringComparison.Ordinal));
    }

    private static string Xml(Scene scene) => ((ApiPolicy)scene.Gateway.Resources[Policy].Resource).Xml;

    private static string Told(Scene scene) => string.Join('\n', scene.Last!.SetAside.Select(aside => aside.Reason));

    private static async Task<Scene> RunAsync(PolicySettings policies, ServicePrerequisites prerequisites, InMemoryGateway? gateway = null)
    {
        var scene = new Scene(TheSettings.With(new() { Policies = policies }), gateway);
        scene.Gateway.Prerequisites = prerequisites;
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o"));
        await scene.RunAsync();
        return scene;
    }
}
