using System.Globalization;
using System.Text;
using Importer.Gateway;
using Importer.Lifecycle;
using Importer.Runs;

namespace Importer.Reports;

/// <summary>A run or plan as Markdown, to paste into a change request.</summary>
public static class PlanMarkdown
{
    /// <summary>Writes <paramref name="run"/>.</summary>
    public static string Write(RunReport run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var text = new StringBuilder();
        WriteHead(text, run);
        WriteSteps(text, run);
        WriteDecisions(text, run);
        WriteAliases(text, run);
        WriteAhead(text, run);
        WriteSetAside(text, run);
        return text.ToString();
    }

    private static void WriteHead(StringBuilder text, RunReport run)
    {
        var counts = run.Counts;
        Line(text, run.Mode == RunMode.Plan ? "# Plan for API Management" : "# Import into API Management");
        Line(text, "");
        Line(
            text,
            run.ManualAction is { } action
                ? $"- Asked: {DisplayText.Of(action.Kind)} {Code(action.Target)}"
                : $"- Scope: {(run.Scope is null ? "everything configured" : Code(run.Scope))}"
        );
        Line(text, $"- Made: {run.StartedAt.UtcDateTime.ToString("u", CultureInfo.InvariantCulture)}, as {Code(run.Id)}");
        Line(text, $"- Result: {run.Outcome?.ToString() ?? "under way"}");
        Line(text, $"- **{counts.Create} to create, {counts.Update} to update, {counts.Delete} to delete**, {counts.Unchanged} unchanged");
        if (run.Error is { } error)
        {
            Line(text, "");
            Line(text, $"> **Stopped:** {Cell(error)}");
        }
    }

    private static void WriteSteps(StringBuilder text, RunReport run)
    {
        Line(text, "");
        Line(text, "## Changes");
        Line(text, "");
        if (run.Steps.Count == 0)
        {
            Line(text, run.Error is null ? "None: API Management holds what it should." : "None.");
            return;
        }

        foreach (
            var (change, word) in new[] { (ChangeKind.Create, "Create"), (ChangeKind.Update, "Update"), (ChangeKind.Delete, "Delete") }
        )
        {
            foreach (var step in run.Steps.Where(step => step.Change == change))
            {
                WriteStep(text, word, step);
            }
        }
    }

    private static void WriteStep(StringBuilder text, string word, RunStep step)
    {
        var outcome = step.Outcome is StepOutcome.Planned ? "" : $" ({Spaced(step.Outcome)})";
        Line(
            text,
            $"- {word} {ReportText.Of(step.Kind)} {Code(step.Name)}{outcome}{(step.Reason is { } reason ? $": {Cell(reason)}" : "")}"
        );
        if (step.Differences.Count == 0)
        {
            return;
        }

        Line(text, "");
        Line(text, "  | Field | Now | Wanted |");
        Line(text, "  |---|---|---|");
        foreach (var difference in step.Differences)
        {
            Line(text, $"  | {Cell(difference.Field)} | {Value(difference.Actual)} | {Value(difference.Expected)} |");
        }

        Line(text, "");
    }

    private static void WriteDecisions(StringBuilder text, RunReport run)
    {
        if (run.Decisions.Count == 0)
        {
            return;
        }

        Line(text, "");
        Line(text, "## Why each deployment is called so");
        Line(text, "");
        Line(text, "| Deployment | API | Compatibility | Reason |");
        Line(text, "|---|---|---|---|");
        foreach (var decision in run.Decisions)
        {
            Line(
                text,
                $"| {Code(DisplayText.ShortOf(decision.Deployment))} | {Code(decision.Api)} | {decision.Compatibility} | {Cell(decision.Lacks is { Count: > 0 } lacks ? $"{decision.Reason}; without {string.Join(", ", lacks)}, which the service cannot hold" : decision.Reason)} |"
            );
        }
    }

    private static void WriteAliases(StringBuilder text, RunReport run)
    {
        if (run.Aliases is not { Count: > 0 } aliases)
        {
            return;
        }

        Line(text, "");
        Line(text, "## Who answers for each alias");
        Line(text, "");
        Line(text, "| Fleet | Alias | Priority | Weight | Deployment | SKU | Region | Tier |");
        Line(text, "|---|---|---|---|---|---|---|---|");
        foreach (var alias in aliases)
        {
            if (alias.Members.Count == 0)
            {
                Line(text, $"| {Code(alias.Fleet)} | {Code(alias.Alias)} | – | – | nobody can be called | – | – | – |");
            }

            foreach (var member in alias.Members)
            {
                Line(
                    text,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"| {Code(alias.Fleet)} | {Code(alias.Alias)} | {member.Priority}{RunAliases.Words(member.ByGateway)} | {member.Weight} | {Code(DisplayText.ShortOf(member.Deployment))} | {Cell(member.Sku)} | {Cell(member.Region)} | {Code(member.Tier)} |"
                    )
                );
            }
        }

        Line(text, "");
        foreach (var alias in aliases)
        {
            foreach (var loss in AliasHeadroom.Worst(RunAliases.Losses(alias.Members)))
            {
                Line(text, $"- {Code(alias.Alias)}: {Cell(loss.Sentence)}");
            }
        }
    }

    private static void WriteAhead(StringBuilder text, RunReport run)
    {
        if (!run.Ahead.Any())
        {
            return;
        }

        Line(text, "");
        Line(text, "## What is ahead");
        Line(text, "");
        foreach (var one in run.Ahead)
        {
            Line(text, $"- {Code(DisplayText.ShortOf(one.Deployment))}: {Cell(one.Sentence)}");
        }
    }

    private static void WriteSetAside(StringBuilder text, RunReport run)
    {
        if (run.SetAside.Count == 0)
        {
            return;
        }

        Line(text, "");
        Line(text, "## Left alone");
        Line(text, "");
        foreach (var aside in run.SetAside)
        {
            Line(text, $"- {Code(DisplayText.ShortOf(aside.Deployment))}: {Cell(aside.Reason)}");
        }
    }

    private static string Spaced(StepOutcome outcome) =>
        outcome switch
        {
            StepOutcome.HeldBack => "held back",
            StepOutcome.Done => "done",
            StepOutcome.Failed => "failed",
            _ => "planned",
        };

    private static string Value(string? value) => value is null ? "–" : Code(value.Length <= 160 ? value : value[..160] + "…");

    private static string Code(string value) => MarkdownText.Code(value);

    private static string Cell(string value) => MarkdownText.Of(value);

    private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');
}
