using System.Net;
using System.Net.Sockets;

namespace LocalAzure.Tests;

public sealed class ApplicationTests
{
    [Fact]
    public async Task A_taken_port_is_told_and_ends_the_program_with_a_failure()
    {
        await using var test = await CloudUnderTest.StartAsync();
        using var output = new StringWriter();
        var options = test.Cloud.Options with { DataDirectory = Path.Combine(test.Cloud.Options.DataDirectory, "again") };
        Assert.Equal(1, await Application.RunAsync(options, output, CancellationToken.None));
        Assert.Contains("--port-base", output.ToString(), StringComparison.Ordinal);
        Assert.Contains($"{options.PortBase + 10}", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_prints_where_it_listens_and_ends_in_order_when_stopped()
    {
        var output = new StringWriter();
        var options = new LocalAzureOptions { PortBase = FreePorts.Base(), NoFunctions = true };
        using var stop = new CancellationTokenSource();
        using var client = new HttpClient();
        await Task.WhenAll(StopWhenReadyAsync(client, options, stop), RunAsync(options, output, stop.Token))
            .WaitAsync(TimeSpan.FromSeconds(60));
        foreach (var address in new[] { options.Arm, options.Gateway, options.Foundry, options.Identity, options.Blob, options.Queue })
        {
            Assert.Contains(address.AbsoluteUri, output.ToString(), StringComparison.Ordinal);
        }

        // What another host on this machine needs.
        foreach (
            var setting in new[]
            {
                "\"AzureWebJobsStorage\": \"",
                "\"IDENTITY_ENDPOINT\": \"",
                "\"IDENTITY_HEADER\": \"",
                "\"Importer__Reports__Container\": \"",
                "--events-to",
            }
        )
        {
            Assert.Contains(setting, output.ToString(), StringComparison.Ordinal);
        }

        Directory.Delete(options.DataDirectory, recursive: true);
    }

    [Fact]
    public void The_next_free_block_of_ports_is_taken_unless_somebody_chose_the_ports()
    {
        var ports = FreePorts.Base();
        using var listener = new TcpListener(IPAddress.Loopback, ports + 15);
        listener.Start();
        var wanted = new LocalAzureOptions { PortBase = ports };

        var used = wanted.WithFreePorts();

        Assert.NotEqual(ports, used.PortBase);
        Assert.Contains($"{used.PortBase}", Application.DescribePorts(wanted, used), StringComparison.Ordinal);
        Assert.Equal(ports, (wanted with { IsPortBaseGiven = true }).WithFreePorts().PortBase);
        listener.Stop();
        Assert.Null(Application.DescribePorts(wanted, wanted.WithFreePorts()));
    }

    private static async Task RunAsync(LocalAzureOptions options, TextWriter output, CancellationToken stop) =>
        Assert.Equal(0, await Application.RunAsync(options, output, stop));

    private static async Task StopWhenReadyAsync(HttpClient client, LocalAzureOptions options, CancellationTokenSource stop)
    {
        while (!await IsReadyAsync(client, options))
        {
            await Task.Yield();
        }

        await stop.CancelAsync();
    }

    private static async Task<bool> IsReadyAsync(HttpClient client, LocalAzureOptions options)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri(options.Arm, "_local/ready"));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
