using System.Collections.Frozen;
using Functions.Input;
using Importer.Resources;

namespace Functions.Events;

/// <summary>What an event means: scopes to look at again, or a reason to leave it alone.</summary>
/// <param name="Event">The event.</param>
/// <param name="Scopes">Where to look again; empty when it is left alone.</param>
/// <param name="LeftAlone">Why it is left alone.</param>
internal sealed record FilteredEvent(ArmEvent Event, IReadOnlyList<ResourceId> Scopes, string? LeftAlone);

/// <summary>Which Azure events say that a deployment may have come, changed or gone. The event subscription filters on the same values.</summary>
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

/// <summary>Picks the events that may concern a deployment inside <c>Discovery.Scopes</c>.</summary>
internal sealed class EventFilter(ScopeValidator scopes)
{
    /// <summary>Judges one event.</summary>
    public FilteredEvent Judge(ArmEvent happened)
    {
        var reason = ReasonToLeave(happened, out var id);
        if (reason is not null || id is null)
        {
            return new FilteredEvent(happened, [], reason ?? "names no resource");
        }

        var within = scopes.Within(id);
        return new FilteredEvent(happened, within, within.Count == 0 ? "is outside Discovery.Scopes" : null);
    }

    private static string? ReasonToLeave(ArmEvent happened, out ResourceId? id)
    {
        id = null;
        if (happened.Type is null || happened.OperationName is null)
        {
            return "is no event of Resource Manager: it has no type or no data.operationName";
        }

        if (!WatchedOperations.EventTypes.Contains(happened.Type))
        {
            return $"is of type {LogText.Line(happened.Type)}, which changes no deployment";
        }

        if (!WatchedOperations.ResourceTypes.TryGetValue(happened.OperationName, out var type))
        {
            return $"is about {LogText.Line(happened.OperationName)}, which changes no deployment";
        }

        if (!ScopeValidator.TryParse(happened.Subject, out id) || !HasType(id, type))
        {
            return $"has a subject that is no {type ?? "resource group"}";
        }

        return null;
    }

    private static bool HasType(ResourceId id, string? type) =>
        type is null ? id is { Type: null, ResourceGroup: not null } : id.IsOfType(type);
}
