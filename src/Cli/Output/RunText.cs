using Importer.Gateway;
using Importer.Health;
using Importer.Lifecycle;
using Importer.Reconciliation;
using Importer.Reports;
using Importer.Runs;

namespace Cli.Output;

/// <summary>Writes a run or a plan for people.</summary>
internal static class RunText
{
    private const int LongestValue = 160;

    // What has to be decided or made by somebody comes first.
    private static readonly SetAsideKind[] Urgent =
    [
        SetAsideKind.Unread,
        SetAsideKind.Conflict,
        SetAsideKind.Compliance,
        SetAsideKind.Impossible,
        SetAsideKind.Permission,
        SetAsideKind.Missing,
        SetAsideKind.Document,
    ];

    /// <summary>True for what no run makes good by itself.</summary>
    public static bool NeedsAction(RunSetAside aside) =>
        aside.Kind
            is SetAsideKind.Conflict
                or SetAsideKind.Compliance
                or SetAsideKind.Impossible
                or SetAsideKind.Permission
                or SetAsideKind.Missing
                or SetAsideKind.Document;

    /// <summary>Writes the whole.</summary>
    public static void Write(Screen screen, RunReport run, string service, IReadOnlyList<ExistingApi> existing)
    {
        WriteHead(screen, run, service);
        WriteSteps(screen, run);
        WriteDecisions(screen, run);
        WriteAliases(screen, run);
        WriteAhead(screen, run);
        WriteSetAside(screen, run);
        WriteExisting(screen, existing);
    }

    private static string Reason(ProbeResult probe)
    {
        var remedy = probe.Fix is { } fix ? $" To do: {Wording.Of(fix)}" : "";
        return probe.Cause is { } cause ? $": {Wording.Of(cause)}{remedy}" : "";
    }

    /// <summary>The first line, and what stopped it.</summary>
    public static void WriteHead(Screen screen, RunReport run, string service)
    {
        var (create, update, delete, unchanged) = run.Counts;
        var what = run.Scope is { } scope ? DisplayText.ShortOf(scope) : "everything configured";
        what = run.ManualAction is { } action ? $"{DisplayText.Of(action.Kind)} {action.Target}" : what;
        screen.Line(
            ($"{(run.Mode == RunMode.Plan ? "Plan" : "Run")} for {service}, {what}: ", Ink.Strong),
            run.Mode == RunMode.Plan
                ? ($"{create} to create, {update} to update, {delete} to delete, {unchanged} unchanged", Ink.Plain)
                : ($"{create} created, {update} updated, {delete} deleted, {unchanged} unchanged", Ink.Plain)
        );
        if (run.Error is { } error)
        {
            screen.Indented(2, 4, ("stopped: ", Ink.Red), (Wording.Of(error), Ink.Plain));
        }
    }

    /// <summary>What came of a run whose plan was shown before: its steps, its test calls, and how it ended.</summary>
    public static void WriteResult(Screen screen, RunReport run, string service)
    {
        WriteHead(screen, run, service);
        foreach (var step in run.Steps.Where(step => step.Outcome is StepOutcome.Failed or StepOutcome.HeldBack))
        {
            screen.Indented(
                2,
                6,
                ($"{step.Change.ToString().ToLowerInvariant()} {DisplayText.Of(step.Kind)} ", Ink.Plain),
                (DisplayText.ShortOf(step.Name), Ink.Strong),
                Outcome(step)
            );
        }

        foreach (var probe in run.Probes)
        {
            screen.Indented(
                2,
                6,
                (
                    $"{DisplayText.Of(probe.Status)} ",
                    probe.Status switch
                    {
                        ProbeStatus.Healthy => Ink.Green,
                        ProbeStatus.Unhealthy => Ink.Red,
                        _ => Ink.Yellow,
                    }
                ),
                (DisplayText.ShortOf(probe.Deployment), Ink.Strong),
                ($" through {probe.Api}{Reason(probe)}", Ink.Plain)
            );
        }

        screen.Line(
            ($"Run {run.Id}: {run.Outcome?.ToString().ToLowerInvariant()}", run.Outcome == RunOutcome.Succeeded ? Ink.Green : Ink.Yellow)
        );
    }

    private static void WriteSteps(Screen screen, RunReport run)
    {
        if (run.Steps.Count == 0)
        {
            return;
        }

        Head(screen, "Changes");
        foreach (var step in run.Steps)
        {
            var (sign, ink) = step.Change switch
            {
                ChangeKind.Create => ("+", Ink.Green),
                ChangeKind.Update => ("~", Ink.Yellow),
                _ => ("-", Ink.Red),
            };
            screen.Indented(
                2,
                6,
                ($"{sign} ", ink),
                ($"{DisplayText.Of(step.Kind)} ", Ink.Plain),
                (DisplayText.ShortOf(step.Name), Ink.Strong),
                Outcome(step)
            );
            foreach (var difference in step.Differences)
            {
                screen.Indented(
                    6,
                    8,
                    ($"{difference.Field}: ", Ink.Faint),
                    (Value(difference.Actual), Ink.Red),
                    (" → ", Ink.Faint),
                    (Value(difference.Expected), Ink.Green)
                );
            }

            if (step.LastChange is { } change && step.Differences.Count > 0)
            {
                screen.Indented(6, 8, (DisplayText.Of(change), Ink.Faint));
            }
        }
    }

