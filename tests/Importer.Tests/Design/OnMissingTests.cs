using Importer.Configuration;
using Importer.Gateway;
using Importer.Reports;
using Importer.Runs;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;

namespace Importer.Tests.Design;

/// <summary>
/// A policy that the settings ask for and the service cannot hold: withheld or published, as <c>Policies.OnMissing</c> says, and never
/// silent.
/// </summary>
public sealed class OnMissingTests
{
    private const string ApiId = "contoso-openai";

    private static readonly ServicePrerequisites Everything = new()
    {
        Backends = ["safety", "emb"],
        Caches = ["default"],
        Fragments = ["house-rules"],
        Loggers = ["insights"],
    };

    /// <summary>The ways in which something can be missing, each as what it takes away.</summary>
    private static readonly Dictionary<string, Action<InMemoryGateway>> Takings = new()
    {
        ["backend"] = gateway => gateway.Prerequisites = gateway.Prerequisites with { Backends = ["other"] },
        ["logger"] = gateway => gateway.Prerequisites = gateway.Prerequisites with { Loggers = [] },
        ["cache"] = gateway => gateway.Prerequisites = gateway.Prerequisites with { Caches = [] },
        ["fragment"] = gateway => gateway.Prerequisites = gateway.Prerequisites with { Fragments = ["other"] },
        ["tier"] = gateway => gateway.Sku = "Consumption",
    };

    /// <summary>
    /// Every policy with what it stands on (in the order of <see cref="Takings"/>; <c>-</c> for what it does without) and what becomes of
    /// the API by default.
    /// </summary>
    private static readonly (string Field, string Applies, MissingPolicy Usual, PolicySettings Asked)[] Table =
    [
        ("Policies.TokenLimit", "- - - - tier", MissingPolicy.Withhold, new() { TokenLimit = new() { TokensPerMinute = 500 } }),
        ("Policies.TokenMetrics", "- logger - - -", MissingPolicy.Publish, new() { TokenMetrics = new() }),
        (
            "Policies.SemanticCache",
            "backend - cache - -",
            MissingPolicy.Publish,
            new()
            {
                SemanticCache = new()
                {
                    ScoreThreshold = 0.05,
                    EmbeddingsBackendId = "emb",
                    DurationSeconds = 60,
                },
            }
        ),
        ("Policies.ContentSafety", "backend - - - tier", MissingPolicy.Withhold, new() { ContentSafety = new() { BackendId = "safety" } }),
        (
            "Policies.RateLimit",
            "- - - - tier",
            MissingPolicy.Withhold,
            new()
            {
                RateLimit = new() { Calls = 5, RenewalPeriodSeconds = 60 },
            }
        ),
        ("Policies.CircuitBreaker", "- - - - tier", MissingPolicy.Publish, new() { CircuitBreaker = new() }),
        ("Policies.Retry", "- - - - -", MissingPolicy.Publish, new() { Retry = new() }),
        ("Policies.Extra", "- - - fragment -", MissingPolicy.Withhold, new() { Extra = "house-rules" }),
        ("Policies.Timeout", "- - - - -", MissingPolicy.Publish, new() { Timeout = TimeSpan.FromSeconds(9) }),
        ("Policies.ExplainWrongPaths", "- - - - -", MissingPolicy.Publish, new() { ExplainWrongPaths = true }),
    ];

    /// <summary>Policy, what is missing, and what becomes of the API.</summary>
    public static IEnumerable<object[]> Missing =>
        Cells(applies: true).Select(cell => new object[] { cell.Field, cell.Missing, cell.Usual });

    /// <summary>Policy, and what may be missing without harm to it.</summary>
    public static IEnumerable<object[]> Harmless => Cells(applies: false).Select(cell => new object[] { cell.Field, cell.Missing });

    /// <summary>Those that are withheld by default.</summary>
    public static IEnumerable<object[]> Withheld =>
        Cells(applies: true).Where(cell => cell.Usual == MissingPolicy.Withhold).Select(cell => new object[] { cell.Field, cell.Missing });

