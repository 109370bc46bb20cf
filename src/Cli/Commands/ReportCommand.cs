using System.ComponentModel;
using System.Text.Json;
using Cli.Output;
using Cli.Running;
using Cli.Settings;
using Importer.HealthChecks;
using Importer.Reports;
using Importer.Storage;
using Pages;
using Spectre.Console.Cli;
using ValidationResult = Spectre.Console.ValidationResult;

namespace Cli.Commands;

/// <summary>What <c>report</c> takes.</summary>
internal sealed class ReportOptions : AzureOptions
{
    [CommandOption("--format <html|md|json>")]
    [Description("The page, Markdown, or the data. Not given: Markdown on the terminal; into a file what its name ends in, else the page")]
    public string? Format { get; init; }

    [CommandOption("--json")]
    [Description("The same as --format json")]
    public bool Json { get; init; }

    [CommandOption("--test")]
    [Description("Make a round of test calls first; without, health is what the report store has")]
    public bool Test { get; init; }

    [CommandOption("-o|--output <FILE>")]
    [Description("Write it there and not to the terminal")]
    public string? Output { get; init; }

    [CommandOption("--open")]
    [Description("Write it to a file, a page where nothing else is asked for, and open that")]
    public bool Open { get; init; }

    /// <summary>What is written, by the end of its file's name.</summary>
    public string Form => Json ? "json" : Format ?? OfFile ?? (Output is null && !Open ? "md" : "html");

    // What the name of the file says.
    private string? OfFile =>
        Output is null ? null : Forms.FirstOrDefault(form => Output.EndsWith($".{form}", StringComparison.OrdinalIgnoreCase));

    private static readonly string[] Forms = ["html", "md", "json"];

    public override ValidationResult Validate() =>
        this switch
        {
            { Format: { } format } when !Forms.Contains(format) => ValidationResult.Error(
                $"--format takes html, md or json, not '{format}'"
            ),
            { Json: true, Format: not (null or "json") } => ValidationResult.Error(
                "--json and --format contradict each other: give one of them"
            ),
            _ => ValidationResult.Success(),
        };
}

/// <summary>The report of what is there now: a drift check made now, and what the report store has.</summary>
internal sealed class ReportCommand(Surroundings here) : ImporterCommand<ReportOptions>(here)
{
    protected override async Task<int> RunAsync(ReportOptions options, Screen screen, CancellationToken cancellationToken)
    {
        var place = options.Output is { } given ? OutputPlace.File(Here, given) : null;
        await using var bench = await OpenAsync(options, null, StoreUse.ReadIfThere, screen, cancellationToken);
        if (bench.StoreUnread is { } why)
        {
            screen.Note($"health, runs and what leaves are not in the report, because {why}.");
        }

        var (report, unread) = await BuildAsync(bench, options, screen, cancellationToken);
        var text = options.Form switch
        {
            "json" => JsonSerializer.Serialize(report, ReportJson.Readable.ReportDocument),
            "md" => Wording.Of(ReportMarkdown.Write(report)),
            _ => await bench.Get<ReportRenderer>().RenderAsync(Reworded(report)),
        };
        if (place is null && !options.Open)
        {
            screen.Verbatim(text);
        }
        else
        {
            var path = place ?? Path.Combine(Directory.CreateTempSubdirectory("foundry-importer-").FullName, $"report.{options.Form}");
            await File.WriteAllTextAsync(path, text, cancellationToken);
            screen.Line($"The report is in {options.Output ?? path}");
            if (options.Open)
            {
                Here.Open(path);
            }
        }

        foreach (var aside in unread)
        {
            screen.Fault($"not all of it is known: {DisplayText.ShortOf(aside.Deployment)} could not be read: {Wording.Of(aside.Reason)}");
        }

        return report.Drift?.Error is null && unread.Count == 0 ? ExitCode.Done : ExitCode.Unknown;
    }

    private async Task<(ReportDocument Report, IReadOnlyList<RunSetAside> Unread)> BuildAsync(
        Workbench bench,
        ReportOptions options,
        Screen screen,
        CancellationToken cancellationToken
    )
    {
        using var progress = new Progress(screen);
        var run = await bench.PlanAsync(cancellationToken);
        var drift = DriftReports.From(run, Here.Clock.GetUtcNow());
        var content = BinaryData.FromString(JsonSerializer.Serialize(drift, ReportJson.Readable.DriftReport));
        await bench.Get<IDocumentStore>().WriteAsync(ReportBuilder.LatestDrift, content, "application/json", etag: null, cancellationToken);
        await new FleetRecords(bench.Get<IDocumentStore>()).NoteAsync(run, cancellationToken);
        if (options.Test)
        {
            await bench.Get<HealthCheckRun>().RunByHandAsync(cancellationToken);
        }

        progress.Say("reading the report store");
        var report = (await bench.Get<ReportBuilder>().BuildAsync(cancellationToken)).LinkedBy(bench.Settings);
        var unread = run.SetAside.Where(aside => aside.Kind == SetAsideKind.Unread).ToList();
        return (report with { Attention = [.. unread.Where(aside => !IsTold(aside, report)).Select(Told), .. report.Attention] }, unread);
    }

    // A round of test calls tells it too, where there was one.
    private static bool IsTold(RunSetAside unread, ReportDocument report) =>
        report.Attention.Any(item => string.Equals(item.Subject, unread.Deployment, StringComparison.OrdinalIgnoreCase));

    private static ReportAttention Told(RunSetAside unread) =>
        new(unread.Deployment, unread.Reason, null, null) { Section = RunbookSections.Unread };

    // Where the page says what to do, it is said in commands.
    private static ReportDocument Reworded(ReportDocument report) =>
        report with
        {
            Attention =
            [
                .. report.Attention.Select(item =>
                    item with
                    {
                        What = Wording.Of(item.What),
                        Fix = item.Fix is { } fix ? Wording.Of(fix) : null,
                    }
                ),
            ],
            Health = report.Health is null
                ? null
                : report.Health with
                {
                    Checks = [.. report.Health.Checks.Select(check => check.Fix is { } fix ? check with { Fix = Wording.Of(fix) } : check)],
                },
            Aliases = report.Aliases is null
                ? null
                : report.Aliases with
                {
                    Asides = [.. report.Aliases.Asides.Select(aside => aside with { Reason = Wording.Of(aside.Reason) })],
                },
            Drift = report.Drift is null
                ? null
                : report.Drift with
                {
                    Items = [.. report.Drift.Items.Select(item => item with { Reason = Wording.Of(item.Reason) })],
                },
        };
}
