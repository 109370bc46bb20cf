using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Infra.Tests;

/// <summary>
/// The commands of docs/quickstart-azure.md, run with stand-ins for az, azd, curl, git and dotnet: each argument is one that the command
/// takes.
/// </summary>
public sealed partial class QuickstartTests
{
    // From the reference of each tool: what must be there, and what may be.
    // https://learn.microsoft.com/cli/azure/reference-index and https://learn.microsoft.com/azure/developer/azure-developer-cli/reference
    private static readonly Dictionary<string, (string[] Required, string[] Optional)> Commands = new()
    {
        ["az apim update"] = (["--name", "--resource-group", "--set"], []),
        ["az login"] = ([], []),
        ["az provider register"] = (["--namespace"], []),
        ["az eventgrid system-topic list"] = ([], ["--query", "--subscription"]),
        ["az eventgrid system-topic update"] = (["--name", "--resource-group", "--identity"], ["--subscription"]),
        ["az functionapp keys list"] = (["--name", "--resource-group"], ["--query", "--output"]),
        ["az functionapp deployment source config-zip"] = (["--name", "--resource-group", "--src"], []),
        ["az cognitiveservices account deployment create"] = (
            ["--name", "--resource-group", "--deployment-name", "--model-name", "--model-version", "--model-format"],
            ["--sku-name", "--sku-capacity"]
        ),
        ["az deployment sub create"] = (["--location", "--template-file", "--parameters"], []),
        ["azd auth login"] = ([], []),
        ["azd env new"] = ([], []),
        ["azd env set"] = ([], []),
        ["azd env get-value"] = ([], []),
        ["azd env select"] = ([], []),
        ["azd config set"] = ([], []),
        ["azd up"] = ([], ["--no-prompt"]),
        ["azd deploy"] = ([], ["--no-prompt"]),
        ["azd down"] = ([], []),
        ["azd pipeline config"] = ([], []),
        ["azd provision"] = ([], ["--no-prompt"]),
        ["curl"] = ([], ["-X", "-H", "-d"]),
        ["git switch"] = ([], []),

        // What follows the double dash is tests/Smoke's own: its tests hold the page to it.
        ["dotnet run"] = (["--project"], ["--", "--service", "--account", "--clean-up"]),
    };

    private static readonly IReadOnlySet<string> Environment = InfraFiles.All(
        InfraFiles.Read("infra/main.parameters.json"),
        @"\$\{(\w+)\}"
    );

    /// <summary>Every block of commands on the page but those that are marked as not run.</summary>
    public static TheoryData<string> Blocks =>
        [
            .. Block()
                .Matches(InfraFiles.Read("docs/quickstart-azure.md"))
                .Select(block => block.Groups[1].Value)
                .Where(block => !NotRun(block)),
        ];

    [ShellTheory]
    [MemberData(nameof(Blocks))]
    public async Task A_block_of_commands_runs_with_arguments_that_there_are(string block)
    {
        using var commands = new FakeCommands();
        commands.Add("az", "echo value");
        commands.Add("azd", "echo value");
        commands.Add("curl");
        commands.Add("git");
        commands.Add("dotnet");

        var (exitCode, output) = await commands.RunAsync(
            $"set -eu\n{Settled(block)}",
            new Dictionary<string, string> { ["host"] = "host", ["key"] = "key" }
        );

        Assert.True(exitCode == 0, output);
        Assert.NotEmpty(commands.Calls());
        Assert.All(commands.Calls(), Check);
    }

    [Fact]
    public void A_command_in_the_middle_of_a_sentence_is_one_that_there_is()
    {
        var commands = InfraFiles.All(InfraFiles.Read("docs/quickstart-azure.md"), "`((?:az|azd) [a-z][^`]*)`");

        Assert.Superset(new HashSet<string> { "azd up", "azd deploy", "azd pipeline config" }, new HashSet<string>(commands));
        Assert.All(commands, command => Check(command.Split(' ')));
    }

