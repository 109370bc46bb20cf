namespace LocalAzure.EventGrid;

/// <summary>
/// The event subscription's filter, as the deployment template sets it: <c>StringIn data.operationName</c>, which
/// ignores case.
/// https://learn.microsoft.com/azure/event-grid/event-filtering#advanced-filtering
/// </summary>
internal static class EventFilter
{
    public static IReadOnlyList<string> Default { get; } =
    [
        "Microsoft.CognitiveServices/accounts/write",
        "Microsoft.CognitiveServices/accounts/delete",
        "Microsoft.CognitiveServices/accounts/deployments/write",
        "Microsoft.CognitiveServices/accounts/deployments/delete",
        "Microsoft.Resources/subscriptions/resourceGroups/delete",
    ];

    public static bool Passes(string operationName, IReadOnlyList<string>? filter) =>
        (filter ?? Default).Contains(operationName, StringComparer.OrdinalIgnoreCase);
}
