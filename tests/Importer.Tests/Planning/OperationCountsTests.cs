using System.Globalization;
using System.Text.RegularExpressions;
using Importer.Gateway;
using Importer.Planning;
using Importer.Reconciliation;
using Importer.Reports;
using Importer.Resources;
using Importer.Runs;
using Importer.Tests.Apim;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;

namespace Importer.Tests.Planning;

public sealed class OperationCountsTests
{
    private const int Foreign = 300;

    [Fact]
    public async Task On_a_full_gateway_a_creation_counts_what_nobody_counted_and_no_other()
    {
        var scene = Full("Premium");
        await scene.RunAsync();
        Assert.Equal(Foreign, scene.Gateway.Counted.Count);
        scene.Gateway.Counted.Clear();

        // By a new instance, over one account: the 300 APIs of the first run are not read in it, and somebody made one API.
        scene.Restart();
        scene.Gateway.Add(
            new Api
            {
                Id = "new-one",
                DisplayName = "new-one",
                Path = "new-one",
            }
        );
        scene.Source.Put(AnAccount.With("late", "gpt-4o"));
        var run = await scene.RunAsync(AnAccount.Id("late"), reason: RunReason.Event);

        Assert.Equal(RunOutcome.Succeeded, run.Outcome);
        Assert.Equal(["new-one"], scene.Gateway.Counted);

        scene.Gateway.Counted.Clear();
        scene.Source.Put(AnAccount.With("later", "gpt-4o"));
        await scene.RunAsync(AnAccount.Id("later"), reason: RunReason.Event);
        Assert.Empty(scene.Gateway.Counted);
    }

    [Fact]
    public async Task Near_the_limit_nothing_that_is_kept_is_believed()
    {
        var scene = Full("Developer", ours: 10);
        await scene.RunAsync();

        // Somebody adds operations to an API that was counted: far from the limit nobody looks, near it they show.
        var own = scene
            .Gateway.Resources.Values.Select(found => found.Resource)
            .OfType<Api>()
            .Sum(api => api.Definition?.Operations.Count ?? 0);
        scene.Gateway.ForeignOperations = 2_750 - own;
        scene.Gateway.Counted.Clear();
        await Forget(scene);
        await Create(scene, "near");
        scene.Gateway.ForeignOperations = 3_000 - own;
        var refused = await Create(scene, "over");

        Assert.Equal(RunOutcome.Refused, refused.Outcome);
        Assert.Matches(@"the Developer tier holds 3000 and 30\d\d are there", refused.Error);
        Assert.DoesNotContain(Api.KeyFor("over-openai"), scene.Gateway.Resources.Keys);
    }

    [Fact]
    public async Task Kept_counts_are_corrected_a_few_at_a_time()
    {
        var clock = new HandClock();
        var scene = Full("Premium", clock: clock);
        await scene.RunAsync();
        var seen = new HashSet<string>();
        for (var day = 0; day < 3; day++)
        {
            clock.Advance(TimeSpan.FromDays(2));
            scene.Gateway.Counted.Clear();
            await Create(scene, $"day-{day}");
            Assert.Equal(4, scene.Gateway.Counted.Count);
            Assert.All(scene.Gateway.Counted, api => Assert.True(seen.Add(api)));
        }
    }

    [Theory]
    [InlineData(".*", "no JSON")]
    [InlineData("\"operations\":100", "\"operations\":-5")]
    [InlineData("\"foreign-000\":\\{[^}]*\\}", "\"foreign-000\":null")]
    public async Task What_cannot_be_a_count_is_counted(string part, string instead)
    {
        var scene = Full("Premium");
        await scene.RunAsync();
        scene.Gateway.Counted.Clear();
        var kept = (await scene.Store.ReadAsync(await NameAsync(scene), CancellationToken.None))!.Content.ToString();
        var changed = new Regex(part).Replace(kept, instead, count: 1);
        Assert.NotEqual(kept, changed);
        await scene.Store.WriteAsync(
            await NameAsync(scene),
            BinaryData.FromString(changed),
            "application/json",
            null,
            CancellationToken.None
        );

        Assert.Equal(RunOutcome.Succeeded, (await Create(scene, "late")).Outcome);
        Assert.Contains("foreign-000", scene.Gateway.Counted);
    }

