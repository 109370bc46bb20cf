using Importer.Arm;
using Importer.Deployments;

namespace Importer.Foundry;

/// <summary>Tells a resource that is gone from an answer that only looks so.</summary>
internal static class FoundryAbsence
{
    // A missing subscription is not proof: it may have moved to another tenant, or its id may be mistyped.
    // https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-not-found
    private const string GroupIsGone = "ResourceGroupNotFound";

    private static readonly string[] Proof = ["ResourceNotFound", GroupIsGone, "ParentResourceNotFound", "NotFound"];

    /// <summary>
    /// True when the service says in its own words that <paramref name="scope"/> is not there: an account's own 404, or that the
    /// group of a list is gone. A 404 of a list below an account is not enough, see <see cref="IsHinted"/>.
    /// </summary>
    public static bool IsProven(ResourceId scope, ArmException refusal) =>
        scope.IsOfType(FoundryAccount.ResourceType) && string.Equals(refusal.Call.Path, scope.Value, StringComparison.OrdinalIgnoreCase)
            ? IsHinted(refusal)
            : refusal.Status == 404 && string.Equals(refusal.Code, GroupIsGone, StringComparison.OrdinalIgnoreCase);

    /// <summary>True when an answer says that something is not there; whether that is the account, only the account can tell.</summary>
    public static bool IsHinted(ArmException refusal) => refusal.Status == 404 && Proof.Contains(refusal.Code, StringComparer.OrdinalIgnoreCase);
}
