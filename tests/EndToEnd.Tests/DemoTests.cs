using LocalAzure;
using LocalAzure.Demo;
using LocalAzure.Tests;

namespace EndToEnd.Tests;

public sealed class DemoTests
{
    [Fact]
    public async Task The_demo_verifies_every_step_of_the_main_job_and_ends_well()
    {
        using var output = new StringWriter();
        var data = Path.Combine(Path.GetTempPath(), $"demo-{Guid.NewGuid():N}");
        var options = new LocalAzureOptions { PortBase = FreePorts.Base(), DataDirectory = data };

        var code = await DemoCommand.RunAsync(options, new PlainNarrator(output), CancellationToken.None);

        Assert.True(code == 0, output.ToString());
        Assert.DoesNotContain("[FAILED]", output.ToString(), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(data, "runs.json")));
        Directory.Delete(data, recursive: true);
    }
}
