namespace LocalAzure.EventGrid;

/// <summary>
/// The event types of the subscription's system topic, and of the API Management service's, that this stand-in raises.
/// https://learn.microsoft.com/azure/event-grid/event-schema-subscriptions
/// </summary>
public static class EventTypes
{
    internal const string WriteSuccess = "Microsoft.Resources.ResourceWriteSuccess";

    internal const string DeleteSuccess = "Microsoft.Resources.ResourceDeleteSuccess";

    internal const string ActionSuccess = "Microsoft.Resources.ResourceActionSuccess";

    /// <summary>https://learn.microsoft.com/azure/event-grid/event-schema-api-management</summary>
    internal const string BreakerOpened = "Microsoft.ApiManagement.CircuitBreaker.Opened";

    /// <inheritdoc cref="BreakerOpened"/>
    internal const string BreakerClosed = "Microsoft.ApiManagement.CircuitBreaker.Closed";

    /// <summary>Every simulated event type.</summary>
    public static IReadOnlyList<string> Names { get; } = [ActionSuccess, DeleteSuccess, WriteSuccess, BreakerOpened, BreakerClosed];

    /// <summary>The type that a management operation raises; null for one that raises none here.</summary>
    internal static string? Of(string operationName)
    {
        if (operationName.EndsWith("/write", StringComparison.OrdinalIgnoreCase))
        {
            return WriteSuccess;
        }

        if (operationName.EndsWith("/delete", StringComparison.OrdinalIgnoreCase))
        {
            return DeleteSuccess;
        }

        if (operationName.EndsWith("/action", StringComparison.OrdinalIgnoreCase))
        {
            return ActionSuccess;
        }

        return null;
    }
}
