using Importer.Configuration;
using Importer.Health;
using Importer.Reports;
using Importer.Runs;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;
using Importer.Tests.Lifecycle;

namespace Importer.Tests;

/// <summary>Counts, lists and rounds that no run wrote: they break nothing, and nothing is believed for good.</summary>
public sealed class ForgedStoreTests
{
    [Theory]
    [InlineData("2147483647", RunOutcome.Succeeded)]
    [InlineData("-1", RunOutcome.Succeeded)]
    [InlineData("100000", RunOutcome.Succeeded)]
    [InlineData("1e9", RunOutcome.Succeeded)]
    public async Task Forged_counts_of_operations_stop_no_creation(string operations, RunOutcome outcome)
    {
        var scene = new Scene();
        scene.Gateway.Sku = "Premium";
        foreach (var id in new[] { "one", "two", "three" })
        {
            scene.Gateway.Add(
                new Gateway.Api
                {
                    Id = id,
                    DisplayName = id,
                    Path = id,
                }
            );
        }

        scene.Source.Put(AnAccount.With("contoso", "gpt-4o"));
        await scene.RunAsync();
        var name = Assert.Single(await scene.Store.ListAsync("operations/", default));
        await PutAsync(
            scene.Store,
            name,
            $$"""
            {"one":{"operations":{{operations}},"at":"9999-12-31T23:59:59+00:00"},"two":{"operations":{{operations}},"at":"0001-01-01T00:00:00+00:00"},"three":null}
            """
        );
        scene.Source.Put(AnAccount.With("late", "gpt-4o"));

        var run = await scene.RunAsync(AnAccount.Id("late"), reason: RunReason.Event);

        Assert.Equal((outcome, null), (run.Outcome, run.Error));
        Assert.Contains(scene.Gateway.Resources.Keys, key => key == Gateway.Api.KeyFor("late-openai"));
    }

    [Fact]
    public async Task A_forged_list_of_models_is_not_believed_for_good()
    {
        using var scene = new WatchScene();
        scene.Accounts.Add(AnAccount.With("contoso", "gpt-4o"));
        scene.List("gpt-4o", 100);
        await scene.LookAsync();
        var name = Assert.Single(await scene.Store.ListAsync("lifecycle/models/", default));
        var text = (await scene.Store.ReadAsync(name, default))!.Content.ToString();
        await PutAsync(
            scene.Store,
            name,
            System.Text.RegularExpressions.Regex.Replace(text, "\"triedAt\":\\s*\"[^\"]*\"", "\"triedAt\":\"9999-12-31T00:00:00+00:00\"")
        );

        await scene.LookAsync();

        Assert.DoesNotContain("9999-12-31", (await scene.Store.ReadAsync(name, default))!.Content.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("health/rounds/{hour}")]
    [InlineData("health/rounds/{hour}.json")]
    [InlineData("health/rounds/{hour}/x")]
    [InlineData("health/rounds/x")]
    [InlineData("health/rounds/../x.json")]
    public async Task A_round_under_a_name_that_no_round_has_breaks_neither_rounds_nor_reports(string name)
    {
        var scene = new HealthScene(new HealthSettings());
        await scene.ImportAsync("contoso", "gpt-4o");
        var hour = scene.Clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH", System.Globalization.CultureInfo.InvariantCulture);
        await PutAsync(
            scene.Store,
            name.Replace("{hour}", hour, StringComparison.Ordinal),
            $$"""{"at":"{{hour}}:00:00+00:00","apis":[]}"""
        );
        await scene.RoundAsync();
        scene.Clock.Advance(TimeSpan.FromHours(2));

        var round = await scene.RoundAsync();
        var report = await new ReportBuilder(scene.Store, scene.Clock).BuildAsync(default);

        Assert.Single(round.Checks);
        Assert.NotNull(report.Health);
    }

    [Theory]
    [InlineData("""{"rounds":[],"apis":null}""")]
    [InlineData("""{"rounds":[null],"apis":[]}""")]
    [InlineData(
        """{"rounds":[],"apis":[{"folder":"x","api":"y","deployments":[{"name":"z","hours":[[3,2147483647,2147483647,2147483647,0,0,2147483647,2147483647]]}]}]}"""
    )]
    [InlineData("""{"rounds":[],"apis":[{"folder":null,"api":null,"deployments":null}]}""")]
    [InlineData("""{"rounds":[],"apis":[null]}""")]
    [InlineData("""{"rounds":[],"apis":[{"folder":"x","api":"y","deployments":[null]}]}""")]
    [InlineData("""{"rounds":[],"apis":[{"folder":"x","api":"y","deployments":[{"name":"z"}]}]}""")]
    public async Task A_forged_day_breaks_neither_rounds_nor_reports_and_calls_nobody_healthy(string text)
    {
        var scene = new HealthScene(new HealthSettings());
        await scene.ImportAsync("contoso", "gpt-4o");
        scene.Models.Answer = _ => HealthScene.Answer(404, "{}");
        await scene.RoundAsync();
        var day = scene.Clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        await PutAsync(scene.Store, $"health/days/{day}.json", text);
        scene.Clock.Advance(TimeSpan.FromHours(1));

        var round = await scene.RoundAsync();
        var report = await new ReportBuilder(scene.Store, scene.Clock).BuildAsync(default);

        Assert.NotEqual(ProbeStatus.Healthy, Assert.Single(round.Checks).Status);
        Assert.NotEqual(ProbeStatus.Healthy, Assert.Single(report.Health!.Checks).Status);
    }

    private static Task PutAsync(InMemoryReportStore store, string name, string text) =>
        store.WriteAsync(name, BinaryData.FromString(text), "application/json", null, default);
}
