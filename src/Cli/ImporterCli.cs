using System.Diagnostics.CodeAnalysis;
using Cli.Commands;
using Cli.Output;
using Cli.Running;
using Importer.Gateway;
using Importer.Redaction;
using Importer.Storage;
using Spectre.Console;
using Spectre.Console.Cli;

namespace Cli;

/// <summary>The program: reads the command line, runs one command, and says in one sentence why it could not.</summary>
internal static class ImporterCli
{
    public const string Name = "foundry-importer";

    /// <summary>The exit code.</summary>
    [SuppressMessage(
        "Design",
        "CA1031",
        Justification = "The end of the program: whatever went wrong is told in a sentence, and not as a stack trace."
    )]
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, Surroundings here, CancellationToken cancellationToken)
    {
        var color = !arguments.Contains("--no-color");
        try
        {
            return await Build(here).RunAsync(arguments, cancellationToken);
        }
        catch (CommandAppException fault)
        {
            return Fail(
                $"{fault.Message.TrimEnd('.')}; see: {Name} {(arguments is [var command, ..] && CommandTable.All.Any(known => known.Name == command) ? $"{command} " : "")}--help"
            );
        }
        catch (Exception fault) when (fault is CliFault or GatewayUnreadableException or DocumentStoreException)
        {
            return Fail(fault.Message);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Fail("stopped; what was begun in Azure goes on there, and the next run looks again");
            return ExitCode.Stopped;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Fail(fault.Message);
        }
        catch (Exception fault)
        {
            return Fail(
                $"unexpected {fault.GetType().Name}: {SecretRedaction.WithoutSecrets(fault.Message)}; please report it with the command line"
            );
        }

        int Fail(string sentence)
        {
            new Screen(here, color, quiet: true).Fault(Wording.Of(sentence));
            return ExitCode.Unknown;
        }
    }

    private static CommandApp Build(Surroundings here)
    {
        var app = new CommandApp();
        app.Configure(configuration =>
        {
            configuration.SetApplicationName(Name);
            configuration.SetApplicationVersion(typeof(ImporterCli).Assembly.GetName().Version!.ToString(3));
            configuration.PropagateExceptions();
            configuration.UseStrictParsing();
            configuration.ConfigureConsole(HelpConsole(here));
            configuration.SetHelpProvider(new CommandHelp(configuration.Settings));
            configuration.Settings.Registrar.RegisterInstance(here);
            foreach (var command in CommandTable.All)
            {
                command.AddTo(configuration);
            }
        });
        return app;
    }

    private static IAnsiConsole HelpConsole(Surroundings here)
    {
        var inked = here.IsTerminal && !here.Has("NO_COLOR");
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = inked ? AnsiSupport.Yes : AnsiSupport.No,
                ColorSystem = inked ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
                Interactive = InteractionSupport.No,
                Out = new AnsiConsoleOutput(here.Output),
            }
        );
        console.Profile.Width = here.Width ?? 120;
        return console;
    }
}
