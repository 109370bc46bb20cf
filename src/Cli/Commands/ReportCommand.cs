using System.ComponentModel;
using System.Text.Json;
using Cli.Output;
using Cli.Running;
using Cli.Settings;
using Importer.HealthChecks;
using Importer.Reconciliation;
using Importer.Reports;
using Importer.Runs;
using Importer.Storage;
using Spectre.Console.Cli;

namespace Cli.Commands;

/// <summary>What <c>report</c> takes.</summary>
internal sealed class ReportOptions : AzureOptions
{
    [CommandOption("--json")]
    [Description("The report's data as JSON in the place of Markdown")]
    public bool Json { get; init; }

    [CommandOption("--test")]
    [Description("Make a round of test calls first; without, health is what the report store has")]
    public bool Test { get; init; }

    [CommandOption("-o|--output <FILE>")]
    [Description("Write it there and not to the terminal")]
    public string? Output { get; init; }

    [CommandOption("--open")]
    [Description("Write it to a file and open that")]
    public bool Open { get; init; }
}

/// <summary>The report of what is there now: a drift check made now, and what the report store has.</summary>
internal sealed class ReportCommand(Surroundings here) : ImporterCommand<ReportOptions>(here)
{
    protected override async Task<int> RunAsync(ReportOptions options, Screen screen, CancellationToken cancellationToken)
    {
        await using var bench = await OpenAsync(options, null, StoreUse.ReadIfThere, screen, cancellationToken);
        if (bench.StoreUnread is { } why)
        {
            screen.Note($"health, runs and what leaves are not in the report, because {why}.");
        }

        var report = await BuildAsync(bench, options, screen, cancellationToken);
        var text = options.Json
            ? JsonSerializer.Serialize(report, ReportJson.Readable.ReportDocument)
            : Wording.Of(ReportMarkdown.Write(report));
        if (options.Output is null && !options.Open)
        {
            screen.Verbatim(text);
        }
        else
        {
            var path = options.Output is { } given
                ? Here.PathOf(given)
                : Path.Combine(Directory.CreateTempSubdirectory("foundry-importer-").FullName, options.Json ? "report.json" : "report.md");
            await File.WriteAllTextAsync(path, text, cancellationToken);
            screen.Line($"The report is in {options.Output ?? path}");
            if (options.Open)
            {
                Here.Open(path);
            }
        }

        return report.Drift?.Error is null ? ExitCode.Done : ExitCode.Unknown;
    }

    private async Task<ReportDocument> BuildAsync(
        Workbench bench,
        ReportOptions options,
        Screen screen,
        CancellationToken cancellationToken
    )
    {
        using var progress = new Progress(screen);
        var run = await bench
            .Get<Reconciler>()
            .RunAsync(
                new ReconcileRequest
                {
                    RunId = RunId.Mint(Here.Clock),
                    Reason = RunReason.Manual,
                    Mode = RunMode.Plan,
                },
                cancellationToken
            );
        var drift = DriftReports.From(run, Here.Clock.GetUtcNow());
        var content = BinaryData.FromString(JsonSerializer.Serialize(drift, ReportJson.Readable.DriftReport));
        await bench.Get<IDocumentStore>().WriteAsync(ReportBuilder.LatestDrift, content, "application/json", etag: null, cancellationToken);
        if (options.Test)
        {
            await bench.Get<HealthCheckRun>().RunAsync(cancellationToken);
        }

        progress.Say("reading the report store");
        return await bench.Get<ReportBuilder>().BuildAsync(cancellationToken);
    }
}
