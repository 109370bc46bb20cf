using Spectre.Console;
using Spectre.Console.Cli;
using Spectre.Console.Cli.Help;
using Spectre.Console.Rendering;

namespace Cli.Commands;

/// <summary>The help, with the rights that a command needs and what its exit codes mean.</summary>
internal sealed class CommandHelp(ICommandAppSettings settings) : HelpProvider(settings)
{
    public override IEnumerable<IRenderable> GetDescription(ICommandModel model, ICommandInfo? command)
    {
        if (CommandTable.All.FirstOrDefault(known => known.Name == command?.Name) is not { } entry)
        {
            return base.GetDescription(model, command);
        }

        string[] lines =
        [
            $"{entry.Does}.",
            $"Rights: {entry.Rights}.",
            .. entry.ExitCodes is { } codes ? [$"Exit codes: {codes}."] : Array.Empty<string>(),
        ];
        return [.. lines.SelectMany(line => new IRenderable[] { new Text(line), Text.NewLine }), Text.NewLine];
    }
}
