namespace LocalAzure.Tests;

public sealed class CommandLineArgumentsTests
{
    [Fact]
    public void Options_become_addresses_and_times()
    {
        var line = CommandLineArguments.Parse([
            "demo",
            "--port-base",
            "9000",
            "--latency",
            "20",
            "--lro",
            "1000",
            "--no-functions",
            "--instances",
            "2",
            "--data",
            "x",
            "--events-to",
            "http://localhost:7071/runtime/webhooks/EventGrid?functionName=F&code=K",
        ]);
        Assert.Empty(line.Faults);
        Assert.True(line.IsDemo);
        Assert.Equal(new Uri("http://127.0.0.1:9010/"), line.Options.Arm);
        Assert.Equal(TimeSpan.FromMilliseconds(20), line.Options.ArmLatency);
        Assert.Equal(TimeSpan.FromSeconds(1), line.Options.OperationLength);
        Assert.True(line.Options.NoFunctions);
        Assert.Equal(2, line.Options.Instances);
        Assert.Equal(Path.GetFullPath("x"), line.Options.DataDirectory);
        Assert.Equal("?functionName=F&code=K", line.Options.EventsTo?.Query);
        Assert.True(line.Options.IsPortBaseGiven);
    }

    [Theory]
    [InlineData("'--port' is not an option.", "--port")]
    [InlineData("--port-base needs a value.", "--port-base")]
    [InlineData("--port-base: '80' is not a whole number from 1024 to 65520.", "--port-base", "80")]
    [InlineData("--lro: 'long' is not a whole number from 0 to 3600000.", "--lro", "long")]
    [InlineData("--settings: there is no file 'none.json'.", "--settings", "none.json")]
    [InlineData(
        "--events-to: 'func' is not an http address, such as http://localhost:7071/runtime/webhooks/EventGrid?functionName=DeploymentChanged&code=KEY.",
        "--events-to",
        "func"
    )]
    [InlineData("--app: there is no host.json in 'none'.", "--app", "none")]
    public void What_is_wrong_is_said(string fault, params string[] arguments) =>
        Assert.Equal([fault], CommandLineArguments.Parse(arguments).Faults);

    [Fact]
    public void Every_fault_is_told_at_once() => Assert.Equal(2, CommandLineArguments.Parse(["--lro", "x", "--what"]).Faults.Count);
}