    [Fact]
    public async Task A_plan_writes_no_counts_down_and_an_unchanged_run_neither()
    {
        var scene = Full("Premium");
        await scene.RunAsync(mode: RunMode.Plan);
        Assert.Empty(await scene.Store.ListAsync("operations/", CancellationToken.None));
        await scene.RunAsync();
        var kept = (await scene.Store.ReadAsync(await NameAsync(scene), CancellationToken.None))!.ETag;

        await scene.RunAsync();

        Assert.Equal(kept, (await scene.Store.ReadAsync(await NameAsync(scene), CancellationToken.None))!.ETag);
    }

    [Fact]
    public async Task Resource_Manager_is_asked_once_for_each_api_and_then_only_for_new_ones()
    {
        using var arm = new ApimScene();
        var store = new InMemoryReportStore();
        foreach (var api in Apis(600).Append("new-one"))
        {
            arm.Arm.On($"GET {ApimScene.Service}/apis/{api}/operations?$top=1", """{"value":[],"count":12}""");
        }

        Assert.Null((await JudgeAsync(600, "Premium")).Refusal);
        Assert.Equal(600, arm.Arm.Sent.Count);

        // Another instance, whose memory is empty.
        Assert.Null((await JudgeAsync(601, "Premium")).Refusal);
        Assert.Equal(601, arm.Arm.Sent.Count);

        // 7,212 are more than a Developer service holds: all are counted once more before it is refused.
        var refused = await JudgeAsync(601, "Developer");
        Assert.Equal(1202, arm.Arm.Sent.Count);
        Assert.Contains("the Developer tier holds 3000 and 7212 are there", refused.Refusal, StringComparison.Ordinal);

        async Task<Plan> JudgeAsync(int count, string sku)
        {
            using var gateway = arm.Open();
            var (plan, input) = Creation(count, sku);
            return await new OperationCounts(store, gateway, arm.Arm.Clock).JudgeAsync(
                plan,
                input,
                new Dictionary<string, int>(),
                keeps: true,
                CancellationToken.None
            );
        }
    }

    private static IEnumerable<string> Apis(int count) =>
        Enumerable.Range(0, Math.Min(count, 600)).Select(number => string.Create(CultureInfo.InvariantCulture, $"foreign-{number:000}"));

    private static (Plan Plan, PlanInput Input) Creation(int count, string sku)
    {
        var found = Apis(count)
            .Concat(count > 600 ? ["new-one"] : [])
            .Select(id => new Api
            {
                Id = id,
                DisplayName = id,
                Path = id,
            })
            .ToDictionary(api => api.Key, api => new Observed(api, null, null));
        var input = new PlanInput
        {
            Wanted = [ApimScene.OurApi],
            Found = new GatewayState
            {
                Service = new ServiceInfo
                {
                    Id = ResourceId.Parse(ApimScene.Service),
                    Sku = sku,
                    GatewayUrl = new("https://contoso-apim.azure-api.net"),
                    ProvisioningState = "Succeeded",
                },
                Resources = found,
            },
            OwnershipOf = (_, _) => Ownership.Serving,
            Deletion = new(),
        };
        return (Planner.Compare(input), input);
    }

    private static Scene Full(string sku, int ours = 300, TimeProvider? clock = null)
    {
        var scene = new Scene(clock: clock);
        scene.Gateway.Sku = sku;
        scene.Gateway.ForeignOperations = 100;
        foreach (var number in Enumerable.Range(0, Foreign))
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"foreign-{number:000}");
            scene.Gateway.Add(
                new Api
                {
                    Id = id,
                    DisplayName = id,
                    Path = id,
                }
            );
        }

        foreach (var number in Enumerable.Range(0, ours))
        {
            scene.Source.Put(AnAccount.With(string.Create(CultureInfo.InvariantCulture, $"own-{number:000}"), "gpt-4o"));
        }

        return scene;
    }

    private static Task<RunReport> Create(Scene scene, string account)
    {
        scene.Source.Put(AnAccount.With(account, "gpt-4o"));
        return scene.RunAsync(AnAccount.Id(account), reason: RunReason.Event);
    }

    private static async Task<string> NameAsync(Scene scene) =>
        Assert.Single(await scene.Store.ListAsync("operations/", CancellationToken.None));

    private static async Task Forget(Scene scene) => await scene.Store.DeleteAsync(await NameAsync(scene), CancellationToken.None);
}
