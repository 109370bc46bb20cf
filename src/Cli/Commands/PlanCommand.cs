using System.ComponentModel;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cli.Output;
using Cli.Running;
using Cli.Settings;
using Importer.Reconciliation;
using Importer.Reports;
using Importer.Runs;
using Spectre.Console.Cli;
using ValidationResult = Spectre.Console.ValidationResult;

namespace Cli.Commands;

/// <summary>How results are written.</summary>
internal enum ResultFormat
{
    /// <summary>For people, on a terminal.</summary>
    Text,

    /// <summary>For people, in a pull request.</summary>
    Md,

    /// <summary>For programs.</summary>
    Json,
}

/// <summary>What <c>plan</c> takes.</summary>
internal sealed class PlanOptions : ScopeOptions
{
    [CommandOption("-f|--format <FORMAT>")]
    [Description("text, md (for a pull request) or json (for programs)")]
    public ResultFormat Format { get; init; }

    [CommandOption("--insist")]
    [Description("Plan as a run that a person insists on: withdrawals without their time, and more of them than the guard lets through")]
    public bool Insist { get; init; }

    public override ValidationResult Validate() =>
        Enum.IsDefined(Format) ? ValidationResult.Success() : ValidationResult.Error($"--format takes text, md or json, not '{Format}'");
}

/// <summary>Shows what a run would do.</summary>
internal sealed class PlanCommand(Surroundings here) : ImporterCommand<PlanOptions>(here)
{
    protected override async Task<int> RunAsync(PlanOptions options, Screen screen, CancellationToken cancellationToken)
    {
        await using var bench = await OpenAsync(options, options.Scope, StoreUse.Read, screen, cancellationToken);
        using var progress = new Progress(screen);
        var request = new ReconcileRequest
        {
            RunId = RunId.Mint(Here.Clock),
            Reason = RunReason.Manual,
            Mode = RunMode.Plan,
            Scope = bench.Configuration.Scope,
            Insist = options.Insist,
        };
        var plan = await bench.Get<Reconciler>().RunAsync(request, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        IReadOnlyList<ExistingApi> existing = [];
        if (plan.Outcome != RunOutcome.Failed)
        {
            progress.Say("looking at APIs of your own");
            existing = await bench.Get<ExistingApis>().FindAsync(bench.Configuration.Scope, cancellationToken);
        }

        progress.Dispose();
        Write(
            options.Format,
            plan with
            {
                SetAside = [.. plan.SetAside.Where(aside => !IsToldOf(existing, aside))],
            },
            existing,
            bench,
            screen
        );
        return ExitOf(plan);
    }

    // A run names APIs of people beside the first of its own; here all of them have a part of their own.
    private static bool IsToldOf(IReadOnlyList<ExistingApi> existing, RunSetAside aside) =>
        aside.Kind == SetAsideKind.LeftOut
        && existing.Any(api => string.Equals(api.Id, aside.Deployment, StringComparison.OrdinalIgnoreCase));

    /// <summary>0: nothing to do; 2: something would change, or stands in the way; 1: it could not be known.</summary>
    public static int ExitOf(RunReport plan)
    {
        if (
            plan.Outcome == RunOutcome.Failed
            || plan.SetAside.Any(aside => aside.Kind == SetAsideKind.Unread)
            || (plan.ManualAction is not null && plan.Outcome == RunOutcome.Refused)
        )
        {
            return ExitCode.Unknown;
        }

        if (plan.Steps.Count > 0 || plan.SetAside.Any(RunText.NeedsAction))
        {
            return ExitCode.Differs;
        }

        return ExitCode.Done;
    }

    private static void Write(ResultFormat format, RunReport plan, IReadOnlyList<ExistingApi> existing, Workbench bench, Screen screen)
    {
        switch (format)
        {
            case ResultFormat.Md:
                screen.Verbatim(Markdown(plan, existing));
                break;
            case ResultFormat.Json:
                screen.Verbatim(Json(plan, existing));
                break;
            default:
                RunText.Write(screen, plan, bench.Settings.ServiceId.Name, existing);
                WriteEnd(plan, bench, screen);
                break;
        }
    }

    private static void WriteEnd(RunReport plan, Workbench bench, Screen screen)
    {
        screen.Line();
        var end = ExitOf(plan) switch
        {
            ExitCode.Done => "API Management holds what it should; nothing was written.",
            ExitCode.Unknown => "Nothing was written. What could not be known is told above.",
            _ when plan.Steps.Count == 0 => "Nothing was written. No run can change this by itself; what stands in the way is told above.",
            _ => "Nothing was written. To carry it out: foundry-importer apply",
        };
        screen.Line((end, Ink.Faint));
        if (bench.KeyUnknown is { } why && plan.Outcome != RunOutcome.Failed)
        {
            screen.Note(
                $"the key of ownership tags is not known, because {why}; none was needed, for nothing here carries an ownership tag."
            );
        }
    }

    private static string Markdown(RunReport plan, IReadOnlyList<ExistingApi> existing)
    {
        var text = new StringBuilder(Wording.Of(PlanMarkdown.Write(plan)));
        if (existing.Count > 0)
        {
            text.Append("\n## APIs of your own that call these accounts already\n\n");
            foreach (var api in existing)
            {
                text.Append(
                        $"- `{api.Id}` calls {string.Join(", ", api.Accounts.Select(account => $"`{account.Name}`"))}{(api.Compatibility is { } how ? $" as {how}" : "")}: "
                    )
                    .Append(
                        api.Obstacle is { } obstacle
                            ? $"stays as it is. {Wording.Of(obstacle)}\n"
                            : $"stays as it is; to have it managed where it stands: `foundry-importer adopt {api.Id}`\n"
                    );
            }
        }

        return text.ToString();
    }

    private static string Json(RunReport plan, IReadOnlyList<ExistingApi> existing)
    {
        var node = JsonSerializer.SerializeToNode(plan, ReportJson.Readable.RunReport)!.AsObject();
        node["existingApis"] = new JsonArray([
            .. existing.Select(api => new JsonObject
            {
                ["api"] = api.Id,
                ["path"] = api.Path,
                ["accounts"] = new JsonArray([.. api.Accounts.Select(account => JsonValue.Create(account.Value))]),
                ["compatibility"] = api.Compatibility is { } how ? how.ToString() : null,
                ["obstacle"] = api.Obstacle,
            }),
        ]);
        return node.ToJsonString(ReportJson.Readable.Options);
    }
}
