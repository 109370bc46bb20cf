using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LocalAzure;

namespace EndToEnd.Tests.Documentation;

/// <summary>What README.md and docs/quickstart-local.md tell a newcomer to run, run from their text.</summary>
public sealed partial class DocumentedCommandsTests
{
    private const string Start = "dotnet run --project src/LocalAzure";
    private const string NoFunctions = $"{Start} -- --no-functions";
    private const string BuildApp = "dotnet build src/Functions";
    private const string EventsTo = $"{NoFunctions} --data ./cloud \\";
    private const string FirstCall =
        "arm=http://127.0.0.1:7080/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-ai/providers/Microsoft.CognitiveServices/accounts";

    private const string Fleet =
        "export Importer__Fleets__0__Name=ai Importer__Fleets__0__Path=ai \"Importer__Fleets__0__Match__Account=fleet-*\"";
    private const string FleetCall =
        "rg=http://127.0.0.1:7080/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-ai/providers";

    // Who runs which block, by its first line. What nobody runs as it stands says why.
    private static readonly (string Page, string First, string By)[] Runs =
    [
        (DocumentedBlocks.Readme, "Event Grid ─► DeploymentChanged ─► queue ─► ImportDeployments ┐", "a picture"),
        (DocumentedBlocks.Readme, $"{Start} -- demo", "DemoTests, and its arguments here"),
        (DocumentedBlocks.Readme, "./eng/verify.sh", "whoever verifies"),
        (DocumentedBlocks.Readme, "az login", "Cli.Tests.DocumentationTests, but for the sign-in"),
        (DocumentedBlocks.Readme, "import { AzureOpenAI } from \"openai\";", nameof(ReadmeSnippetTests)),
        (DocumentedBlocks.Readme, "dotnet run -c Release --project bench -- --readme README.md", "nobody: it takes half an hour"),
        (DocumentedBlocks.Quickstart, $"{Start} -- demo", "DemoTests, and its arguments here"),
        (DocumentedBlocks.Quickstart, Start, nameof(The_cloud_takes_the_calls_and_an_API_comes_of_them)),
        (DocumentedBlocks.Quickstart, FirstCall, nameof(The_cloud_takes_the_calls_and_an_API_comes_of_them)),
        (DocumentedBlocks.Quickstart, Fleet, nameof(A_fleet_answers_by_the_name_of_a_model)),
        (DocumentedBlocks.Quickstart, FleetCall, nameof(A_fleet_answers_by_the_name_of_a_model)),
        (DocumentedBlocks.Quickstart, "dotnet publish src/Functions -c Release", "eng/publish-check.sh, a part of verify"),
        (DocumentedBlocks.Quickstart, NoFunctions, nameof(The_cloud_alone_prints_the_settings_that_the_page_names)),
        (DocumentedBlocks.Quickstart, BuildApp, nameof(The_app_is_started_in_a_folder_that_holds_its_settings)),
        (DocumentedBlocks.Quickstart, EventsTo, nameof(Events_go_where_the_page_says)),
    ];

