using System.Diagnostics;

namespace Smoke.Tests;

/// <summary>A run in a process of its own: interrupted, or killed and cleaned up after.</summary>
public sealed class CleanUpTests
{
    [Fact]
    public async Task There_is_nothing_to_clean_up_where_no_run_was()
    {
        await using var world = await SmokeWorld.StartAsync();

        var outcome = await world.RunAsync(["--clean-up", "--yes"]);

        Assert.Equal(SmokeCommand.Succeeded, outcome.Code);
        Assert.Contains("No smoke run has left anything here.", outcome.Output, StringComparison.Ordinal);
        Assert.All(world.Calls, call => Assert.Equal("GET", call.Method));
    }

    [SignalFact]
    public async Task A_run_that_gets_the_signal_removes_what_it_made()
    {
        // An import that takes longer than a signal.
        await using var world = await SmokeWorld.StartAsync(operations: TimeSpan.FromSeconds(5));
        var before = world.Picture;
        using var run = Start(world);
        await ReadToAsync(run, "[verified] open");

        using var kill = Process.Start("kill", ["-TERM", $"{run.Id}"]);
        var output = await run.StandardOutput.ReadToEndAsync();
        await run.WaitForExitAsync();

        Assert.Contains("[verified] clean up", output, StringComparison.Ordinal);
        Assert.Equal(SmokeCommand.Failed, run.ExitCode);
        world.IsAs(before);
    }

    [Theory]
    [InlineData("[verified] deploy")]
    [InlineData("[verified] open")]
    [InlineData("[verified] import")]
    [InlineData("[verified] tamper")]
    public async Task What_a_killed_run_has_left_is_removed_later_and_nothing_else(string after)
    {
        await using var world = await SmokeWorld.StartAsync();
        var before = world.Picture;
        using (var run = Start(world))
        {
            await ReadToAsync(run, after);
            run.Kill();
            await run.WaitForExitAsync();
        }

        Assert.NotEqual(before, world.Picture);
        var others = await world.RunAsync(["--clean-up", "--run", "importer-smoke-ffffffff", "--yes"]);
        Assert.Contains("No smoke run has left anything here.", others.Output, StringComparison.Ordinal);
        var refused = await world.RunAsync(["--clean-up"], answer: "no\n");
        Assert.Contains("Smoke runs have left this", refused.Output, StringComparison.Ordinal);
        Assert.NotEqual(before, world.Picture);

        var outcome = await world.RunAsync(["--clean-up", "--yes"]);

        Assert.True(outcome.Code == SmokeCommand.Succeeded, outcome.Output);
        world.IsAs(before);
    }

    private static Process Start(SmokeWorld world) =>
        Process.Start(
            new ProcessStartInfo(
                "dotnet",
                [Path.Combine(AppContext.BaseDirectory, "Smoke.dll"), .. world.Arguments("--deploy", "gpt-4o-mini", "--yes")]
            )
            {
                RedirectStandardOutput = true,
            }
        )!;

    private static async Task ReadToAsync(Process run, string text)
    {
        while (await run.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(text, StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"The run ended before '{text}'.");
    }
}

/// <summary>A test that sends a POSIX signal.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SignalFactAttribute : FactAttribute
{
    public SignalFactAttribute() => Skip = OperatingSystem.IsWindows() ? "There are no POSIX signals on this machine." : null;
}
