using System.Net;
using System.Net.Sockets;
using LocalAzure.Demo;
using LocalAzure.Tests.FunctionsHost;

namespace LocalAzure.Tests.Demo;

public sealed class DemoCommandTests
{
    [Fact]
    public async Task A_host_that_cannot_start_ends_the_demo_with_what_was_expected_and_seen()
    {
        using var app = new AppFolder().Host(
            """{ "version": "2.0", "customHandler": { "description": { "defaultExecutablePath": "app" } } }"""
        );
        using var output = new StringWriter();
        var options = new LocalAzureOptions
        {
            PortBase = FreePorts.Base(),
            AppDirectory = app.Root,
            SettingsFile = app.SettingsFile,
        };

        var code = await DemoCommand.RunAsync(options, new PlainNarrator(output), CancellationToken.None);

        Assert.Equal(1, code);
        Assert.Contains("[FAILED] expected: the functions host starts", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("customHandler", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_taken_port_ends_the_demo_with_the_port_and_the_way_out()
    {
        var ports = FreePorts.Base();
        using var listener = new TcpListener(IPAddress.Loopback, ports + 10);
        listener.Start();
        using var output = new StringWriter();

        var code = await DemoCommand.RunAsync(
            new LocalAzureOptions { PortBase = ports, IsPortBaseGiven = true },
            new PlainNarrator(output),
            CancellationToken.None
        );

        Assert.Equal(1, code);
        Assert.Contains($"{ports + 10}", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("--port-base", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_that_is_not_so_fails_the_demo_and_names_what_was_not_tried()
    {
        using var output = new StringWriter();
        var narrator = new PlainNarrator(output);

        var story = await DemoCommand.TellAllAsync(
            [new Untrue(), new Untrue()],
            narrator,
            step => step.TellAsync(null!, CancellationToken.None)
        );

        Assert.False(story);
        Assert.Contains("2. Pigs fly", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("[FAILED] expected: pigs fly", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("seen:     mud", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("Not tried: Pigs fly", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Plain_output_has_no_control_codes_and_aligned_columns()
    {
        using var output = new StringWriter();
        var narrator = new PlainNarrator(output);
        narrator.Title("Title", "subtitle");
        narrator.Heading(1, "One");
        narrator.Say("said [with brackets]");
        narrator.Verified("seen");
        narrator.Failed("this", "that");
        narrator.Table([
            ["name", "tokens"],
            ["gpt-4o", "7"],
        ]);

        Assert.DoesNotContain(output.ToString(), character => char.IsControl(character) && character is not ('\n' or '\r'));
        Assert.Contains("said [with brackets]", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("   name    tokens", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("   gpt-4o       7", output.ToString(), StringComparison.Ordinal);
    }

    private sealed class Untrue : IDemoStep
    {
        public string Title => "Pigs fly";

        public Task TellAsync(Scene scene, CancellationToken cancellationToken) => throw new DemoFailedException("pigs fly", "mud");
    }
}
