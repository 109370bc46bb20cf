using Importer.Configuration;
using Importer.Design;
using Importer.Gateway;
using Importer.Planning;
using Importer.Reports;
using Importer.Runs;
using Importer.Storage;

namespace Importer.Reconciliation;

/// <summary>
/// Remembers which APIs are withheld or made without a policy, so that a sweep which makes what is missing makes them whole
/// once the service can hold it. Where the report store is away, an event or a person's run does it.
/// </summary>
internal sealed class LackingApis(IDocumentStore store, TimeProvider clock)
{
    private readonly LackRecords _records = new(store);

    /// <summary>The input with the APIs that lacked something and lack it no more.</summary>
    public async Task<PlanInput> JudgeAsync(GatewayDesign design, PlanInput input, CancellationToken cancellationToken)
    {
        if (input.Sweep != DriftMode.Import)
        {
            return input;
        }

        try
        {
            var lacked = await _records.ListAsync(cancellationToken);
            return input with { Completed = Whole(design).Where(lacked.ContainsKey).ToHashSet(StringComparer.OrdinalIgnoreCase) };
        }
        catch (Exception fault) when (IsStoreFault(fault))
        {
            return input;
        }
    }

    /// <summary>Notes what lacks something, and forgets what is whole, or is not designed any more.</summary>
    public async Task SettleAsync(
        ReconcileRequest request,
        GatewayDesign design,
        IReadOnlyList<StepResult> results,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var lacked = await _records.ListAsync(cancellationToken);
            var lacking = Lacking(design);
            foreach (var api in lacking.Where(api => !lacked.ContainsKey(api)))
            {
                await _records.NoteAsync(new LackingApi(api, clock.GetUtcNow(), request.RunId), cancellationToken);
            }

            var whole = Whole(design)
                .Where(api => results.All(result => result.Outcome == StepOutcome.Done || !IsOf(result.Step, api)))
                .ToHashSet(StringComparer.OrdinalIgnoreCase);
            foreach (
                var api in lacked.Keys.Where(api =>
                    whole.Contains(api)
                    || (request.Scope is null && request.ManualAction is null && !lacking.Contains(api) && !Designed(design).Contains(api))
                )
            )
            {
                await _records.RemoveAsync(api, cancellationToken);
            }
        }
        catch (Exception fault) when (IsStoreFault(fault)) { }
    }

    private static HashSet<string> Lacking(GatewayDesign design) =>
        design
            .SetAside.Where(aside => aside.Lack == DesignLack.Withheld)
            .Select(aside => aside.Subject)
            .Concat(design.Decisions.Where(decision => decision.Lacks.Count > 0).Select(decision => decision.ApiId))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);

    private static HashSet<string> Designed(GatewayDesign design) =>
        design.Resources.OfType<Api>().Select(api => api.Id).Concat(design.Undesigned).ToHashSet(StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<string> Whole(GatewayDesign design) =>
        design.Resources.OfType<Api>().Select(api => api.Id).Except(Lacking(design), StringComparer.OrdinalIgnoreCase);

    private static bool IsOf(PlannedStep step, string api) => string.Equals(step.Resource.ApiId, api, StringComparison.OrdinalIgnoreCase);

    private static bool IsStoreFault(Exception fault) => fault is DocumentStoreException or IOException or UnauthorizedAccessException;
}