    [Fact]
    public void The_settings_belong_into_git()
    {
        var ignored = InfraFiles.Read(".gitignore").Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.DoesNotContain(
            ignored,
            line => line.Contains("importer", StringComparison.OrdinalIgnoreCase) || line is "*.json" or "/*.json"
        );
    }

    [Fact]
    public void Few_blocks_are_not_run_and_they_are_marked()
    {
        var page = InfraFiles.Read("docs/quickstart-azure.md");
        var blocks = Block().Matches(page).Select(block => block.Groups[1].Value).ToList();

        Assert.Single(blocks, NotRun);
        Assert.InRange(blocks.Count, 10, 30);
        Assert.Contains(
            "not run here\n\n```\ndotnet publish",
            Regex.Replace(page, @"\(arguments checked, but for the first two commands: not run here\)", "not run here"),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("az", "apim", "update", "--nam", "x")]
    [InlineData("az", "apim", "patch")]
    [InlineData("azd", "env", "set", "IMPORTER_SCOPE", "x")]
    [InlineData("azd", "env", "get-value", "IMPORTER_HOST")]
    [InlineData("az", "deployment", "sub", "create", "--location", "x", "--template-file", "infra/other.bicep", "--parameters", "x=y")]
    [InlineData("curl", "https://host/api/plans")]
    [InlineData("azd", "env", "choose", "review")]
    [InlineData("dotnet", "run", "--project", "tests/Smok", "--", "--clean-up")]
    public void A_wrong_argument_is_refused(params string[] call) => Assert.ThrowsAny<Exception>(() => Check(call));

    private static void Check(string[] call)
    {
        var line = string.Join(' ', call);
        var name = Commands
            .Keys.Where(command => line == command || line.StartsWith($"{command} ", StringComparison.Ordinal))
            .MaxBy(command => command.Length);
        Assert.True(name is not null, $"{line}: no such command");
        var rest = call.Skip(name.Split(' ').Length).ToList();
        var options = rest.Where(part => part.StartsWith('-')).ToList();
        Assert.Empty(Commands[name].Required.Except(options));
        Assert.Empty(options.Except(Commands[name].Required).Except(Commands[name].Optional));
        CheckNames(name, rest);
        foreach (var file in rest.Where(part => part.StartsWith('@') || part.EndsWith(".bicep", StringComparison.Ordinal)))
        {
            Assert.True(File.Exists(Path.Combine(InfraFiles.Root, file.TrimStart('@'))), $"{line}: {file} is not there");
        }
    }

    private static void CheckNames(string command, List<string> rest)
    {
        switch (command)
        {
            case "azd env set":
                Assert.Equal(2, rest.Count);
                Assert.Contains(rest[0], Environment);
                break;
            case "azd env get-value":
                Assert.Contains(Assert.Single(rest), InfraFiles.Outputs("infra/main.bicep"));
                break;
            case "dotnet run":
                Assert.True(Directory.Exists(Path.Combine(InfraFiles.Root, rest[1])), $"{rest[1]} is not there");
                break;
            case "curl":
                Assert.Matches(
                    @"^https://\w+/api/(plan\?format=md|import\?wait=\d+)$",
                    rest.Single(part => part.StartsWith("https:", StringComparison.Ordinal))
                );
                Assert.Contains(rest, part => part.StartsWith("x-functions-key: ", StringComparison.Ordinal));
                Assert.All(
                    rest.Where((_, at) => at > 0 && rest[at - 1] == "-d"),
                    body =>
                        Assert.Subset(
                            new HashSet<string> { "scope", "mode", "insist", "adopt", "detach", "restore" },
                            JsonNode.Parse(body)!.AsObject().Select(field => field.Key).ToHashSet()
                        )
                );
                break;
            default:
                break;
        }
    }

    private static bool NotRun(string block) => block.StartsWith("dotnet publish", StringComparison.Ordinal);

    // What a person puts in for <name>.
    private static string Settled(string block) => Placeholder().Replace(block, "some");

    [GeneratedRegex("^```\n((?:(?!```).*\n)+)```$", RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex("<[a-z ]+>")]
    private static partial Regex Placeholder();
}
