using EndToEnd.Tests.Settings;

namespace EndToEnd.Tests;

/// <summary>A service whose tier has no room for another import.</summary>
public sealed class SmallTierTests(FullCloud cloud) : IClassFixture<FullCloud>
{
    private const string Filler = $"{ArmDriver.Service}/apis/filler";

    // A Developer service holds 3,000 operations: https://learn.microsoft.com/azure/api-management/service-limits
    private const int Limit = 3_000;

    [Fact]
    public async Task A_plan_that_does_not_fit_the_tier_is_refused_with_its_numbers()
    {
        var held = await OperationsAsync("petstore");
        await cloud.Arm.PutAsync(
            Filler,
            SettingsCloud.Properties(
                ("displayName", "Filler"),
                ("path", "filler"),
                ("format", "openapi+json"),
                ("value", OpenApiTests.Document([.. Enumerable.Range(0, Limit - held - 3).Select(number => $"/p{number}")]))
            )
        );
        Assert.Equal(Limit - held - 3, await OperationsAsync("filler"));
        await cloud.Arm.PutAccountAsync("squeezed");
        await cloud.SettleAsync();
        var mark = await cloud.Control.MarkAsync();

        await cloud.Arm.DeployAsync("squeezed", "gpt-4o");
        await cloud.SettleAsync();

        var run = await cloud.Importer.RunAsync(ArmDriver.Deployment("squeezed", "gpt-4o"), _ => true);
        Assert.Equal("refused", run.Outcome);
        Assert.Matches(
            $@"^the plan adds \d+ operations in 1 new API\(s\); the Developer tier holds {Limit} and {Limit - 3} are there, which leaves room for 3; nothing was written\.",
            run.Error
        );
        Assert.Contains("\"insist\": true", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Json["attempts"]!.AsArray());
        Assert.Empty(await cloud.Control.WritesAsync(mark));
        Assert.Equal(run.Error, (await cloud.Importer.PlanAsync(ArmDriver.Account("squeezed"))).Error);

        await cloud.Arm.DeleteAsync(Filler);
        Assert.Equal("succeeded", (await cloud.Importer.ImportAsync(ArmDriver.Account("squeezed"))).Outcome);
        Assert.Equal([new("squeezed-openai", "squeezed/openai")], await cloud.Arm.ApisOfAsync("squeezed"));
    }

    private async Task<int> OperationsAsync(string api) =>
        (int)(await cloud.Arm.GetAsync($"{ArmDriver.Service}/apis/{api}/operations?$top=1"))!["count"]!;
}
