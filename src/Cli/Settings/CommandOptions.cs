using System.ComponentModel;
using Spectre.Console.Cli;

namespace Cli.Settings;

/// <summary>What every command takes.</summary>
internal class OutputOptions : CommandSettings
{
    [CommandOption("--no-color")]
    [Description("No colours; the variable NO_COLOR does the same")]
    public bool NoColor { get; init; }

    [CommandOption("-q|--quiet")]
    [Description("Results and faults only: no progress, no notes")]
    public bool Quiet { get; init; }
}

/// <summary>What commands take that look at Azure.</summary>
internal class AzureOptions : OutputOptions
{
    [CommandOption("-s|--settings <FILE>")]
    [Description(
        "The settings; importer.json in this folder when not given. Variables such as Importer__Defaults__BasePath win over it, options over both"
    )]
    public string? SettingsFile { get; init; }

    [CommandOption("--service <ID>")]
    [Description("The API Management service's id, in the place of ApiManagement.ServiceId")]
    public string? Service { get; init; }

    [CommandOption("--store <URL|DIR>")]
    [Description(
        "Where the importer keeps its records and the key of ownership tags: a blob container's address or a folder, in the place of Reports.Container"
    )]
    public string? Store { get; init; }

    [CommandOption("--arm <URL>")]
    [Description("Another Resource Manager, such as LocalAzure's (http://127.0.0.1:7080, which needs no sign-in)")]
    public string? Arm { get; init; }
}

/// <summary>What commands take that can look at a part.</summary>
internal class ScopeOptions : AzureOptions
{
    [CommandOption("--scope <ID>")]
    [Description(
        "Look at this subscription, resource group, account or deployment only. Where the settings name no Discovery.Scopes, it is what they would name"
    )]
    public string? Scope { get; init; }
}
