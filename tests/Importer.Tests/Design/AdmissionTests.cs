using Importer.Reports;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;

namespace Importer.Tests.Design;

/// <summary>States of deployments are an open set: one that nobody knows is not taken for an end.</summary>
public sealed class AdmissionTests
{
    [Theory]
    [InlineData("Accepted")]
    [InlineData("Creating")]
    [InlineData("Moving")]
    [InlineData("Updating")]
    [InlineData("Rebalancing")]
    public async Task A_deployment_whose_state_is_no_end_is_looked_at_again(string state)
    {
        var report = await RunAsync(state);

        Assert.True(report.TryAgain);
        Assert.Equal($"still {state}; it is looked at again until it settles", Assert.Single(report.SetAside).Reason);
    }

    [Theory]
    [InlineData("Failed")]
    [InlineData("canceled")]
    [InlineData("Disabled")]
    public async Task One_that_came_to_an_end_without_success_waits_for_a_person(string state)
    {
        var report = await RunAsync(state);

        Assert.False(report.TryAgain);
        Assert.Contains("deploy it again in Foundry", Assert.Single(report.SetAside).Reason, StringComparison.Ordinal);
    }

    private static async Task<RunReport> RunAsync(string state)
    {
        var scene = new Scene();
        scene.Source.Put(AnAccount.Named("contoso", ADeployment.Of("gpt-4o") with { ProvisioningState = state }));
        var report = await scene.RunAsync();
        Assert.Empty(scene.Gateway.Writes);
        return report;
    }
}
