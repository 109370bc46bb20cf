using Importer.Gateway;
using Importer.Planning;

namespace Importer.Tests.Planning;

/// <summary>Each tier's limit of operations, at its edge.</summary>
/// <remarks>https://learn.microsoft.com/azure/api-management/service-limits</remarks>
public sealed class OperationLimitTests
{
    [Theory]
    [InlineData("Consumption", 3_000)]
    [InlineData("developer", 3_000)]
    [InlineData("Basic", 10_000)]
    [InlineData("BasicV2", 10_000)]
    [InlineData("Standard", 50_000)]
    [InlineData("StandardV2", 50_000)]
    [InlineData("Premium", 75_000)]
    [InlineData("PremiumV2", 75_000)]
    public void A_plan_fits_up_to_the_limit_and_not_beyond(string sku, int limit)
    {
        var found = State(sku, Found("read", 5));
        var plan = PlanOf(found, ChangeKind.Create, Api("new", 2));

        Assert.Null(Judge(plan, found, limit - 7).Refusal);
        Assert.Contains($"tier holds {limit} and {limit - 1} are there", Judge(plan, found, limit - 6).Refusal, StringComparison.Ordinal);
        Assert.Null(Judge(plan, found, limit - 6, insist: true).Refusal);
    }

    [Fact]
    public void What_goes_makes_room_and_what_grows_takes_some()
    {
        var found = State("Developer", Found("leaving", 10), Found("growing", 3));
        PlannedStep[] steps =
        [
            APlan.Step(ChangeKind.Create, Api("new", 8)),
            APlan.Step(ChangeKind.Update, Api("growing", 6)),
            APlan.Step(ChangeKind.Delete, Api("leaving", 10)),
            APlan.Step(ChangeKind.Create, APlan.Backend("b")),
        ];
        var plan = new Plan { Steps = steps, Unchanged = 0 };

        Assert.Null(Judge(plan, found, 2_986).Refusal);
        Assert.Contains("the plan adds 1 operations in 1 new API(s)", Judge(plan, found, 2_987).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_no_API_is_made_nothing_is_refused_and_a_refusal_that_stands_is_kept()
    {
        var found = State("Developer", Found("growing", 3));

        Assert.Null(Judge(PlanOf(found, ChangeKind.Update, Api("growing", 9_000)), found, 0).Refusal);
        Assert.Equal("because", Judge(PlanOf(found, ChangeKind.Create, Api("new", 9_000)) with { Refusal = "because" }, found, 0).Refusal);
        Assert.Null(Judge(PlanOf(found, ChangeKind.Create, Api("new", 9_000)), State("SomethingNew"), 0).Refusal);
    }

    [Fact]
    public void The_way_out_is_the_smaller_catalogue_where_it_saves_something()
    {
        var found = State("Developer");
        var plan = PlanOf(found, ChangeKind.Create, Api("new", 9_000));

        Assert.Contains("need 8990 operations fewer", Judge(plan, found, 0, trimmed: 10).Refusal, StringComparison.Ordinal);
        Assert.Contains(
            "hold only what the models can do; a BasePath",
            Judge(plan, found, 0, trimmed: 9_000).Refusal,
            StringComparison.Ordinal
        );
        Assert.Contains("which leaves room for 0;", Judge(plan, found, 4_000, trimmed: 10).Refusal, StringComparison.Ordinal);
    }

    private static Plan Judge(Plan plan, GatewayState found, int counted, bool insist = false, int? trimmed = null) =>
        OperationBudget.Judge(
            plan,
            APlan.Of([], found) with
            {
                Insist = insist,
            },
            counted,
            trimmed is { } operations ? new Dictionary<string, int> { ["new"] = operations } : []
        );

    private static Plan PlanOf(GatewayState found, ChangeKind change, Api api) =>
        new() { Steps = [APlan.Step(change, api)], Unchanged = found.Resources.Count };

    private static GatewayState State(string sku, params Observed[] found) =>
        APlan.State(found) with
        {
            Service = APlan.Service with { Sku = sku },
        };

    private static Observed Found(string id, int operations) => APlan.Found(Api(id, operations));

    private static Api Api(string id, int operations) =>
        APlan.Api(id) with
        {
            Definition = new()
            {
                Operations = [.. Enumerable.Range(0, operations).Select(number => new ApiOperation($"o{number}", "GET", $"/{number}"))],
            },
        };
}
