namespace Cli.Tests;

/// <summary>apply, adopt, detach and restore: each shows its plan and asks before it writes.</summary>
public sealed class WriteTests
{
    private const string Store = "store";

    [Fact]
    public async Task Apply_shows_the_plan_and_writes_only_after_a_yes()
    {
        await using var scene = await CliScene.StartWithContosoAsync();

        var no = await AnswerAsync(scene, "no", "apply", "--store", Store);

        Assert.Equal(1, no.Exit);
        Assert.Contains("+ API contoso-openai", no.Output, StringComparison.Ordinal);
        Assert.EndsWith("Write this to contoso-apim? Only 'yes' will do: ", no.Error, StringComparison.Ordinal);
        Assert.EndsWith("Nothing was written.\n", no.Output, StringComparison.Ordinal);
        Assert.Empty(scene.Writes);

        var yes = await AnswerAsync(scene, "yes", "apply", "--store", Store);

        Assert.True(yes.Exit == 0, yes.ToString());
        Assert.Contains(scene.Writes, write => write == $"PUT {CliScene.Service}/apis/contoso-openai");
        Assert.Contains("healthy contoso/gpt-4o through contoso-openai\n", yes.Output, StringComparison.Ordinal);
        Assert.Contains(": succeeded\n", yes.Output, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(Path.Combine(scene.Folder, Store, "runs"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Where_nobody_can_answer_nothing_is_asked_and_nothing_written()
    {
        await using var scene = await CliScene.StartWithContosoAsync();

        var run = await scene.RunAsync("apply", "--store", Store);

        Assert.Equal(1, run.Exit);
        Assert.Equal("error: nobody is here to confirm: give --yes, or look first with foundry-importer plan\n", run.Error);
        Assert.Empty(scene.Writes);
    }

    [Fact]
    public async Task Without_a_place_for_records_nothing_is_written()
    {
        await using var scene = await CliScene.StartWithContosoAsync();

        var run = await scene.RunAsync("apply", "--yes");

        Assert.Equal(1, run.Exit);
        Assert.StartsWith(
            "error: nothing was written, because no report store was given: records, snapshots and the key of ownership tags need a place. Give the importer's report store by --store",
            run.Error,
            StringComparison.Ordinal
        );
        Assert.Empty(scene.Writes);
    }

    [Fact]
    public async Task With_another_store_than_the_importers_apply_refuses_and_makes_no_key_there()
    {
        await using var scene = await CliScene.StartWithContosoAsync();
        await DoneAsync(scene, "apply", "--yes", "--store", Store);
        scene.Cloud.Journal.Clear();

        var run = await scene.RunAsync("apply", "--yes", "--store", "other");

        Assert.Equal(1, run.Exit);
        Assert.Contains("stopped: ownership cannot be verified", run.Output, StringComparison.Ordinal);
        Assert.Empty(scene.Writes);
        Assert.False(Directory.Exists(Path.Combine(scene.Folder, "other")));
    }

    [Fact]
    public async Task Nothing_to_do_is_said_and_not_asked()
    {
        await using var scene = await CliScene.StartWithContosoAsync();
        await DoneAsync(scene, "apply", "--yes", "--store", Store);
        scene.Cloud.Journal.Clear();

        var run = await AnswerAsync(scene, "yes", "apply", "--store", Store);

        Assert.Equal(0, run.Exit);
        Assert.EndsWith("Nothing is to be written.\n", run.Output, StringComparison.Ordinal);
        Assert.Empty(scene.Writes);
    }

    [Fact]
    public async Task An_API_is_adopted_managed_and_let_go_again()
    {
        await using var scene = await CliScene.StartWithContosoAsync();
        await scene.ApiOfSomebodyAsync("theirs", "contoso");

        // The gateway's right comes first, and is effective later.
        var granted = await scene.RunAsync("adopt", "theirs", "--yes", "--store", Store);
        Assert.Equal(1, granted.Exit);
        Assert.Contains("repeat the adoption in ten minutes", granted.Output, StringComparison.Ordinal);
        var adopted = await DoneAsync(scene, "adopt", "theirs", "--yes", "--store", Store);
        Assert.Contains("Plan for contoso-apim, adopt theirs: ", adopted.Output, StringComparison.Ordinal);
        var plan = await scene.RunAsync("plan", "--store", Store);
        Assert.Contains("contoso/gpt-4o through theirs as AzureOpenAI", plan.Output, StringComparison.Ordinal);

        var detached = await DoneAsync(scene, "detach", "theirs", "--yes", "--store", Store);
        Assert.Contains("To have it managed again: foundry-importer adopt theirs", detached.Output, StringComparison.Ordinal);

        var again = await scene.RunAsync("detach", "petstore", "--yes", "--store", Store);
        Assert.Equal(1, again.Exit);
        Assert.Contains("API petstore is not managed by this importer", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_API_that_would_lose_something_is_adopted_by_who_insists()
    {
        await using var scene = await CliScene.StartWithContosoAsync();
        await scene.ApiOfSomebodyAsync("theirs", "contoso");
        await scene.PutAsync(
            $"{CliScene.Service}/apis/theirs/policies/policy",
            """{"properties":{"format":"xml","value":"<policies><inbound><base /><rate-limit calls=\"7\" renewal-period=\"60\" /></inbound><backend><base /></backend><outbound><base /></outbound><on-error><base /></on-error></policies>"}}"""
        );
        scene.Cloud.Journal.Clear();

        var refused = await scene.RunAsync("adopt", "theirs", "--yes", "--store", Store);
        Assert.Equal(1, refused.Exit);
        Assert.Contains("or adopt it with --insist", refused.Output, StringComparison.Ordinal);
        Assert.Empty(scene.Writes);

        // The gateway's right comes first, and is effective later.
        await scene.RunAsync("adopt", "theirs", "--insist", "--yes", "--store", Store);
        var adopted = await DoneAsync(scene, "adopt", "theirs", "--insist", "--yes", "--store", Store);
        Assert.Contains("rate-limit", adopted.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_withdrawn_comes_back_from_the_run_that_withdrew_it()
    {
        await using var scene = await CliScene.StartWithContosoAsync();
        await DoneAsync(scene, "apply", "--yes", "--store", Store);
        await scene.DeleteAsync($"{CliScene.Accounts}/contoso/deployments/gpt-4o");

        var announced = await scene.RunAsync("plan", "--store", Store);
        Assert.Contains("leaving: contoso-openai", announced.Output, StringComparison.Ordinal);
        var withdrawn = await DoneAsync(scene, "apply", "--insist", "--yes", "--store", Store);
        Assert.Contains("- API contoso-openai", withdrawn.Output, StringComparison.Ordinal);
        var runId = withdrawn.Output.Split("Run ")[^1].Split(':')[0];

        await DoneAsync(scene, "restore", runId, "--yes", "--store", Store);
        Assert.NotNull(
            scene.Cloud.Store.OfType("Microsoft.ApiManagement/service/apis").SingleOrDefault(api => api.Name == "contoso-openai")
        );

        var wrong = await scene.RunAsync("restore", "Not a run", "--yes", "--store", Store);
        Assert.Equal(1, wrong.Exit);
        Assert.Contains("'Not a run' is no run's id", wrong.Error, StringComparison.Ordinal);
    }

    private static async Task<CliRun> DoneAsync(CliScene scene, params string[] arguments)
    {
        var run = await scene.RunAsync(arguments);
        Assert.True(run.Exit == 0, run.ToString());
        scene.Cloud.Clock.Advance(TimeSpan.FromMinutes(1));
        return run;
    }

    private static async Task<CliRun> AnswerAsync(CliScene scene, string answer, params string[] arguments)
    {
        using var input = new StringReader(answer);
        return await scene.AnswerAsync(input, CancellationToken.None, arguments);
    }
}