    [Fact]
    public void The_table_has_every_policy() =>
        Assert.Equal(
            ProfileFields.All.Where(field => field.StartsWith("Policies.", StringComparison.Ordinal) && field != ProfileFields.OnMissing),
            Table.Select(row => row.Field)
        );

    [Theory]
    [MemberData(nameof(Missing))]
    public async Task What_the_service_cannot_hold_withholds_the_API_or_is_told_at_it(string field, string missing, MissingPolicy usual)
    {
        var scene = Start(Asked(field), missing);

        var run = await scene.RunAsync(reason: RunReason.Event);

        Judge(scene, run, field, usual);
        await ConvergesAsync(scene);
    }

    [Theory]
    [MemberData(nameof(Missing))]
    public async Task The_policys_own_word_goes_before_the_word_for_all_and_that_before_the_default(
        string field,
        string missing,
        MissingPolicy usual
    )
    {
        var other = usual == MissingPolicy.Withhold ? MissingPolicy.Publish : MissingPolicy.Withhold;

        var all = Start(Asked(field) with { OnMissing = other }, missing);
        Judge(all, await all.RunAsync(), field, other);

        var own = Start(With(Asked(field), other) with { OnMissing = usual }, missing);
        Judge(own, await own.RunAsync(), field, other);
    }

    [Theory]
    [MemberData(nameof(Withheld))]
    public async Task An_API_that_is_there_stays_exactly_as_it_is_until_it_can_be_made_whole(string field, string missing)
    {
        var scene = Start(new(), missing: null);
        await scene.RunAsync();
        var before = scene.Gateway.Picture;
        scene.Gateway.Writes.Clear();
        scene.Source.Deploy("contoso", "text-embedding-3-large");
        Takings[missing](scene.Gateway);
        scene.Restart(Settings(Asked(field)));

        var run = await scene.RunAsync();

        Assert.Equal((RunOutcome.Partial, before), (run.Outcome, scene.Gateway.Picture));
        Assert.Empty(scene.Gateway.Writes);
        Assert.Contains(
            "stays exactly as it is",
            Assert.Single(run.SetAside, aside => aside.Kind == SetAsideKind.Withheld).Reason,
            StringComparison.Ordinal
        );
        await ConvergesAsync(scene);
    }

    [Fact]
    public async Task A_withheld_API_keeps_its_backend_though_its_policy_was_changed_so_that_it_names_it_no_more()
    {
        var scene = Start(new(), missing: null);
        await scene.RunAsync();
        scene.Gateway.Add(new ApiPolicy { Api = ApiId, Xml = "<policies><inbound><base /></inbound></policies>" });
        scene.Gateway.Writes.Clear();
        Takings["backend"](scene.Gateway);
        scene.Restart(Settings(Asked("Policies.ContentSafety")));

        await scene.RunAsync();

        Assert.Empty(scene.Gateway.Writes);
    }

    [Fact]
    public async Task A_withheld_API_whose_deployments_went_is_withdrawn_all_the_same()
    {
        var scene = Start(new(), missing: null);
        await scene.RunAsync();
        Takings["backend"](scene.Gateway);
        scene.Restart(Settings(Asked("Policies.ContentSafety")));
        scene.Source.Delete("contoso", "gpt-4o");

        await scene.RunAsync();

        Assert.DoesNotContain(Api.KeyFor(ApiId), scene.Gateway.Resources.Keys);
    }

    [Theory]
    [MemberData(nameof(Harmless))]
    public async Task What_a_policy_does_not_stand_on_may_be_missing(string field, string missing)
    {
        var scene = Start(Asked(field), missing);

        var run = await scene.RunAsync();

        Assert.Equal(RunOutcome.Succeeded, run.Outcome);
        Assert.Empty(run.SetAside);
        Assert.Null(Assert.Single(run.Decisions).Lacks);
        Assert.Empty((await scene.RunAsync(mode: RunMode.Plan)).Steps);
    }

