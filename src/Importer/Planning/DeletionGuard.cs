using System.Globalization;
using Importer.Gateway;

namespace Importer.Planning;

/// <summary>Refuses a plan that would withdraw too much at once: rather a mistake than a wish.</summary>
internal static class DeletionGuard
{
    public static string? Refusal(PlanInput input, IReadOnlyList<PlannedStep> steps)
    {
        // Ours: with our ownership tag, and within what this importer is configured for.
        var owned = input
            .Found.OfType<Api>()
            .Count(found =>
                found.OwnershipTag is { } tag
                && input.OwnershipOf(tag, found.Resource as Api) != Ownership.Foreign
                && HasCallers(found.Resource)
            );
        var deleted = steps.Count(step => step is { Change: ChangeKind.Delete, Resource: Api } && HasCallers(step.Resource));
        if (input.Insist || deleted < input.Deletion.MinCount || deleted <= input.Deletion.MaxShare * owned)
        {
            return null;
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"the plan would delete {deleted} of the {owned} APIs this importer owns, more than Deletion.MaxShare {input.Deletion.MaxShare:0.##} allows; nothing was written. If that is what you want, repeat it by hand: POST /api/import with \"insist\": true"
        );
    }

    // That of a fleet's test calls has none, and goes with those that have.
    private static bool HasCallers(GatewayResource api) =>
        api is not Api { OwnershipTag.Fleet: { } fleet } || api.Key != Api.KeyFor(FleetIds.Probe(fleet));
}
