using System.ComponentModel;
using System.Reflection;
using System.Text;
using Cli.Output;
using Cli.Running;
using Cli.Settings;
using Spectre.Console.Cli;

namespace Cli.Commands;

/// <summary>What <c>completion</c> takes.</summary>
internal sealed class CompletionOptions : OutputOptions
{
    [CommandArgument(0, "<SHELL>")]
    [Description("bash, zsh or pwsh")]
    public required string Shell { get; init; }
}

/// <summary>Prints a script that completes commands, their options and what those take.</summary>
internal sealed class CompletionCommand(Surroundings here) : ImporterCommand<CompletionOptions>(here)
{
    /// <summary>The shells that there is a script for.</summary>
    public static IReadOnlyList<string> Shells { get; } = ["bash", "zsh", "pwsh"];

    protected override Task<int> RunAsync(CompletionOptions options, Screen screen, CancellationToken cancellationToken)
    {
        screen.Verbatim(
            options.Shell switch
            {
                "bash" => Bash(),
                "zsh" => $"autoload -U +X bashcompinit && bashcompinit\n{Bash()}",
                "pwsh" => PowerShell(),
                _ => throw new CliFault($"there is no script for '{options.Shell}': name bash, zsh or pwsh"),
            }
        );
        return Task.FromResult(ExitCode.Done);
    }

    /// <summary>The long options of a command.</summary>
    public static IReadOnlyList<string> OptionsOf(CommandEntry command) =>
        [
            .. Attributes(command)
                .SelectMany(option => option.LongNames)
                .Select(name => $"--{name}")
                .Append("--help")
                .Order(StringComparer.Ordinal),
        ];

    // What follows an option that takes a value: a word of a few, a path, or something that nobody can guess.
    private static IReadOnlyList<(string Option, string Words)> ValuesOf(CommandEntry command) =>
        [
            .. command
                .Options.GetProperties()
                .Where(property => property.PropertyType.IsEnum)
                .SelectMany(property =>
                    property
                        .GetCustomAttribute<CommandOptionAttribute>()!
                        .LongNames.Select(name => ($"--{name}", string.Join(' ', Enum.GetNames(property.PropertyType)).ToLowerInvariant()))
                ),
        ];

    private static IEnumerable<CommandOptionAttribute> Attributes(CommandEntry command) =>
        command
            .Options.GetProperties()
            .Select(property => property.GetCustomAttribute<CommandOptionAttribute>())
            .OfType<CommandOptionAttribute>();

    private static string Bash()
    {
        var text = new StringBuilder();
        text.Append(
            $$"""
            # {{ImporterCli.Name}}: source this file, or put it where your shell looks for completions
            _foundry_importer() {
              local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}" command="${COMP_WORDS[1]}"
              if [ "$COMP_CWORD" -eq 1 ]; then
                COMPREPLY=($(compgen -W "{{string.Join(' ', CommandTable.All.Select(entry => entry.Name))}}" -- "$word"))
                return
              fi
              case "$command $before" in

            """
        );
        foreach (var (entry, (option, words)) in CommandTable.All.SelectMany(entry => ValuesOf(entry).Select(value => (entry, value))))
        {
            text.Append($"    \"{entry.Name} {option}\") COMPREPLY=($(compgen -W \"{words}\" -- \"$word\")); return ;;\n");
        }

        text.Append(
            "    *\\ --settings|*\\ --output|*\\ --store) COMPREPLY=($(compgen -f -- \"$word\")); return ;;\n  esac\n  case \"$command\" in\n"
        );
        foreach (var entry in CommandTable.All)
        {
            text.Append(
                $"    {entry.Name}) COMPREPLY=($(compgen -W \"{string.Join(' ', entry.Choices.Concat(OptionsOf(entry)))}\" -- \"$word\")) ;;\n"
            );
        }

        return text.Append($"  esac\n}}\ncomplete -o default -F _foundry_importer {ImporterCli.Name}\n").ToString();
    }

    private static string PowerShell()
    {
        var text = new StringBuilder();
        text.Append(
            $"# {ImporterCli.Name}: run this in your profile\nRegister-ArgumentCompleter -Native -CommandName {ImporterCli.Name} -ScriptBlock {{\n  param($word, $line, $at)\n"
        );
        text.Append("  $words = @($line.CommandElements | ForEach-Object { $_.ToString() })\n  $options = @{\n");
        foreach (var entry in CommandTable.All)
        {
            text.Append($"    '{entry.Name}' = '{string.Join(' ', entry.Choices.Concat(OptionsOf(entry)))}'\n");
        }

        text.Append("  }\n  $isFirst = $words.Count -lt 2 -or ($words.Count -eq 2 -and $word -ne '')\n");
        text.Append(
            $"  $found = if ($isFirst) {{ '{string.Join(' ', CommandTable.All.Select(entry => entry.Name))}' }} else {{ $options[$words[1]] }}\n"
        );
        return text.Append(
                "  (\"$found\" -split ' ') | Where-Object { $_ -and $_ -like \"$word*\" } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }\n}\n"
            )
            .ToString();
    }
}