    private static (string Text, Ink Ink) Outcome(RunStep step) =>
        step.Outcome switch
        {
            StepOutcome.Failed => ($" failed: {Wording.Of(step.Reason ?? "")}", Ink.Red),
            StepOutcome.HeldBack => ($" held back: {Wording.Of(step.Reason ?? "")}", Ink.Yellow),
            StepOutcome.Done => (" done", Ink.Faint),
            _ => ("", Ink.Plain),
        };

    private static void WriteDecisions(Screen screen, RunReport run)
    {
        if (run.Decisions.Count == 0)
        {
            return;
        }

        Head(screen, "Why each deployment is called so");
        foreach (var decision in run.Decisions)
        {
            screen.Indented(
                2,
                6,
                (DisplayText.ShortOf(decision.Deployment), Ink.Strong),
                ($" through {decision.Api} as {decision.Compatibility}", Ink.Plain)
            );
            screen.Indented(6, 6, (Wording.Of(decision.Reason), Ink.Faint));
        }
    }

    private static void WriteAliases(Screen screen, RunReport run)
    {
        if (run.Aliases is not { Count: > 0 } aliases)
        {
            return;
        }

        Head(screen, "Who answers for each alias");
        foreach (var alias in aliases)
        {
            screen.Indented(
                2,
                6,
                (alias.Alias, Ink.Strong),
                ($" of fleet {alias.Fleet}{(alias.Members.Count == 0 ? ": nobody can be called" : "")}", Ink.Plain)
            );
            foreach (var member in alias.Members)
            {
                screen.Indented(
                    6,
                    6,
                    (
                        $"{member.Priority}. {DisplayText.ShortOf(member.Deployment)}, weight {member.Weight} ({member.Sku}, {member.Region}, tier {member.Tier}{RunAliases.Words(member.ByGateway)})",
                        Ink.Plain
                    )
                );
            }

            foreach (var loss in AliasHeadroom.Worst(RunAliases.Losses(alias.Members)))
            {
                screen.Indented(6, 6, (loss.Sentence, Ink.Faint));
            }
        }
    }

    private static void WriteAhead(Screen screen, RunReport run)
    {
        if (!run.Ahead.Any())
        {
            return;
        }

        Head(screen, "What is ahead");
        foreach (var one in run.Ahead)
        {
            screen.Indented(
                2,
                6,
                (DisplayText.ShortOf(one.Deployment), Ink.Strong),
                ($": {Wording.Of(one.Sentence)}", one.IsAhead ? Ink.Plain : Ink.Faint)
            );
        }
    }

    private static void WriteSetAside(Screen screen, RunReport run)
    {
        if (run.SetAside.Count == 0)
        {
            return;
        }

        Head(screen, "Left alone");
        foreach (var aside in run.SetAside.OrderBy(aside => Array.IndexOf(Urgent, aside.Kind) is >= 0 and var rank ? rank : Urgent.Length))
        {
            screen.Indented(
                2,
                6,
                ($"{Word(aside.Kind)}: ", Urgent.Contains(aside.Kind) ? Ink.Red : Ink.Faint),
                (DisplayText.ShortOf(aside.Deployment), Ink.Strong),
                ($": {Wording.Of(aside.Reason)}", Ink.Plain)
            );
        }
    }

    private static void WriteExisting(Screen screen, IReadOnlyList<ExistingApi> existing)
    {
        if (existing.Count == 0)
        {
            return;
        }

        Head(screen, "APIs of your own that call these accounts already");
        foreach (var api in existing)
        {
            screen.Indented(
                2,
                6,
                (api.Id, Ink.Strong),
                (
                    $" at /{api.Path} calls {string.Join(", ", api.Accounts.Select(account => account.Name))}{(api.Compatibility is { } how ? $" as {how}" : "")}",
                    Ink.Plain
                )
            );
            screen.Indented(
                6,
                6,
                (
                    api.Obstacle is { } obstacle
                        ? $"stays as it is: {Wording.Of(obstacle)}"
                        : $"stays as it is; to have it managed where it stands: foundry-importer adopt {api.Id}",
                    Ink.Faint
                )
            );
        }
    }

    private static void Head(Screen screen, string title)
    {
        screen.Line();
        screen.Line((title, Ink.Strong));
    }

    private static string Word(SetAsideKind kind) =>
        kind switch
        {
            SetAsideKind.LeftOut => "left out",
            SetAsideKind.Impossible => "not as the settings say",
            SetAsideKind.Compliance => "outside of the rules",
            SetAsideKind.Lost => "lost with it",
            SetAsideKind.Document => "specification",
            SetAsideKind.Permission => "right missing",
            SetAsideKind.Unread => "could not be read",
            _ => kind.ToString().ToLowerInvariant(),
        };

    private static string Value(string? value)
    {
        if (value is null)
        {
            return "nothing";
        }

        if (value.Length <= LongestValue)
        {
            return $"\"{value}\"";
        }

        return $"\"{value[..LongestValue]}…\"";
    }
}
