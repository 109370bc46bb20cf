namespace EndToEnd.Tests;

/// <summary>A worker that dies in the middle of an import: the message comes back, and the next try ends the job.</summary>
[Collection(nameof(DisturbedCloud))]
public sealed class KilledWorkerTests(DisturbedCloud cloud)
{
    [Theory]
    [InlineData("one", "arm", "PUT", "roleAssignments/")]
    [InlineData("two", "arm", "PUT", "backends/killed-two-openai")]
    [InlineData("three", "arm", "PUT", "apis/killed-three-openai\\?")]
    [InlineData("four", "arm", "GET", "contoso-apim/operation")]
    [InlineData("five", "arm", "PUT", "apis/killed-five-openai/policies")]
    [InlineData("six", "gateway", "POST", "killed-six/openai")]
    public async Task Killed_on_its_way_through_an_import_it_converges(string name, string surface, string method, string heldCall)
    {
        var account = $"killed-{name}";
        await cloud.Arm.PutAccountAsync(account);
        await cloud.SettleAsync();
        var failed = Failures();

        await cloud.Control.HoldAsync(surface, method, heldCall);
        await cloud.Arm.DeployAsync(account, "gpt-4o");
        await cloud.Control.HeldAsync();
        await cloud.Control.KillWorkerAsync();
        await Patience.UntilAsync(
            "the host to notice",
            () => Task.FromResult(Failures() > failed ? "noticed" : null),
            cloud.Control.TellAsync
        );
        await cloud.Control.SkipVisibilityTimeoutAsync();
        await cloud.SettleAsync();

        Assert.Equal([new($"{account}-openai", $"{account}/openai")], await cloud.Arm.ApisOfAsync(account));
        Assert.StartsWith("This is gpt-4o", (await cloud.Gateway.ChatAsync(account, "gpt-4o")).Said, StringComparison.Ordinal);
        Assert.Equal(0, (await cloud.Importer.PlanAsync()).Steps);
    }

    private int Failures() =>
        cloud.Log.Count(line => line.Contains("Executed 'Functions.ImportDeployments' (Failed", StringComparison.Ordinal));
}
