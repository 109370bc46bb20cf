using System.ComponentModel;
using Cli.Output;
using Cli.Running;
using Cli.Settings;
using Importer.Gateway;
using Importer.Reconciliation;
using Importer.Reports;
using Importer.Resources;
using Importer.Runs;
using Importer.Storage;
using Spectre.Console.Cli;

namespace Cli.Commands;

/// <summary>What commands take that write.</summary>
internal class WriteOptions : ScopeOptions
{
    [CommandOption("-y|--yes")]
    [Description("Do not ask; for pipelines")]
    public bool Yes { get; init; }
}

/// <summary>What <c>apply</c> takes.</summary>
internal sealed class ApplyOptions : WriteOptions
{
    [CommandOption("--insist")]
    [Description("Withdraw at once, and more than the guard lets through (Deletion)")]
    public bool Insist { get; init; }
}

/// <summary>What <c>adopt</c> and <c>detach</c> both take.</summary>
internal class ManualActionOptions : AzureOptions
{
    [CommandArgument(0, "<API>")]
    [Description("The API: its id, its full Azure id or its display name")]
    public required string Api { get; init; }

    [CommandOption("-y|--yes")]
    [Description("Do not ask; for pipelines")]
    public bool Yes { get; init; }
}

/// <summary>What <c>adopt</c> takes.</summary>
internal sealed class AdoptOptions : ManualActionOptions
{
    [CommandOption("--insist")]
    [Description("Adopt it also where its policy loses elements, each of which the plan names")]
    public bool Insist { get; init; }
}

/// <summary>What <c>restore</c> takes.</summary>
internal sealed class RestoreOptions : AzureOptions
{
    [CommandArgument(0, "<RUN>")]
    [Description("The id of the run that withdrew something; 'foundry-importer report' lists runs")]
    public required string Run { get; init; }

    [CommandOption("-y|--yes")]
    [Description("Do not ask; for pipelines")]
    public bool Yes { get; init; }
}

/// <summary>Carries the plan out.</summary>
internal sealed class ApplyCommand(Surroundings here) : WriteCommand<ApplyOptions>(here)
{
    protected override Task<int> RunAsync(ApplyOptions options, Screen screen, CancellationToken cancellationToken) =>
        WriteAsync(
            options,
            options.Scope,
            options.Yes,
            scope =>
                new()
                {
                    RunId = RunId.Mint(Here.Clock),
                    Reason = RunReason.Manual,
                    Scope = scope,
                    Insist = options.Insist,
                },
            screen,
            cancellationToken
        );
}

/// <summary>Takes over an API that people made.</summary>
internal sealed class AdoptCommand(Surroundings here) : WriteCommand<AdoptOptions>(here)
{
    protected override Task<int> RunAsync(AdoptOptions options, Screen screen, CancellationToken cancellationToken) =>
        WriteAsync(
            options,
            null,
            options.Yes,
            _ => Requested(ManualActionKind.Adopt, options.Api) with { Insist = options.Insist },
            screen,
            cancellationToken
        );
}

/// <summary>Lets an API go.</summary>
internal sealed class DetachCommand(Surroundings here) : WriteCommand<ManualActionOptions>(here)
{
    protected override Task<int> RunAsync(ManualActionOptions options, Screen screen, CancellationToken cancellationToken) =>
        WriteAsync(options, null, options.Yes, _ => Requested(ManualActionKind.Detach, options.Api), screen, cancellationToken);
}

/// <summary>Puts back what a run has withdrawn.</summary>
internal sealed class RestoreCommand(Surroundings here) : WriteCommand<RestoreOptions>(here)
{
    protected override Task<int> RunAsync(RestoreOptions options, Screen screen, CancellationToken cancellationToken) =>
        RunId.IsValid(options.Run)
            ? WriteAsync(options, null, options.Yes, _ => Requested(ManualActionKind.Restore, options.Run), screen, cancellationToken)
            : throw new CliFault($"'{options.Run}' is no run's id (8 to 64 of a-z, 0-9 and -); 'foundry-importer report' lists runs");
}

