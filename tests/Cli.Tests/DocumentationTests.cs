using System.Text.RegularExpressions;

namespace Cli.Tests;

/// <summary>What docs/cli.md shows is run, literally and in its order.</summary>
public sealed partial class DocumentationTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs/cli.md")).ReplaceLineEndings("\n");

    [Fact]
    public async Task Every_line_of_every_block_does_what_it_says()
    {
        await using var scene = await SceneAsync();
        var lines = Blocks()
            .Matches(Text)
            .SelectMany(block => block.Groups["lines"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .ToList();
        Assert.True(lines.Count > 10);
        foreach (var line in lines)
        {
            scene.Cloud.Clock.Advance(TimeSpan.FromMinutes(1));
            var words = line.Split(' ');
            Assert.Equal("foundry-importer", words[0]);

            var run = await scene.RunAsync(words[1..]);

            Assert.True(run.Exit == 0 || (run.Exit == 2 && words[1] == "plan"), $"{line}\n{run}");
        }
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/cli.md")]
    public async Task The_lines_at_the_top_end_in_a_plan(string page)
    {
        await using var scene = await SceneAsync();
        var line = ThreeLines()
            .Match((await File.ReadAllTextAsync(Path.Combine(RepositoryFiles.Root, page))).ReplaceLineEndings("\n"))
            .Groups["last"]
            .Value;
        var last = ScopeOption().Replace(ServiceOption().Replace(line, $"--service {CliScene.Service}"), $"--scope {CliScene.Group}");

        var run = await scene.RunAsync(last.Split(' '));

        Assert.True(run.Exit == 2, run.ToString());
        Assert.Contains("+ API contoso-openai", run.Output, StringComparison.Ordinal);
        Assert.Contains("chat at /chat calls contoso", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_command_has_its_place() =>
        Assert.Empty(
            Commands
                .CommandTable.All.Where(command =>
                    !Text.Contains($"foundry-importer {command.Name}", StringComparison.Ordinal)
                    && !Text.Contains($"`{command.Name}", StringComparison.Ordinal)
                )
                .Select(command => command.Name)
        );

    private static async Task<CliScene> SceneAsync()
    {
        var scene = await CliScene.StartAsync();
        await scene.AccountAsync("contoso", "gpt-4o");
        await scene.ApiOfSomebodyAsync("chat", "contoso");
        return scene;
    }

    [GeneratedRegex(@"```sh\n(?<lines>.*?)```", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"az login\ndotnet run --project src/Cli -- (?<last>[^\n]+)\n", RegexOptions.CultureInvariant)]
    private static partial Regex ThreeLines();

    [GeneratedRegex("--service <[^>]+>", RegexOptions.CultureInvariant)]
    private static partial Regex ServiceOption();

    [GeneratedRegex("--scope <[^>]+>", RegexOptions.CultureInvariant)]
    private static partial Regex ScopeOption();
}
