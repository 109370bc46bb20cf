using System.Text.Json.Serialization;
using Importer.Gateway;
using Importer.Redaction;
using Importer.Runs;

namespace Importer.Reports;

/// <summary>A lease of the report store that somebody else held when a run asked for it.</summary>
/// <param name="Lease">The lease's name: that of its blob in the container.</param>
/// <param name="Of">What it keeps apart: the account that is worked on, or the API that is created.</param>
/// <param name="Since">Since when it has kept the run waiting (UTC).</param>
public sealed record HeldLease(string Lease, [property: JsonConverter(typeof(RedactedText))] string Of, DateTimeOffset Since);

/// <summary>
/// Tells of leases that are held for longer than any run lasts. A lease of the importer ends with its process, a minute later; one that
/// does
/// not is somebody else's, and only people can say that nobody works under it.
/// </summary>
internal static class HeldLeases
{
    // Longer than a run may take (functionTimeout in host.json, 10 minutes) and its lease outlives it (a minute).
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    /// <summary>What to tell.</summary>
    public static IEnumerable<ReportAttention> Of(ReportDocument report) =>
        report
            .Runs.Where(run =>
                run is { Mode: RunMode.Apply, Outcome: not null, Held: not null } && ReportAttentions.IsLatest(run, report.Runs)
            )
            .SelectMany(run =>
                run.Held!.Where(held => !IsFree(held, run, report.Runs)).Select(held => (held, Since: Began(held, run, report.Runs)))
            )
            .Where(found => report.GeneratedAt - found.Since >= Longest)
            .GroupBy(found => found.held.Lease, StringComparer.OrdinalIgnoreCase)
            .Select(found => Tell(found.First().held, found.Min(one => one.Since)));

    private static ReportAttention Tell(HeldLease held, DateTimeOffset since) =>
        new(
            held.Of,
            $"the lease {held.Lease} in the report store is held for longer than any run lasts; {Effect(held)}",
            $"look whether a run over it is under way; if none is, free it: az storage blob lease break --auth-mode login --account-name <storage account> --container-name <container> --blob-name {held.Lease}; "
                + "whoever can hold it may write the report store: look at the roles on it (docs/operations.md, 'Several instances')",
            since
        );

    private static string Effect(HeldLease held) =>
        IsOfCreation(held)
            ? "it is not created meanwhile, because two instances might do it at once"
            : "events of it wait in vain for their turn, and their runs come late";

    private static bool IsOfCreation(HeldLease held) => held.Lease.StartsWith("leases/create-", StringComparison.Ordinal);

    // A later run got it.
    private static bool IsFree(HeldLease held, RunReport run, IReadOnlyList<RunReport> runs) =>
        runs.Any(other =>
            other is { Mode: RunMode.Apply, Outcome: not null, CoveredBy: null }
            && other.StartedAt > run.StartedAt
            && !Holds(other, held)
            && (IsOfCreation(held) ? HasCreated(other, held) : IsEventOf(other, held))
        );

    private static bool HasCreated(RunReport run, HeldLease held) =>
        run.Steps.Any(step =>
            step is { Change: ChangeKind.Create, Outcome: StepOutcome.Done } && $"{ReportText.Of(step.Kind)} {step.Name}" == held.Of
        );

    private static bool IsEventOf(RunReport run, HeldLease held) =>
        run.Reason == RunReason.Event
        && run.Scope is { } scope
        && $"{scope}/".StartsWith($"{held.Of}/", StringComparison.OrdinalIgnoreCase);

    // The first of the runs that met it held since one over the same part met it free, or did not need it.
    private static DateTimeOffset Began(HeldLease held, RunReport run, IReadOnlyList<RunReport> runs) =>
        runs.Where(other => other is { Mode: RunMode.Apply, Outcome: not null, CoveredBy: null } && other.StartedAt <= run.StartedAt)
            .Where(other =>
                Holds(other, held) || (other.Outcome is RunOutcome.Succeeded or RunOutcome.Partial && ReportAttentions.IsOfSame(run, other))
            )
            .OrderByDescending(other => other.StartedAt)
            .TakeWhile(other => Holds(other, held))
            .Min(other =>
                other
                    .Attempts.Select(attempt => attempt.StartedAt)
                    .Append(other.Held!.Where(one => one.Lease == held.Lease).Min(one => one.Since))
                    .Min()
            );

    private static bool Holds(RunReport run, HeldLease held) => run.Held?.Any(one => one.Lease == held.Lease) == true;
}
