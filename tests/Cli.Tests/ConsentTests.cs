namespace Cli.Tests;

/// <summary>A yes is one to what was shown; who stops at the question stops the program.</summary>
public sealed class ConsentTests
{
    private const string Store = "store";

    [Fact]
    public async Task Who_stops_at_the_question_ends_the_program_and_nothing_is_written()
    {
        await using var scene = await CliScene.StartWithContosoAsync();
        using var stop = new CancellationTokenSource();
        using var never = new Terminal(async () =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, CancellationToken.None);
            return "yes";
        });

        var run = await scene.AnswerAsync(never, stop.Token, "apply", "--store", Store);

        Assert.True(run.Exit == 130, run.ToString());
        Assert.Contains("error: stopped", run.Error, StringComparison.Ordinal);
        Assert.Empty(scene.Writes);
    }

    [Fact]
    public async Task What_came_up_after_the_plan_was_shown_is_not_written_on_that_yes()
    {
        await using var scene = await CliScene.StartWithContosoAsync();
        using var meanwhile = new Terminal(async () =>
        {
            await scene.AccountAsync("fabrikam", "gpt-4o");
            scene.Cloud.Journal.Clear();
            return "yes";
        });

        var run = await scene.AnswerAsync(meanwhile, CancellationToken.None, "apply", "--store", Store);

        Assert.True(run.Exit == 1, run.ToString());
        Assert.Contains("what is to be written has changed since it was shown", run.Output, StringComparison.Ordinal);
        Assert.Contains("fabrikam", run.Output, StringComparison.Ordinal);
        Assert.Empty(scene.Writes);

        // Where nobody was asked, what is there is done.
        var unasked = await scene.RunAsync("apply", "--yes", "--store", Store);
        Assert.True(unasked.Exit == 0, unasked.ToString());
    }

    [Fact]
    public async Task What_is_no_longer_to_be_done_needs_no_other_yes()
    {
        await using var scene = await CliScene.StartWithContosoAsync();
        await scene.AccountAsync("fabrikam", "gpt-4o");
        using var meanwhile = new Terminal(async () =>
        {
            await scene.DeleteAsync($"{CliScene.Accounts}/fabrikam/deployments/gpt-4o");
            return "yes";
        });

        var run = await scene.AnswerAsync(meanwhile, CancellationToken.None, "apply", "--store", Store);

        Assert.True(run.Exit == 0, run.ToString());
        Assert.Equal(
            ["contoso-openai"],
            scene
                .Cloud.Store.OfType("Microsoft.ApiManagement/service/apis")
                .Select(api => api.Name)
                .Where(name => name.EndsWith("-openai", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task Members_of_a_fleet_join_on_a_yes()
    {
        await using var scene = await CliScene.StartWithContosoAsync();
        await scene.AccountAsync("fabrikam", "gpt-4o");
        scene.Settings(
            """
            "Fleets": [ { "Name": "ai", "Path": "ai", "Match": { "Account": "*" }, "Regions": { "westeurope": [ "swedencentral" ] } } ]
            """
        );
        using var yes = new Terminal(() => Task.FromResult("yes"));

        var run = await scene.AnswerAsync(yes, CancellationToken.None, "apply", "--store", Store);

        Assert.True(run.Exit == 0, run.ToString());
        Assert.Contains("Alias gpt-4o", (await scene.RunAsync("explain", "gpt-4o", "--store", Store)).Output, StringComparison.Ordinal);
        Assert.Contains(scene.Writes, write => write.EndsWith("/backends/ai--gpt-4o", StringComparison.Ordinal));

        // An update that is shown is the update that is made.
        using var again = new Terminal(() => Task.FromResult("yes"));
        await scene.DeleteAsync($"{CliScene.Accounts}/fabrikam/deployments/gpt-4o");
        var left = await scene.AnswerAsync(again, CancellationToken.None, "apply", "--insist", "--store", Store);
        Assert.True(left.Exit == 0, left.ToString());
    }

    [Fact]
    public async Task Every_command_that_writes_does_on_a_yes_what_it_showed()
    {
        await using var scene = await CliScene.StartWithContosoAsync();
        await scene.ApiOfSomebodyAsync("theirs", "contoso");

        // The gateway's right comes first, and is effective later.
        var granted = await YesAsync(scene, "adopt", "theirs", "--store", Store);
        Assert.Contains("repeat the adoption in ten minutes", granted.Output, StringComparison.Ordinal);
        await DoneAsync(scene, "adopt", "theirs", "--store", Store);
        await DoneAsync(scene, "detach", "theirs", "--store", Store);
        await scene.AccountAsync("fabrikam", "gpt-4o");
        await DoneAsync(scene, "apply", "--store", Store);
        await scene.DeleteAsync($"{CliScene.Accounts}/fabrikam/deployments/gpt-4o");
        var withdrawn = await DoneAsync(scene, "apply", "--insist", "--store", Store);

        await DoneAsync(scene, "restore", withdrawn.Output.Split("Run ")[^1].Split(':')[0], "--store", Store);

        Assert.Contains(scene.Cloud.Store.OfType("Microsoft.ApiManagement/service/apis"), api => api.Name == "fabrikam-openai");
    }

    private static async Task<CliRun> DoneAsync(CliScene scene, params string[] arguments)
    {
        var run = await YesAsync(scene, arguments);
        Assert.True(run.Exit == 0, run.ToString());
        return run;
    }

    private static async Task<CliRun> YesAsync(CliScene scene, params string[] arguments)
    {
        using var yes = new Terminal(() => Task.FromResult("yes"));
        var run = await scene.AnswerAsync(yes, CancellationToken.None, arguments);
        scene.Cloud.Clock.Advance(TimeSpan.FromMinutes(1));
        return run;
    }

    /// <summary>Somebody at a terminal: when asked, something happens, and then there is an answer.</summary>
    private sealed class Terminal(Func<Task<string>> answer) : TextReader
    {
        public override string ReadLine() => answer().GetAwaiter().GetResult();
    }
}