    [Theory]
    [MemberData(nameof(Missing))]
    public async Task When_the_look_fails_nothing_is_concluded_and_the_run_is_tried_again(string field, string missing, MissingPolicy usual)
    {
        var scene = Start(Asked(field), missing);
        scene.Gateway.PrerequisitesFault = new GatewayUnreadableException("503 ServiceUnavailable", mayPass: true);

        var run = await scene.RunAsync();

        Assert.Equal((RunOutcome.Failed, true), (run.Outcome, run.TryAgain));
        Assert.Empty(run.SetAside);
        Assert.Empty(scene.Gateway.Writes);
        Assert.Empty(await scene.Store.ListAsync("lacks/", CancellationToken.None));

        scene.Gateway.PrerequisitesFault = null;
        Judge(scene, await scene.RunAsync(), field, usual);
    }

    [Fact]
    public async Task A_rule_chooses_for_some_accounts()
    {
        var settings = Settings(Asked("Policies.ContentSafety")) with
        {
            Rules =
            [
                new ProfileRule
                {
                    Match = new RuleMatch { Account = "lab-*" },
                    Fields = new Dictionary<string, Func<ApiProfile, ApiProfile>>
                    {
                        [ProfileFields.OnMissing] = profile =>
                            profile with
                            {
                                Policies = profile.Policies with { OnMissing = MissingPolicy.Publish },
                            },
                    },
                },
            ],
        };
        var scene = new Scene(settings);
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o"));
        scene.Source.Put(AnAccount.With("lab-one", "gpt-4o"));

        var run = await scene.RunAsync();

        Assert.Equal(["lab-one-openai"], scene.Gateway.Resources.Keys.Where(key => key.Kind == ResourceKind.Api).Select(key => key.Name));
        Assert.Equal(
            ["lab-one-openai-ai-endpoint"],
            scene.Gateway.Resources.Keys.Where(key => key.Kind == ResourceKind.Backend).Select(key => key.Name)
        );
        Assert.Equal(
            [AnAccount.Id("lab-one").Value],
            scene.Gateway.Resources.Keys.Where(key => key.Kind == ResourceKind.Role).Select(key => key.Name)
        );
        Assert.Equal("Policies.ContentSafety", Assert.Single(Assert.Single(run.Decisions).Lacks!));
    }

    [Fact]
    public async Task A_round_of_test_calls_shows_a_withheld_API_neither_as_imported_nor_as_healthy()
    {
        var scene = new HealthScene(new(), new() { Policies = Asked("Policies.ContentSafety") });
        scene.Gateway.Prerequisites = Everything;
        await scene.ImportAsync("contoso", "gpt-4o");
        var good = await scene.RoundAsync();
        Assert.Equal(1, good.Summary.Healthy);
        Takings["backend"](scene.Gateway);
        scene.Called();

        var round = await scene.RoundAsync();

        Assert.Empty(round.Imported);
        Assert.Equal((0, 1), (round.Summary.Healthy, round.Summary.Skipped));
        Assert.Contains("withheld", Assert.Single(round.Checks).Cause, StringComparison.Ordinal);
        Assert.Equal(SetAsideKind.Withheld, Assert.Single(round.SetAside).Kind);
        Assert.Empty(scene.Called());
        Assert.NotEmpty(Attention(new() { GeneratedAt = round.GeneratedAt, Health = round }));
    }

    [Fact]
    public async Task The_report_tells_it_once_and_lets_it_go_with_the_run_that_makes_it_whole()
    {
        var scene = Start(Asked("Policies.ContentSafety"), "backend");
        var withheld = await scene.RunAsync(reason: RunReason.Event);
        var sweep = await scene.RunAsync(reason: RunReason.Drift);
        var drift = DriftReports.From(sweep, sweep.FinishedAt!.Value);
        var lacking = new ReportDocument
        {
            GeneratedAt = drift.GeneratedAt,
            Runs = [sweep, withheld],
            Drift = drift,
        };

        Assert.Single(Attention(lacking with { Drift = null }));
        Assert.Equal(ApiId, Assert.Single(Attention(lacking)).Subject);

        scene.Gateway.Prerequisites = Everything;
        var whole = await scene.RunAsync();
        Assert.Empty(Attention(lacking with { Runs = [whole, sweep, withheld] }));
    }

