using System.ComponentModel;
using Cli.Output;
using Cli.Running;
using Cli.Settings;
using Importer.Configuration;
using Importer.Reconciliation;
using Microsoft.Extensions.Configuration;
using Spectre.Console.Cli;

namespace Cli.Commands;

/// <summary>What <c>check</c> takes.</summary>
internal sealed class CheckOptions : OutputOptions
{
    [CommandArgument(0, "[FILE]")]
    [Description("The settings; importer.json in this folder when not given")]
    public string? SettingsFile { get; init; }

    [CommandOption("--schema")]
    [Description("Print the JSON schema of importer.json instead")]
    public bool Schema { get; init; }
}

/// <summary>Checks settings without asking anybody.</summary>
internal sealed class CheckCommand(Surroundings here) : ImporterCommand<CheckOptions>(here)
{
    // What a deployment gives the app as app settings, so that the file need not hold them.
    private static readonly (string Path, string Name, string StandIn)[] ByDeployment =
    [
        (
            "ApiManagement:ServiceId",
            "ApiManagement.ServiceId",
            "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/any/providers/Microsoft.ApiManagement/service/any"
        ),
        ("Discovery:Scopes:0", "Discovery.Scopes", "/subscriptions/00000000-0000-0000-0000-000000000000"),
        ("Reports:Container", "Reports.Container", "any"),
    ];

    protected override Task<int> RunAsync(CheckOptions options, Screen screen, CancellationToken cancellationToken)
    {
        if (options.Schema)
        {
            screen.Verbatim(SettingsSchema.Write());
            return Task.FromResult(ExitCode.Done);
        }

        var path = Here.PathOf(options.SettingsFile ?? SettingsFile.Name);
        if (Directory.Exists(path))
        {
            throw new CliFault($"{path} is a folder: name the settings' file, such as {SettingsFile.Name}");
        }

        if (!File.Exists(path))
        {
            throw new CliFault($"there is no file {path}; name one, or write one with: foundry-importer init");
        }

        var given = SettingsFile.LoadFile(path, Here.Environment);
        var missing =
            given.Faults.Count > 0
                ? []
                : ByDeployment
                    .Where(one =>
                        given.Configuration[$"Importer:{one.Path}"] is null
                        && !given.Configuration.GetSection($"Importer:{one.Path}").Exists()
                    )
                    .ToList();
        var environment = new Dictionary<string, string?>(Here.Environment);
        foreach (var one in missing)
        {
            environment[$"Importer__{one.Path.Replace(":", "__", StringComparison.Ordinal)}"] = one.StandIn;
        }

        var result = given.Faults.Count > 0 ? given.Check() : SettingsFile.LoadFile(path, environment).Check();
        return Task.FromResult(result.Settings is { } settings ? Good(path, settings, missing, screen) : Bad(path, result.Faults, screen));
    }

    private static int Good(string path, ImporterSettings settings, List<(string Path, string Name, string StandIn)> missing, Screen screen)
    {
        screen.Line((Path.GetFileName(path), Ink.Strong), (" is good.", Ink.Green));
        foreach (var one in missing)
        {
            screen.Indented(
                2,
                4,
                (
                    $"{one.Name} is not in it: the app setting Importer__{one.Path.Replace(":", "__", StringComparison.Ordinal)} must give it (infra/ does).",
                    Ink.Plain
                )
            );
        }

        foreach (var warning in settings.Warnings.Concat(StartWarnings.Of(settings)))
        {
            screen.Indented(2, 4, ("warning: ", Ink.Yellow), (warning, Ink.Plain));
        }

        return ExitCode.Done;
    }

    private static int Bad(string path, IReadOnlyList<SettingFault> faults, Screen screen)
    {
        screen.Line((Path.GetFileName(path), Ink.Strong), ($" has {faults.Count} {(faults.Count == 1 ? "fault" : "faults")}:", Ink.Red));
        foreach (var fault in faults)
        {
            screen.Indented(2, 4, ("- ", Ink.Red), (fault.ToString(), Ink.Plain));
        }

        return ExitCode.Unknown;
    }
}
