using System.Diagnostics;
using Cli.Commands;

namespace Cli.Tests;

public sealed class HelpTests
{
    public static TheoryData<string> Commands => [.. CommandTable.All.Select(command => command.Name)];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Every_command_says_in_its_help_what_rights_it_needs(string command)
    {
        var run = await CliRun.RunAsync(Path.GetTempPath(), [], command, "--help");

        Assert.Equal(0, run.Exit);
        Assert.Contains("Rights:", run.Output, StringComparison.Ordinal);
        Assert.Contains($"foundry-importer {command}", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("pwsh")]
    public async Task A_completion_script_knows_every_command_and_every_option(string shell)
    {
        var run = await CliRun.RunAsync(Path.GetTempPath(), [], "completion", shell);

        Assert.Equal(0, run.Exit);
        foreach (var command in CommandTable.All)
        {
            var help = await CliRun.RunAsync(Path.GetTempPath(), [], command.Name, "--help");
            var options = System
                .Text.RegularExpressions.Regex.Matches(help.Output, @"(?<=\s)--[a-z-]+")
                .Select(match => match.Value)
                .Distinct()
                .ToList();
            Assert.Contains("--help", options);
            Assert.Empty(options.Except(CompletionCommand.OptionsOf(command)));
            Assert.Contains(string.Join(' ', CompletionCommand.OptionsOf(command)), run.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_bash_script_completes_in_a_real_shell()
    {
        if (!File.Exists("/bin/bash"))
        {
            return;
        }

        var script = (await CliRun.RunAsync(Path.GetTempPath(), [], "completion", "bash")).Output;

        Assert.Equal("plan", await CompleteAsync(script, "foundry-importer pl"));
        Assert.Equal("--insist", await CompleteAsync(script, "foundry-importer apply --ins"));
        Assert.Equal("text md json", await CompleteAsync(script, "foundry-importer plan --format "));
        Assert.Equal("bicep", await CompleteAsync(script, "foundry-importer export --format b"));
    }

    [Fact]
    public async Task An_unknown_shell_is_told_which_there_are()
    {
        var run = await CliRun.RunAsync(Path.GetTempPath(), [], "completion", "fish");

        Assert.Equal(1, run.Exit);
        Assert.Equal("error: there is no script for 'fish': name bash, zsh or pwsh\n", run.Error);
    }

    private static async Task<string> CompleteAsync(string script, string line)
    {
        var words = line.Split(' ');
        var call =
            $"{script}\nCOMP_WORDS=({string.Join(' ', words.Select(word => $"'{word}'"))}); COMP_CWORD={words.Length - 1}; _foundry_importer; echo \"${{COMPREPLY[*]}}\"";
        using var shell = Process.Start(
            new ProcessStartInfo("/bin/bash", ["-s"]) { RedirectStandardInput = true, RedirectStandardOutput = true }
        )!;
        await shell.StandardInput.WriteAsync(call);
        shell.StandardInput.Close();
        var output = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        return output.Trim();
    }
}