    private static void Judge(Scene scene, RunReport run, string field, MissingPolicy fate)
    {
        Assert.Equal((RunOutcome.Partial, false), (run.Outcome, run.TryAgain));
        var item = Assert.Single(
            DriftReports.From(run, DateTimeOffset.UnixEpoch).Items,
            item => item.Action == DriftAction.Reported && item.Kind == DriftKind.Missing && item.Resource == ApiId
        );
        Assert.NotEmpty(Attention(new() { GeneratedAt = DateTimeOffset.UnixEpoch, Runs = [run] }));
        if (fate == MissingPolicy.Withhold)
        {
            Assert.Empty(scene.Gateway.Writes);
            Assert.Empty(run.Decisions);
            Assert.Empty(run.Probes);
            Assert.Equal(SetAsideKind.Withheld, Assert.Single(run.SetAside).Kind);
            Assert.Contains($"set {field}.OnMissing to Publish", item.Reason, StringComparison.Ordinal);
        }
        else
        {
            Assert.Contains(Api.KeyFor(ApiId), scene.Gateway.Resources.Keys);
            Assert.Equal([field], Assert.Single(run.Decisions).Lacks);
            Assert.Equal(SetAsideKind.Missing, Assert.Single(run.SetAside).Kind);
        }
    }

    // Everything is there again: a sweep that makes nothing but what is missing goes on without a person.
    private static async Task ConvergesAsync(Scene scene)
    {
        await scene.RunAsync(reason: RunReason.Drift);
        scene.Gateway.Prerequisites = Everything;
        scene.Gateway.Sku = "Developer";

        var sweep = await scene.RunAsync(reason: RunReason.Drift);

        Assert.Equal(RunOutcome.Succeeded, sweep.Outcome);
        Assert.True(DriftReports.From(sweep, DateTimeOffset.UnixEpoch).InSync);
        Assert.Null(sweep.Decisions[0].Lacks);
        Assert.Empty((await scene.RunAsync(mode: RunMode.Plan)).Steps);
        Assert.Empty(await scene.Store.ListAsync("lacks/", CancellationToken.None));
    }

    private static IReadOnlyList<ReportAttention> Attention(ReportDocument report) => ReportAttentions.Of(report, []);

    private static IEnumerable<(string Field, string Missing, MissingPolicy Usual)> Cells(bool applies) =>
        Table.SelectMany(row =>
            Takings
                .Keys.Zip(row.Applies.Split(' '))
                .Where(cell => cell.First == cell.Second == applies)
                .Select(cell => (row.Field, cell.First, row.Usual))
        );

    private static PolicySettings Asked(string field) => Table.Single(row => row.Field == field).Asked;

    private static PolicySettings With(PolicySettings policies, MissingPolicy own) =>
        policies with
        {
            TokenLimit = policies.TokenLimit is { } limit ? limit with { OnMissing = own } : null,
            TokenMetrics = policies.TokenMetrics is { } metrics ? metrics with { OnMissing = own } : null,
            SemanticCache = policies.SemanticCache is { } cache ? cache with { OnMissing = own } : null,
            ContentSafety = policies.ContentSafety is { } safety ? safety with { OnMissing = own } : null,
            RateLimit = policies.RateLimit is { } rate ? rate with { OnMissing = own } : null,
            CircuitBreaker = policies.CircuitBreaker is { } breaker ? breaker with { OnMissing = own } : null,
            ExtraOnMissing = own,
        };

    private static ImporterSettings Settings(PolicySettings policies) =>
        TheSettings.With(new() { Policies = policies }) with
        {
            Drift = DriftMode.Import,
        };

    private static Scene Start(PolicySettings policies, string? missing)
    {
        var scene = new Scene(Settings(policies));
        scene.Gateway.Prerequisites = Everything;
        if (missing is not null)
        {
            Takings[missing](scene.Gateway);
        }

        scene.Source.Put(AnAccount.With("contoso", "gpt-4o"));
        return scene;
    }
}
