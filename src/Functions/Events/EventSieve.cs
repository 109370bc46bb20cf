using Functions.Input;
using Functions.Scopes;
using Importer;

namespace Functions.Events;

/// <summary>Tells the events that are ours from those that are not.</summary>
internal sealed class EventSieve(ScopeFence fence)
{
    /// <summary>Reads one event.</summary>
    public EventReading Read(ArmEvent happened)
    {
        var reason = ReasonToLeave(happened, out var id);
        if (reason is not null || id is null)
        {
            return new EventReading(happened, [], reason ?? "names no resource");
        }

        var scopes = fence.Within(id);
        return new EventReading(happened, scopes, scopes.Count == 0 ? "is outside Discovery.Scopes" : null);
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
            return $"is of type {Plain.Line(happened.Type)}, which changes no deployment";
        }

        if (!WatchedOperations.ResourceTypes.TryGetValue(happened.OperationName, out var type))
        {
            return $"tells of {Plain.Line(happened.OperationName)}, which changes no deployment";
        }

        if (!ScopeFence.TryParse(happened.Subject, out id) || !HasType(id, type))
        {
            return $"has a subject that is no {type ?? "resource group"}";
        }

        return null;
    }

    private static bool HasType(ResourceId id, string? type) =>
        type is null ? id is { Type: null, ResourceGroup: not null } : id.IsOfType(type);
}
