using Importer.Configuration;
using Importer.Deployments;
using Importer.Foresight;
using Importer.Lifecycle;
using Importer.Reports;
using Importer.Runs;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Importer.Tests.Lifecycle;

/// <summary>A run looks ahead: it says what it sees, and refuses what was deployed shortly before its end.</summary>
public sealed class LateArrivalTests
{
    private static readonly LifecycleSettings Refusing = new() { Watch = true, RefuseNewDays = 30 };

    private readonly HandClock _clock = new();
    private readonly InMemoryCatalogue _catalogue = new();

    [Theory]
    [InlineData(100, 80, "NoAutoUpgrade", false)]
    [InlineData(100, 60, "NoAutoUpgrade", true)]
    [InlineData(100, 80, "OnceCurrentVersionExpired", true)]
    [InlineData(-10, -20, "NoAutoUpgrade", false)]
    public async Task What_was_made_with_too_few_days_left_is_not_imported(int endsIn, int madeIn, string option, bool isImported)
    {
        var scene = Start(
            Refusing,
            endsIn,
            ADeployment.Of("gpt-4o") with
            {
                UpgradeOption = option,
                CreatedAt = _clock.GetUtcNow().AddDays(madeIn),
            }
        );

        var run = await scene.RunAsync(reason: RunReason.Event);

        Assert.Equal(isImported ? 1 : 0, run.Decisions.Count);
        Assert.Equal(
            isImported ? 0 : 1,
            run.SetAside.Count(aside => aside.Reason.Contains("Lifecycle.RefuseNewDays asks for 30", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task What_is_imported_stays_when_its_day_comes_near()
    {
        var scene = Start(Refusing, 100, ADeployment.Of("gpt-4o") with { CreatedAt = _clock.GetUtcNow() });
        await scene.RunAsync();
        _clock.Advance(TimeSpan.FromDays(99));

        var run = await scene.RunAsync();

        Assert.Empty(run.Steps);
        Assert.Single(run.Decisions);
    }

    [Fact]
    public async Task When_it_was_made_is_not_known_a_new_one_is_refused_and_a_known_one_stays()
    {
        var scene = Start(Refusing, 100, ADeployment.Of("gpt-4o"));
        await scene.RunAsync();
        _clock.Advance(TimeSpan.FromDays(99));
        scene.Source.Put(AnAccount.Named("fabrikam", ADeployment.Of("gpt-4o", "fabrikam")));

        var run = await scene.RunAsync();

        Assert.Equal("contoso", run.Decisions.Select(decision => decision.Deployment.Split('/')[8]).Single());
        Assert.Contains("/fabrikam/deployments/gpt-4o", Assert.Single(run.SetAside).Deployment, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_says_what_is_ahead_and_reads_one_list()
    {
        var scene = Start(new LifecycleSettings { Watch = true }, 100, ADeployment.Of("gpt-4o"), ADeployment.Of("gpt-5"));

        var plan = await scene.RunAsync(mode: RunMode.Plan);
        await scene.RunAsync(mode: RunMode.Plan);

        Assert.Equal(
            [
                "gpt-4o 1 as GlobalStandard stops on 1970-04-11, in 100 days: it is retired, and nothing says that it is upgraded, so calls fail from then on; the list names no replacement",
                "when gpt-5 1 is retired is not known: the list of models of swedencentral does not have it; a version that is retired may leave the list",
            ],
            plan.Ahead.Select(one => one.Sentence)
        );
        Assert.Equal(["models swedencentral"], _catalogue.Reads);
        Assert.Contains(
            "## What is ahead\n\n- `contoso/gpt-4o`: gpt-4o 1 as GlobalStandard stops on 1970-04-11",
            PlanMarkdown.Write(plan),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_run_for_an_event_reads_no_list_unless_it_refuses_by_it()
    {
        var scene = Start(new LifecycleSettings { Watch = true }, 100, ADeployment.Of("gpt-4o"));
        var run = await scene.RunAsync(reason: RunReason.Event);

        Assert.Empty(_catalogue.Reads);
        Assert.Equal(RetirementOutlook.Unread, run.Decisions.Single().Ahead!.Outlook);

        await Start(Refusing, 100, ADeployment.Of("gpt-4o")).RunAsync(reason: RunReason.Event);
        Assert.Equal(["models swedencentral"], _catalogue.Reads);
    }

    [Fact]
    public async Task Switched_off_a_run_reads_nothing_and_says_nothing()
    {
        var run = await Start(new LifecycleSettings(), 100, ADeployment.Of("gpt-4o")).RunAsync();

        Assert.Empty(_catalogue.Reads);
        Assert.Null(run.Decisions.Single().Ahead);
        Assert.DoesNotContain("What is ahead", PlanMarkdown.Write(run), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_is_refused_stops_nothing()
    {
        _catalogue.Fault = "no right";

        var run = await Start(Refusing, 100, ADeployment.Of("gpt-4o")).RunAsync();

        Assert.Equal(RunOutcome.Succeeded, run.Outcome);
        Assert.EndsWith("no right", run.Decisions.Single().Ahead!.Sentence, StringComparison.Ordinal);
    }

    private Scene Start(LifecycleSettings lifecycle, int endsIn, params ModelDeployment[] deployments)
    {
        var settings = TheSettings.Default with { Lifecycle = lifecycle };
        _catalogue.Models.Clear();
        _catalogue.Models.Add(
            new ListedModel
            {
                Format = "OpenAI",
                Name = "gpt-4o",
                Version = "1",
                RetiresAt = _clock.GetUtcNow().AddDays(endsIn),
            }
        );
        var scene = new Scene(
            settings,
            clock: _clock,
            ahead: store => new LifecycleWatch(
                new CatalogueCache(_catalogue, store, _clock),
                store,
                settings,
                NullLogger<LifecycleWatch>.Instance
            )
        );
        scene.Source.Put(AnAccount.Named("contoso", deployments));
        return scene;
    }
}