    /// <summary>Every page in which somebody is told to start LocalAzure.</summary>
    public static TheoryData<string> Pages =>
        [
            DocumentedBlocks.Readme,
            "AGENTS.md",
            "CONTRIBUTING.md",
            .. Directory
                .EnumerateFiles(Path.Combine(DocumentedBlocks.Root, "docs"), "*.md")
                .Select(file => $"docs/{Path.GetFileName(file)}")
                .Where(page => DocumentedBlocks.Read(page).Contains(Start, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
        ];

    [Fact]
    public void Every_block_of_the_two_pages_has_somebody_who_runs_it() =>
        Assert.Equal(
            Runs.Select(run => (run.Page, run.First)),
            DocumentedBlocks
                .Of(DocumentedBlocks.Readme)
                .Concat(DocumentedBlocks.Of(DocumentedBlocks.Quickstart))
                .Select(block => (block.Page, block.First))
        );

    [Theory]
    [MemberData(nameof(Pages))]
    public void LocalAzure_takes_the_arguments_that_a_page_gives_it(string page)
    {
        var lines = Starts().Matches(DocumentedBlocks.Read(page).Replace("\\\n", "", StringComparison.Ordinal));

        Assert.NotEmpty(lines);
        Assert.All(
            lines.Select(line => Word().Matches(line.Groups["arguments"].Value).Select(word => word.Value.Trim('"')).ToList()),
            words =>
            {
                // The published folder is there once somebody has published.
                var line = CommandLineArguments.Parse([.. words.Where(word => !word.Contains("/publish/") && word != "--app")]);
                Assert.Empty(line.Faults);
            }
        );
    }

    [ShellFact]
    public async Task The_cloud_takes_the_calls_and_an_API_comes_of_them()
    {
        await using var cloud = new DocumentedCloud();
        await cloud.StartAsync(DocumentedBlocks.Single(DocumentedBlocks.Quickstart, Start), until: "master key: ");
        var calls = DocumentedBlocks.Single(DocumentedBlocks.Quickstart, FirstCall).Text;
        var looks = calls[calls.IndexOf("\n\n", StringComparison.Ordinal)..].Trim().Split('\n');

        await cloud.RunAsync(calls);

        var runs = await Patience.UntilAsync(
            "the run of the deployment",
            async () => JsonNode.Parse(await cloud.RunAsync(looks[0])) is { } read && HasImported(read) ? read : null,
            () => Task.FromResult(cloud.Printed)
        );
        Assert.Contains("contoso", runs.ToJsonString(), StringComparison.Ordinal);
        var plan = await cloud.RunAsync(looks[1]);
        Assert.Contains("contoso-openai", plan, StringComparison.Ordinal);
    }

    [ShellFact]
    public async Task A_fleet_answers_by_the_name_of_a_model()
    {
        await using var cloud = new DocumentedCloud();
        await cloud.StartAsync(DocumentedBlocks.Single(DocumentedBlocks.Quickstart, Fleet), until: "master key: ");
        var calls = DocumentedBlocks.Single(DocumentedBlocks.Quickstart, FleetCall).Text;
        var (deploys, looks) = (
            calls[..calls.IndexOf("\n\n", StringComparison.Ordinal)],
            calls[calls.IndexOf("\n\n", StringComparison.Ordinal)..].Trim()
        );
        var key = deploys[deploys.IndexOf("key=", StringComparison.Ordinal)..];
        var rg = deploys.Split('\n')[0];

        await cloud.RunAsync(deploys);

        var answered = await Patience.UntilAsync(
            "a good answer of the fleet",
            async () =>
                await cloud.TryAsync($"{rg}\n{key}\n{looks}") is { } text && text.Contains("chat.completion", StringComparison.Ordinal)
                    ? text
                    : null,
            () => Task.FromResult(cloud.Printed)
        );
        Assert.Contains("fleet-north", answered, StringComparison.Ordinal);
        Assert.Contains("\"object\": \"list\"", answered, StringComparison.Ordinal);
    }

    [ShellFact]
    public async Task The_cloud_alone_prints_the_settings_that_the_page_names()
    {
        await using var cloud = new DocumentedCloud();
        await cloud.StartAsync(DocumentedBlocks.Single(DocumentedBlocks.Quickstart, NoFunctions), until: "IDENTITY_HEADER");
        var page = DocumentedBlocks.Read(DocumentedBlocks.Quickstart);
        var told = page[page.IndexOf("It prints the settings that the app needs", StringComparison.Ordinal)..];
        var names = Name().Matches(told[..told.IndexOf("2. ", StringComparison.Ordinal)]).Select(name => name.Groups[1].Value).ToList();

        Assert.Equal(5, names.Count);
        Assert.All(names, name => Assert.Contains($"\"{name}\": \"", cloud.Printed, StringComparison.Ordinal));
    }

    [ShellFact]
    public async Task Events_go_where_the_page_says()
    {
        await using var cloud = new DocumentedCloud();
        var block = DocumentedBlocks.Single(DocumentedBlocks.Quickstart, EventsTo);

        await cloud.StartAsync(block, until: "events go to");

        Assert.Contains(cloud.Here("http://127.0.0.1:7071/runtime/webhooks/EventGrid"), cloud.Printed, StringComparison.Ordinal);
        Assert.DoesNotContain("eventgrid_extension", cloud.Printed, StringComparison.Ordinal);
        Assert.True(Directory.Exists(Path.Combine(cloud.Folder, "cloud")));
    }

    [ShellFact]
    public async Task The_app_is_started_in_a_folder_that_holds_its_settings()
    {
        await using var cloud = new DocumentedCloud();
        var app = Directory.CreateDirectory(Path.Combine(cloud.Folder, "artifacts", "bin", "Functions", "debug")).FullName;
        var commands = Directory.CreateDirectory(Path.Combine(cloud.Folder, "commands")).FullName;
        const string Sample = "local.settings.sample.json";
        File.Copy(Path.Combine(DocumentedBlocks.Root, Sample), Path.Combine(cloud.Folder, Sample));
        Tell(commands, "dotnet");
        Tell(commands, "func");

        var told = await cloud.RunAsync(DocumentedBlocks.Single(DocumentedBlocks.Quickstart, BuildApp).Text, commands);

        Assert.Equal(
            [$"dotnet build src/Functions in {cloud.Folder}", $"func start --port {cloud.Here("7071")} in {app}"],
            told.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        );
        Assert.True(File.Exists(Path.Combine(app, "local.settings.json")));
        Assert.True(Directory.Exists(Path.Combine(DocumentedBlocks.Root, "src", "Functions")));
    }

    private static bool HasImported(JsonNode runs) =>
        runs.ToJsonString() is var text
        && text.Contains("\"succeeded\"", StringComparison.Ordinal)
        && text.Contains("deployments/gpt-4o", StringComparison.OrdinalIgnoreCase);

    private static void Tell(string folder, string name)
    {
        var file = Path.Combine(folder, name);
        File.WriteAllText(file, $"#!/bin/sh\necho {name} \"$@\" in \"$PWD\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }

    // Up to the end of the line, of the code in a sentence, or of a remark.
    [GeneratedRegex(@"dotnet run --project src/LocalAzure(?: -- (?<arguments>[^`\n#;]*))?")]
    private static partial Regex Starts();

    [GeneratedRegex(
        """
            "[^"]*"|\S+
            """,
        RegexOptions.IgnorePatternWhitespace
    )]
    private static partial Regex Word();

    [GeneratedRegex("`([A-Za-z_]+(?:__[A-Za-z]+)*)`")]
    private static partial Regex Name();
}
