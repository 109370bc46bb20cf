using Importer.Gateway;

namespace Importer.Planning;

/// <summary>
/// APIs whose document changed behind its address while nobody asked for that: on a run that an event started they stay as
/// they are, and people are told.
/// </summary>
internal static class PendingSpecificationChanges
{
    /// <summary>What to tell, by API id.</summary>
    public static IReadOnlyDictionary<string, PlanFinding> Of(PlanInput input) =>
        input
            .Wanted.OfType<Api>()
            .Where(wanted => !input.TakesNewDocuments && IsAnother(wanted, input.Found.Find(wanted.Key)?.OwnershipTag?.ExternalFingerprint))
            .ToDictionary(
                wanted => wanted.Id,
                wanted => Finding(wanted, input.Found.Find(wanted.Key)!.OwnershipTag!),
                StringComparer.OrdinalIgnoreCase
            );

    private static bool IsAnother(Api wanted, string? imported) =>
        wanted.OwnershipTag?.ExternalFingerprint is { } pin && imported is not null && imported != pin;

    private static PlanFinding Finding(Api wanted, OwnershipTag imported) =>
        new(
            FindingKind.Waiting,
            wanted.Id,
            $"the specification of API {wanted.Id} changed behind its address (imported: {imported.ExternalFingerprint}, now: {wanted.OwnershipTag!.ExternalFingerprint}); the API and its policy stay as they are. Import the scope by hand (POST /api/import), let Drift.Mode Repair do it, or pin the document with OpenApi.Hash"
        );
}
