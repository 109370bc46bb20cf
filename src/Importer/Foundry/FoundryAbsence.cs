using Importer.Arm;

namespace Importer.Foundry;

/// <summary>Tells a resource that is gone from an answer that only looks so.</summary>
internal static class FoundryAbsence
{
    // A missing subscription is not proof: it may have moved to another tenant, or its id may be mistyped.
    // https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-not-found
    private static readonly string[] Proof = ["ResourceNotFound", "ResourceGroupNotFound", "ParentResourceNotFound", "NotFound"];

    /// <summary>True when the service says in its own words that the resource or its group is not there.</summary>
    public static bool IsProven(ArmException refusal) => refusal.Status == 404 && Proof.Contains(refusal.Code, StringComparer.OrdinalIgnoreCase);
}
