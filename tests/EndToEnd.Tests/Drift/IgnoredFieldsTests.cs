using Importer.Reports;
using Importer.Runs;

namespace EndToEnd.Tests.Drift;

/// <summary>Drift.Ignore at work: what people keep is told as ignored and written by no run, until the setting is taken out.</summary>
public sealed class IgnoredFieldsTests
{
    private const string Ignoring = """
        "Rules": [ { "Match": { "Account": "kept" }, "Drift": { "Ignore": [ "displayName", "description", "operations", "policy", "products", "tags" ] } } ],
        "Defaults": { "Products": [ "ai-team" ] }
        """;

    private static readonly string[] Changes =
    [
        """PUT tags/theirs {"properties":{"displayName":"Theirs"}}""",
        """PUT products/other {"properties":{"displayName":"Other"}}""",
        """PATCH apis/kept-openai {"properties":{"displayName":"Ours","description":"Our words. {mark}"}}""",
        "DELETE apis/kept-openai/operations/create-response",
        "EDIT apis/kept-openai/policies/policy |timeout=\"120\"|timeout=\"30\"|",
        "DELETE products/ai-team/apis/kept-openai",
        "PUT products/other/apis/kept-openai",
        "PUT apis/kept-openai/tags/theirs",
    ];

    [Fact]
    public async Task Only_ignored_differences_cost_no_write_and_are_told_as_ignored()
    {
        await using var bench = await StartAsync();
        await new TamperingHand(bench.Arm).DoAsync(Changes);
        var before = bench.Picture;
        bench.Forget();

        foreach (var repair in new[] { false, true })
        {
            var report = await bench.CheckAsync(repair);
            Assert.True(report.InSync);
            Assert.All(report.Items, item => Assert.Equal(DriftAction.Ignored, item.Action));
            Assert.Equal(
                [
                    "changed API kept-openai: displayName, description, operation",
                    "changed policy kept-openai: backend/forward-request@timeout",
                    "missing product link ai-team/kept-openai",
                    "orphan product link other/kept-openai",
                    "orphan tag theirs/kept-openai",
                ],
                DriftWorld.Told(report)
            );
        }

        Assert.Equal(RunOutcome.Succeeded, (await bench.RunAsync(RunReason.Manual)).Outcome);
        Assert.Empty(bench.Writes);
        Assert.Equal(before, bench.Picture);
    }

    [Fact]
    public async Task A_field_that_is_put_back_leaves_the_ignored_ones_as_people_have_them()
    {
        await using var bench = await StartAsync();
        await new TamperingHand(bench.Arm).DoAsync([
            .. Changes,
            """PATCH apis/kept-openai {"properties":{"subscriptionRequired":false}}""",
        ]);
        var before = bench.Picture;
        bench.Forget();

        await bench.CheckAsync(repair: true);

        Assert.Equal(["PUT apis/kept-openai"], bench.Writes);
        var api = (await bench.Arm.GetAsync($"{ArmDriver.Service}/apis/kept-openai"))!["properties"]!;
        Assert.Equal(("Ours", true), ((string?)api["displayName"], (bool?)api["subscriptionRequired"]));
        Assert.StartsWith("Our words. [foundry-importer", (string?)api["description"], StringComparison.Ordinal);
        Assert.Equal(4, (await bench.Arm.GetAsync($"{ArmDriver.Service}/apis/kept-openai/operations"))!["value"]!.AsArray().Count);
        Assert.Equal(
            2,
            before.Split('\n').Except(bench.Picture.Split('\n')).Concat(bench.Picture.Split('\n').Except(before.Split('\n'))).Count()
        );
    }

    [Fact]
    public async Task Taken_out_of_the_setting_a_field_is_the_importers_again()
    {
        await using var bench = await StartAsync();
        var whole = bench.Picture;
        await new TamperingHand(bench.Arm).DoAsync(Changes[2..5]);
        bench.Configure("\"Defaults\": { \"Products\": [ \"ai-team\" ] }");

        Assert.True((await bench.CheckAsync(repair: true)).InSync);

        Assert.Equal(
            whole,
            string.Join('\n', bench.Picture.Split('\n').Where(line => !line.Contains("/products/other ", StringComparison.Ordinal)))
        );
    }

    private static async Task<DriftBench> StartAsync()
    {
        var bench = await DriftBench.StartAsync(Ignoring);
        await bench.Arm.PutAccountAsync("kept");
        await bench.Arm.DeployAsync("kept", "gpt-4o");
        Assert.Equal(RunOutcome.Succeeded, (await bench.RunAsync(RunReason.Manual)).Outcome);
        return bench;
    }
}
