using System.Text.RegularExpressions;

namespace Smoke.Tests;

/// <summary>The smoke run as docs/quickstart-azure.md and the sentences of the program give it.</summary>
public sealed partial class QuickstartTests
{
    private static readonly string[] Options =
    [
        "--service",
        "--account",
        "--deployment",
        "--deploy",
        "--clean-up",
        "--run",
        "--yes",
        "--arm",
        "--evidence",
    ];

    [Fact]
    public void Every_command_of_the_page_is_understood()
    {
        var commands = Commands(File.ReadAllText(Path.Combine(Root(), "docs", "quickstart-azure.md")));

        Assert.Equal(2, commands.Count);
        Assert.All(commands, arguments => Assert.Empty(SmokeOptions.Parse(arguments).Faults));
        Assert.Single(commands, arguments => SmokeOptions.Parse(arguments).IsCleanUp);
    }

    [Fact]
    public async Task The_command_that_a_run_gives_for_what_is_left_is_understood()
    {
        await using var world = await SmokeWorld.StartAsync();

        var outcome = await world.RunAsync([], answer: "no\n");

        var options = SmokeOptions.Parse(Assert.Single(Commands(outcome.Output)));
        Assert.Empty(options.Faults);
        Assert.Equal(SmokeWorld.Run, options.Run);
    }

    [Fact]
    public void Every_option_is_in_the_usage() =>
        Assert.All(Options, option => Assert.Contains($"  {option} ", SmokeOptions.Usage, StringComparison.Ordinal));

    private static List<string[]> Commands(string text) =>
        [
            .. Command()
                .Matches(text)
                .Select(command =>
                    command
                        .Groups[1]
                        .Value.Replace("--service <service id>", $"--service {SmokeWorld.Service}", StringComparison.Ordinal)
                        .Replace("--service <id>", $"--service {SmokeWorld.Service}", StringComparison.Ordinal)
                        .Replace("--account <account id>", $"--account {SmokeWorld.Account}", StringComparison.Ordinal)
                        .Replace("--account <id>", $"--account {SmokeWorld.Account}", StringComparison.Ordinal)
                        .Trim()
                        .Split(' ')
                ),
        ];

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Functions.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return folder;
    }

    [GeneratedRegex(@"dotnet run --project tests/Smoke -- (--.*)")]
    private static partial Regex Command();
}
