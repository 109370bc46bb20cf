using System.Text.Json.Nodes;
using Cli.Running;
using Importer.Configuration;

namespace Cli.Tests;

/// <summary>test, report, explain and init: they look, and write nothing to Azure.</summary>
public sealed class LookingTests
{
    private const string Store = "store";

    [Fact]
    public async Task A_test_call_goes_to_every_deployment_and_its_verdict_is_told()
    {
        await using var scene = await AppliedAsync();
        await scene.RunAsync("test", "--store", Store);
        scene.Cloud.Journal.Clear();
        var before = Files(scene);

        var run = await scene.RunAsync("test", "--store", Store);

        Assert.True(run.Exit == 0, run.ToString());
        Assert.Contains("1 healthy, 0 unhealthy", run.Output, StringComparison.Ordinal);
        Assert.Contains("healthy contoso/gpt-4o through contoso-openai in ", run.Output, StringComparison.Ordinal);
        Assert.Single(scene.Cloud.Journal.Read("gateway"));
        Assert.Equal([$"POST {CliScene.Service}/subscriptions/foundry-importer-tests/listSecrets"], scene.Writes);
        Assert.Equal(before, Files(scene));
    }

    [Fact]
    public async Task What_does_not_answer_is_told_with_cause_and_fix()
    {
        await using var scene = await AppliedAsync();
        await scene.PutAsync(
            $"{CliScene.Service}/backends/contoso-openai-ai-endpoint",
            """{"properties":{"url":"https://elsewhere.example","protocol":"http"}}"""
        );

        var run = await scene.RunAsync("test", "--store", Store);

        Assert.True(run.Exit == 2, run.ToString());
        Assert.True(
            run.Output.Contains(
                "pending contoso/gpt-4o through contoso-openai\n      not as designed, not called",
                StringComparison.Ordinal
            ),
            run.ToString()
        );
        Assert.Contains("to do: ", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("POST /api", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_report_has_what_is_there_now_and_what_the_store_knows()
    {
        await using var scene = await AppliedAsync();
        await scene.PutAsync(
            $"{CliScene.Service}/apis/contoso-openai/policies/policy",
            """{"properties":{"format":"xml","value":"<policies><inbound><base /></inbound><backend><base /></backend><outbound><base /></outbound><on-error><base /></on-error></policies>"}}"""
        );
        scene.Cloud.Journal.Clear();
        var before = Files(scene);

        var run = await scene.RunAsync("report", "--store", Store);

        Assert.True(run.Exit == 0, run.ToString());
        Assert.StartsWith("# Foundry models behind API Management\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("policy contoso-openai", run.Output, StringComparison.Ordinal);
        Assert.Contains("| manual | everything | succeeded |", run.Output, StringComparison.Ordinal);
        Assert.Contains("foundry-importer apply puts it right", run.Output, StringComparison.Ordinal);
        Assert.Empty(scene.Writes);
        Assert.Equal(before, Files(scene));
    }

    [Fact]
    public async Task A_report_is_written_to_a_file_and_opened()
    {
        await using var scene = await AppliedAsync();
        var opened = new List<string>();

        var run = await CliRun.RunAsync(
            new Surroundings
            {
                Output = TextWriter.Null,
                Error = TextWriter.Null,
                Folder = scene.Folder,
                Environment = new Dictionary<string, string?> { ["Importer__Arm__Endpoint"] = scene.Arm },
                Open = opened.Add,
            },
            "report",
            "--store",
            Store,
            "--json",
            "--open",
            "--output",
            "report.json"
        );

        Assert.Equal(0, run.Exit);
        Assert.Equal([Path.Combine(scene.Folder, "report.json")], opened);
        Assert.NotNull(JsonNode.Parse(await File.ReadAllTextAsync(opened[0]))!["drift"]);
    }

    [Fact]
    public async Task Explain_tells_reason_origins_past_and_what_comes_next()
    {
        await using var scene = await AppliedAsync(
            """
            "Rules": [ { "Match": { "Account": "contoso" }, "DisplayName": "Chat for all" } ]
            """
        );
        await scene.PutAsync(
            $"{CliScene.Service}/apis/contoso-openai/policies/policy",
            """{"properties":{"format":"xml","value":"<policies><inbound><base /></inbound><backend><base /></backend><outbound><base /></outbound><on-error><base /></on-error></policies>"}}"""
        );

        var run = await scene.RunAsync("explain", "contoso/gpt-4o", "--store", Store);

        Assert.True(run.Exit == 0, run.ToString());
        Assert.StartsWith("contoso/gpt-4o is called through API contoso-openai as AzureOpenAI\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("Rules[0] (Account 'contoso')", run.Output, StringComparison.Ordinal);
        Assert.Contains("Last proof\n  healthy contoso/gpt-4o through contoso-openai at ", run.Output, StringComparison.Ordinal);
        Assert.Contains("succeeded: create ", run.Output, StringComparison.Ordinal);
        Assert.Contains("What a run would do next\n  update policy contoso-openai\n", run.Output, StringComparison.Ordinal);

        var unknown = await scene.RunAsync("explain", "nobody", "--store", Store);
        Assert.Equal(1, unknown.Exit);
        Assert.Contains(
            "'nobody' is no deployment in Discovery.Scopes, no API that a run would make, change or leave, and no alias of a fleet",
            unknown.Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task What_is_ahead_is_in_the_plan_and_in_the_explanation()
    {
        await using var scene = await CliScene.StartAsync();
        await scene.AccountAsync("contoso", "gpt-4o");
        scene.Settings("\"Lifecycle\": { \"Watch\": true }");

        var plan = await scene.RunAsync("plan", "--store", Store);
        var explained = await scene.RunAsync("explain", "contoso/gpt-4o", "--store", Store);

        Assert.Contains(
            "What is ahead\n  contoso/gpt-4o: gpt-4o 2024-11-20 as GlobalStandard ",
            plan.Output.ReplaceLineEndings("\n"),
            StringComparison.Ordinal
        );
        Assert.Contains("What is ahead: gpt-4o 2024-11-20 as GlobalStandard ", explained.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(scene.Writes, write => write.Contains("locations", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Init_writes_settings_that_are_good_say_why_and_can_be_planned_with()
    {
        await using var scene = await CliScene.StartAsync();
        await scene.AccountAsync("contoso", "gpt-4o");
        await scene.ApiOfSomebodyAsync("theirs", "contoso");
        scene.Cloud.Journal.Clear();

        var run = await scene.RunAsync("init", "--service", CliScene.Service, "--scope", CliScene.Group, "--arm", scene.Arm);

        Assert.True(run.Exit == 0, run.ToString());
        Assert.Empty(scene.Writes);
        var text = await File.ReadAllTextAsync(Path.Combine(scene.Folder, "importer.json"));
        Assert.Contains("// contoso (AIServices, swedencentral): gpt-4o\n", text, StringComparison.Ordinal);
        Assert.Contains(
            "// theirs calls contoso already; it stays as it is. To have it managed: foundry-importer adopt theirs\n",
            text,
            StringComparison.Ordinal
        );
        Assert.Contains("\"Compatibility\": \"AutoV1\"\n", text, StringComparison.Ordinal);
        Assert.Contains("There is ai-team: \"Products\": [ \"ai-team\" ],\n", text, StringComparison.Ordinal);
        Assert.Equal(0, (await CliRun.RunAsync(scene.Folder, [], "check")).Exit);
        Assert.Equal(2, (await CliRun.RunAsync(scene.Folder, [], "plan")).Exit);

        var again = await scene.RunAsync("init", "--service", CliScene.Service, "--scope", CliScene.Group);
        Assert.Equal(1, again.Exit);
        Assert.Contains("importer.json is there already: give --force", again.Error, StringComparison.Ordinal);
        Assert.Equal(text, await File.ReadAllTextAsync(Path.Combine(scene.Folder, SettingsFile.Name)));
    }

    [Fact]
    public async Task Init_needs_no_key_where_an_importer_is_at_work_already()
    {
        await using var scene = await AppliedAsync();

        var run = await scene.RunAsync("init", "--service", CliScene.Service, "--scope", CliScene.Group, "--print");

        Assert.True(run.Exit == 0, run.ToString());
        Assert.DoesNotContain("contoso-openai calls", run.Output, StringComparison.Ordinal);
    }

    private static List<string> Files(CliScene scene) =>
        [
            .. Directory
                .GetFiles(Path.Combine(scene.Folder, Store), "*", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .Select(file => $"{file} {File.ReadAllText(file)}"),
        ];

    private static async Task<CliScene> AppliedAsync(string settings = "")
    {
        var scene = await CliScene.StartAsync();
        await scene.AccountAsync("contoso", "gpt-4o");
        scene.Settings(settings);
        var run = await scene.RunAsync("apply", "--yes", "--store", Store);
        Assert.True(run.Exit == 0, run.ToString());
        scene.Cloud.Clock.Advance(TimeSpan.FromMinutes(1));
        return scene;
    }
}
