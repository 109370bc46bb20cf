using System.Text.Json.Nodes;
using LocalAzure.Control;

namespace Cli.Tests;

public class WrongInputTests
{
    [Theory]
    [InlineData("plan", "7", "--format takes text, md or json, not '7'")]
    [InlineData("export", "9", "--format takes bicep or apiops, not '9'")]
    public async Task A_number_is_no_format(string command, string format, string sentence)
    {
        await using var scene = await CliScene.StartAsync();
        scene.Settings();

        var run = await scene.RunAsync(command, "--format", format);

        Assert.True(run.Exit == 1 && run.Error.Contains(sentence, StringComparison.Ordinal), run.ToString());
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task A_report_without_an_account_that_could_not_be_read_names_it_and_ends_with_1()
    {
        await using var scene = await CliScene.StartAsync();
        await scene.AccountAsync("contoso", "gpt-4o");
        scene.Settings();
        Forbid(scene);

        var run = await scene.RunAsync("report");

        Assert.True(run.Exit == 1, run.ToString());
        Assert.Contains(
            "error: not all of it is known: contoso could not be read: AuthorizationFailed",
            run.Error,
            StringComparison.Ordinal
        );
        var action = run.Output[run.Output.IndexOf("## Action required", StringComparison.Ordinal)..];
        Assert.Contains("AuthorizationFailed", action[..action.IndexOf("\n## ", 3, StringComparison.Ordinal)], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_comes_next_is_not_known_where_it_could_not_be_read()
    {
        await using var scene = await CliScene.StartAsync();
        await scene.AccountAsync("contoso", "gpt-4o");
        scene.Settings();
        Forbid(scene);

        var run = await scene.RunAsync("explain", "contoso");

        Assert.True(run.Exit == 1, run.ToString());
        Assert.EndsWith("What a run would do next: not known, because it could not be read\n", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("report --output .", "--output . is a folder: give the file's name too")]
    [InlineData("report --output nowhere/r.html", "--output nowhere/r.html: there is no folder ")]
    [InlineData("report --output ", "--output is empty: say where to write, or leave it out")]
    [InlineData("export --output importer.json", "--output importer.json is a file: give a folder")]
    [InlineData("export --output ", "--output is empty: say where to write, or leave it out")]
    [InlineData("init --service {0} --scope {1} --output nowhere/x", "--output nowhere/x: there is no folder ")]
    [InlineData("plan --store importer.json", "importer.json is a file: give a folder or a blob container's address (--store)")]
    [InlineData("plan --settings .", " is a folder: name the settings' file by --settings")]
    [InlineData("check .", " is a folder: name the settings' file, such as importer.json")]
    public async Task A_place_that_cannot_be_is_refused_before_anything_is_read(string line, string sentence)
    {
        await using var scene = await CliScene.StartAsync();
        await scene.AccountAsync("contoso", "gpt-4o");
        scene.Settings();
        scene.Cloud.Journal.Clear();

        var run = await scene.RunAsync(
            string.Format(System.Globalization.CultureInfo.InvariantCulture, line, CliScene.Service, CliScene.Subscription).Split(' ')
        );

        Assert.True(run.Exit == 1 && run.Error.Contains(sentence, StringComparison.Ordinal), run.ToString());
        Assert.Empty(run.Output);
        Assert.Empty(scene.Cloud.Journal.Read("arm"));
    }

    private static void Forbid(CliScene scene) =>
        scene.Cloud.Faults.Add(
            new FaultRule
            {
                Surface = "arm",
                PathPattern = "accounts/contoso/deployments",
                Times = int.MaxValue,
                Status = 403,
                Body = JsonNode.Parse("""{"error":{"code":"AuthorizationFailed","message":"No."}}"""),
            }
        );
}
