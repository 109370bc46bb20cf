using System.Text.Json;
using System.Text.Json.Nodes;
using Cli.Running;
using Importer.Deployments;
using Importer.Health;
using Importer.Reports;

namespace Cli.Tests;

/// <summary>The forms of the report: the page of the function app, Markdown, data.</summary>
public sealed class ReportFormatTests
{
    private const string Store = "store";

    [Theory]
    [InlineData("report.html", null, "<!DOCTYPE html>")]
    [InlineData("report.md", null, "# Foundry models behind API Management")]
    [InlineData("report.json", null, "{")]
    [InlineData("report", null, "<!DOCTYPE html>")]
    [InlineData("report.txt", "md", "# Foundry models behind API Management")]
    public async Task A_file_holds_what_its_name_or_the_format_says(string file, string? format, string begins)
    {
        await using var scene = await SceneAsync();

        var run = await scene.RunAsync([
            "report",
            "--store",
            Store,
            "--output",
            file,
            .. format is null ? Array.Empty<string>() : ["--format", format],
        ]);

        Assert.True(run.Exit == 0, run.ToString());
        Assert.StartsWith(begins, await File.ReadAllTextAsync(Path.Combine(scene.Folder, file)), StringComparison.Ordinal);
        Assert.Empty(scene.Writes);
    }

    [Fact]
    public async Task What_is_opened_is_the_page_and_it_asks_nobody_for_anything()
    {
        await using var scene = await SceneAsync();
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
            "--open",
            "--test"
        );

        Assert.True(run.Exit == 0, run.ToString());
        var page = await File.ReadAllTextAsync(Assert.Single(opened));
        Assert.StartsWith("<!DOCTYPE html>", page, StringComparison.Ordinal);
        Assert.EndsWith(".html", opened[0], StringComparison.Ordinal);
        Assert.Contains("default-src &#x27;none&#x27;", page, StringComparison.Ordinal);

        // The round that was made for it tells where the gateway is and what it does with a call.
        Assert.Contains($"{scene.Cloud.Options.Gateway.AbsoluteUri.TrimEnd('/')}/contoso/openai", page, StringComparison.Ordinal);
        Assert.Contains("The gateway calls the model with its managed identity.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("POST /api/import", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("html")]
    [InlineData("md")]
    public async Task What_the_app_would_be_asked_is_said_in_commands_wherever_it_stands(string format)
    {
        await using var scene = await SceneAsync();
        const string Fix = "set Access to Ensure and POST /api/import";
        var health = new HealthSnapshot
        {
            GeneratedAt = TimeProvider.System.GetUtcNow(),
            Summary = new(0, 1, 0, 0, 0),
            Checks =
            [
                new()
                {
                    Deployment = $"{CliScene.Group}/providers/Microsoft.CognitiveServices/accounts/contoso/deployments/gpt-4o",
                    Api = "contoso-openai",
                    Compatibility = Compatibility.AzureOpenAI,
                    Status = ProbeStatus.Unhealthy,
                    Cause = "no role",
                    Fix = Fix,
                },
            ],
        };
        var fleets = new FleetMemory
        {
            AsOf = TimeProvider.System.GetUtcNow(),
            StartedAt = TimeProvider.System.GetUtcNow(),
            RunId = "run-00000001",
            Asides = [new("ai", "contoso", AsideState.Outside, Fix), new("ai", "gpt-4o", AsideState.Note, Fix)],
        };
        await StoreAsync(scene, HealthRecords.Latest, JsonSerializer.Serialize(health, ReportJson.Default.HealthSnapshot));
        await StoreAsync(scene, FleetRecords.Latest, JsonSerializer.Serialize(fleets, ReportJson.Default.FleetMemory));

        var run = await scene.RunAsync("report", "--store", Store, "--format", format);

        Assert.True(run.Output.Split("set Access to Ensure and foundry-importer apply").Length > 4, run.Output);
        Assert.DoesNotContain("POST /api/import", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--format", "svg", "--format takes html, md or json, not 'svg'")]
    [InlineData("--json", "--format=md", "--json and --format contradict each other: give one of them")]
    public async Task A_form_that_there_is_not_is_refused_in_a_sentence(string option, string value, string said)
    {
        await using var scene = await SceneAsync();

        var run = await scene.RunAsync("report", option, value);

        Assert.Equal(1, run.Exit);
        Assert.Contains(said, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_data_names_service_and_runbook_where_settings_do()
    {
        await using var scene = await SceneAsync(
            """
            "Reports": { "Runbook": "https://wiki.example/operations.md#drift" }
            """
        );

        var run = await scene.RunAsync("report", "--store", Store, "--format", "json");

        var data = JsonNode.Parse(run.Output)!;
        Assert.Equal(CliScene.Service, (string?)data["service"]);
        Assert.Equal("https://wiki.example/operations.md", (string?)data["runbook"]);
        Assert.Null(data["portal"]);
    }

    private static async Task StoreAsync(CliScene scene, string name, string content)
    {
        var file = Path.Combine(scene.Folder, Store, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, content);
    }

    private static async Task<CliScene> SceneAsync(string more = "")
    {
        var scene = await CliScene.StartAsync();
        await scene.AccountAsync("contoso", "gpt-4o");
        scene.Settings(more);
        Assert.Equal(0, (await scene.RunAsync("apply", "--yes", "--store", Store)).Exit);
        scene.Cloud.Journal.Clear();
        return scene;
    }
}
