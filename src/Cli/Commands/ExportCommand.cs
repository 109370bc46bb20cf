using System.ComponentModel;
using Cli.Exporting;
using Cli.Output;
using Cli.Running;
using Cli.Settings;
using Importer.Apim;
using Importer.Gateway;
using Importer.Reconciliation;
using Importer.Reports;
using Importer.Runs;
using Spectre.Console.Cli;
using ValidationResult = Spectre.Console.ValidationResult;

namespace Cli.Commands;

/// <summary>What an export is written for.</summary>
internal enum ExportFormat
{
    /// <summary>Bicep files.</summary>
    Bicep,

    /// <summary>The artefacts of APIOps.</summary>
    Apiops,
}

/// <summary>What <c>export</c> takes.</summary>
internal sealed class ExportOptions : AzureOptions
{
    [CommandOption("-f|--format <FORMAT>")]
    [Description("bicep or apiops")]
    public ExportFormat Format { get; init; }

    [CommandOption("-o|--output <DIR>")]
    [Description("Where to write; the folder gateway in this one when not given")]
    public string? Output { get; init; }

    [CommandOption("--force")]
    [Description("Write over files that are there")]
    public bool Force { get; init; }

    public override ValidationResult Validate() =>
        Enum.IsDefined(Format) ? ValidationResult.Success() : ValidationResult.Error($"--format takes bicep or apiops, not '{Format}'");
}

/// <summary>Writes what the gateway should hold as files.</summary>
internal sealed class ExportCommand(Surroundings here) : ImporterCommand<ExportOptions>(here)
{
    // What Resource Manager takes in one deployment:
    // https://learn.microsoft.com/azure/azure-resource-manager/templates/best-practices#template-limits
    private const int LargestTemplate = 4 * 1024 * 1024;

    protected override async Task<int> RunAsync(ExportOptions options, Screen screen, CancellationToken cancellationToken)
    {
        var named = options.Output ?? "gateway";
        var folder = OutputPlace.Folder(Here, named);
        if (!options.Force && Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new CliFault(
                $"{named} is not empty: give --force to write over what is there (files of an API that is gone stay), or another folder by --output"
            );
        }

        await using var bench = await OpenAsync(options, null, StoreUse.Read, screen, cancellationToken);
        if (bench.KeyUnknown is { } why)
        {
            throw new CliFault(
                $"the ownership tags cannot be made, because {why}: what is deployed without them is a stranger to the importer. Give the importer's report store by --store <container's address>, or its Ownership.Key as Importer__Ownership__Key where its settings give one"
            );
        }

        var (plan, files) = await MakeAsync(bench, options.Format, screen, cancellationToken);
        if (files is null)
        {
            throw new CliFault(plan.Error ?? "what the gateway should hold could not be designed");
        }

        await files.WriteAsync(folder, cancellationToken);
        Tell(screen, plan, files, named, options.Format);
        return plan.SetAside.Any(aside => aside.Kind == SetAsideKind.Unread) ? ExitCode.Unknown : ExitCode.Done;
    }

    private static async Task<(RunReport Plan, ExportFiles? Files)> MakeAsync(
        Workbench bench,
        ExportFormat format,
        Screen screen,
        CancellationToken cancellationToken
    )
    {
        using var progress = new Progress(screen);
        var wanted = await bench.Get<Reconciler>().DesignAsync(cancellationToken);
        if (wanted.Plan.Outcome == RunOutcome.Failed)
        {
            return (wanted.Plan, null);
        }

        if (wanted.Resources.Count == 0)
        {
            throw new CliFault("there is nothing to export: no deployment in Discovery.Scopes is imported; foundry-importer plan says why");
        }

        var service = await bench.Get<IGateway>().ReadServiceAsync(cancellationToken);
        var artefacts = await bench.Get<ApimArtefacts>().OfAsync(wanted.Resources, service, cancellationToken);
        return (wanted.Plan, format == ExportFormat.Bicep ? BicepExport.Of(artefacts, service.Id) : ApiOpsExport.Of(artefacts, service.Id));
    }

    private static void Tell(Screen screen, RunReport plan, ExportFiles files, string folder, ExportFormat format)
    {
        screen.Line($"{files.All.Count} files are in {folder}.");
        var waits = plan.SetAside.Any(IsWaiting);
        foreach (var aside in plan.SetAside.Where(IsNotIn))
        {
            screen.Indented(
                2,
                6,
                ("not in them: ", Ink.Yellow),
                (DisplayText.ShortOf(aside.Deployment), Ink.Strong),
                ($": {Wording.Of(aside.Reason)}", Ink.Plain)
            );
        }

        if (plan.Steps.Any(step => step.Kind == ResourceKind.Identity))
        {
            screen.Indented(
                2,
                6,
                ("first: ", Ink.Yellow),
                (
                    "switch on the system-assigned identity of the service, and export again; its roles are not in the files before",
                    Ink.Plain
                )
            );
        }

        if (plan.Steps.Any(step => step.Change == ChangeKind.Delete))
        {
            screen.Indented(
                2,
                6,
                ("by hand: ", Ink.Yellow),
                ("what a run would delete stays, because a deployment deletes nothing; foundry-importer plan names it", Ink.Plain)
            );
        }

        if (format == ExportFormat.Bicep && files.All.Values.Sum(content => (long)content.Length) > LargestTemplate)
        {
            screen.Indented(
                2,
                6,
                ("too large: ", Ink.Yellow),
                (
                    $"Resource Manager takes templates of {LargestTemplate} bytes; export a part with settings of fewer Discovery.Scopes",
                    Ink.Plain
                )
            );
        }

        screen.Line(
            (
                (
                    format == ExportFormat.Bicep
                        ? "Deploy main.bicep to the service's group; then "
                        : "Publish them with APIOps, and deploy roles/main.bicep if it is there; then "
                )
                    + (
                        waits
                            ? "foundry-importer plan has only those to add that wait for a test call."
                            : "foundry-importer plan has nothing to do."
                    ),
                Ink.Faint
            )
        );
    }

    private static bool IsNotIn(RunSetAside aside) =>
        RunText.NeedsAction(aside) || aside.Kind is SetAsideKind.Unread or SetAsideKind.Withheld || IsWaiting(aside);

    // A member of a fleet joins once it has answered a test call, and an export makes none.
    private static bool IsWaiting(RunSetAside aside) => aside is { Fleet: not null, MayPass: true };
}
