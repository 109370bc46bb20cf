using Cli.Output;
using Cli.Running;
using Cli.Settings;
using Spectre.Console.Cli;

namespace Cli.Commands;

/// <summary>A command with its screen.</summary>
internal abstract class ImporterCommand<TOptions>(Surroundings here) : AsyncCommand<TOptions>
    where TOptions : OutputOptions
{
    protected Surroundings Here { get; } = here;

    protected abstract Task<int> RunAsync(TOptions options, Screen screen, CancellationToken cancellationToken);

    public override Task<int> ExecuteAsync(CommandContext context, TOptions settings, CancellationToken cancellationToken) =>
        RunAsync(settings, new Screen(Here, !settings.NoColor, settings.Quiet), cancellationToken);

    /// <summary>Opens the importer for this command, and tells what the settings warn of.</summary>
    protected async Task<Workbench> OpenAsync(
        AzureOptions options,
        string? scope,
        StoreUse use,
        Screen screen,
        CancellationToken cancellationToken
    )
    {
        var configuration = SettingsLoader.Load(options, scope, Here);
        foreach (var warning in configuration.Settings.Warnings)
        {
            screen.Note(warning);
        }

        return await Workbench.OpenAsync(configuration, use, Here, cancellationToken);
    }
}