/// <summary>A command that shows its plan, asks, and carries it out.</summary>
internal abstract class WriteCommand<TOptions>(Surroundings here) : ImporterCommand<TOptions>(here)
    where TOptions : OutputOptions
{
    /// <summary>A manual action of a person's.</summary>
    protected ReconcileRequest Requested(ManualActionKind kind, string target) =>
        new()
        {
            RunId = RunId.Mint(Here.Clock),
            Reason = RunReason.Manual,
            ManualAction = new ManualAction(kind, target),
        };

    /// <summary>Plans without a write, shows the plan, asks where nobody said yes before, and runs.</summary>
    protected async Task<int> WriteAsync(
        AzureOptions options,
        string? scope,
        bool yes,
        Func<ResourceId?, ReconcileRequest> ask,
        Screen screen,
        CancellationToken cancellationToken
    )
    {
        if (!yes && Here.Input is null)
        {
            throw new CliFault("nobody is here to confirm: give --yes, or look first with foundry-importer plan");
        }

        await using var looking = await OpenAsync(options, scope, StoreUse.Read, screen, cancellationToken);
        RequireStore(looking);
        var request = ask(looking.Configuration.Scope);
        var plan = await RunAsync(looking, request with { Mode = RunMode.Plan }, screen, cancellationToken);
        RunText.Write(screen, plan, looking.Settings.ServiceId.Name, []);
        if (plan.Outcome is RunOutcome.Failed or RunOutcome.Refused)
        {
            return ExitCode.Unknown;
        }

        if (plan.Steps.Count == 0)
        {
            screen.Line();
            screen.Line(("Nothing is to be written.", Ink.Faint));
            return plan.SetAside.Any(aside => aside.Kind == SetAsideKind.Unread) ? ExitCode.Unknown : ExitCode.Done;
        }

        if (!yes)
        {
            if (!await ConfirmedAsync(screen, looking.Settings.ServiceId.Name, cancellationToken))
            {
                screen.Line();
                screen.Line(("Nothing was written.", Ink.Faint));
                return ExitCode.Unknown;
            }

            request = request with { Agreed = [.. plan.Steps.Select(Agreed)] };
        }

        await using var writing = await Workbench.OpenAsync(looking.Configuration, StoreUse.Write, Here, cancellationToken);
        var run = await RecordedAsync(writing, request, screen, cancellationToken);
        screen.Line();
        RunText.WriteResult(screen, run, looking.Settings.ServiceId.Name);
        return run.Outcome == RunOutcome.Succeeded ? ExitCode.Done : ExitCode.Unknown;
    }

    // What cannot be kept must not be written: without records nothing could be restored, without the key nobody's ownership tags be told
    // apart.
    private static void RequireStore(Workbench looking)
    {
        if (looking.StoreUnread is { } why)
        {
            throw new CliFault(
                $"nothing was written, because {why}: records, snapshots and the key of ownership tags need a place. Give the importer's report store by --store <container's address>, or a folder where there is no other"
            );
        }
    }

    private static async Task<RunReport> RunAsync(
        Workbench bench,
        ReconcileRequest request,
        Screen screen,
        CancellationToken cancellationToken
    )
    {
        using var progress = new Progress(screen);
        var run = await bench.Get<Reconciler>().RunAsync(request, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return run;
    }

    // A terminal's line cannot be waited for with a token; the thread that waits for it ends with the program.
    private async Task<bool> ConfirmedAsync(Screen screen, string service, CancellationToken cancellationToken)
    {
        screen.Ask($"Write this to {service}? Only 'yes' will do: ");
        var answer = await Task.Run(() => Here.Input?.ReadLine(), CancellationToken.None).WaitAsync(cancellationToken);
        return answer?.Trim() == "yes";
    }

    private static AgreedChange Agreed(RunStep step) => new(step.Change, new ResourceKey(step.Kind, step.Name), step.Differences);

    private static async Task<RunReport> RecordedAsync(
        Workbench bench,
        ReconcileRequest request,
        Screen screen,
        CancellationToken cancellationToken
    )
    {
        var records = bench.Get<RunRecords>();
        await records.BeginAsync(
            new RunReport
            {
                Id = request.RunId,
                Reason = request.Reason,
                Scope = request.Scope?.Value,
                ManualAction = request.ManualAction,
                Mode = request.Mode,
                StartedAt = bench.Get<TimeProvider>().GetUtcNow(),
            },
            cancellationToken
        );
        using var progress = new Progress(screen);
        var run = await bench.Get<Reconciler>().RunAsync(request, cancellationToken);
        try
        {
            await records.FinishAsync(run, CancellationToken.None);
        }
        catch (Exception fault) when (fault is DocumentStoreException or IOException or UnauthorizedAccessException)
        {
            progress.Dispose();
            screen.Note($"the record of run {run.Id} could not be written: {fault.Message}");
        }

        return run;
    }
}
