using System.Collections.Frozen;

namespace Functions.Events;

/// <summary>Which Azure events tell that a deployment may have come, changed or gone. The event subscription filters on the same values.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/event-grid/event-schema-subscriptions</remarks>
internal static class WatchedOperations
{
    /// <summary>The event types; failures, cancellations and actions (such as listing keys) change no deployment.</summary>
    public static readonly FrozenSet<string> EventTypes = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Microsoft.Resources.ResourceWriteSuccess",
        "Microsoft.Resources.ResourceDeleteSuccess");

    /// <summary>The operations by name in any case, each with the resource type that its subject must have; none for a resource group.</summary>
    public static readonly FrozenDictionary<string, string?> ResourceTypes = new Dictionary<string, string?>
    {
        ["Microsoft.CognitiveServices/accounts/deployments/write"] = "Microsoft.CognitiveServices/accounts/deployments",
        ["Microsoft.CognitiveServices/accounts/deployments/delete"] = "Microsoft.CognitiveServices/accounts/deployments",
        ["Microsoft.CognitiveServices/accounts/write"] = "Microsoft.CognitiveServices/accounts",
        ["Microsoft.CognitiveServices/accounts/delete"] = "Microsoft.CognitiveServices/accounts",

        // Whether the accounts in a deleted group raise events of their own is not documented: look at the group again.
        ["Microsoft.Resources/subscriptions/resourceGroups/delete"] = null,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
}
