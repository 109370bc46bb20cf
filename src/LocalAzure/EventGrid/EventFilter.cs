using LocalAzure.Arm;

namespace LocalAzure.EventGrid;

/// <summary>
/// The filters of the two event subscriptions, as the deployment template sets them: <c>StringIn data.operationName</c> and
/// <c>StringContains subject</c>, which ignore case. Those of one subscription are joined by "and", so tags have their own.
/// https://learn.microsoft.com/azure/event-grid/event-filtering#advanced-filtering
/// </summary>
internal static class EventFilter
{
    private const string TaggedAccounts = "/providers/Microsoft.CognitiveServices/accounts/";

    public static IReadOnlyList<string> Default { get; } =
    [
        "Microsoft.CognitiveServices/accounts/write",
        "Microsoft.CognitiveServices/accounts/delete",
        "Microsoft.CognitiveServices/accounts/regenerateKey/action",
        "Microsoft.CognitiveServices/accounts/deployments/write",
        "Microsoft.CognitiveServices/accounts/deployments/delete",
        "Microsoft.CognitiveServices/accounts/deployments/pause/action",
        "Microsoft.CognitiveServices/accounts/deployments/resume/action",
        "Microsoft.CognitiveServices/locations/resourceGroups/deletedAccounts/delete",
        "Microsoft.Resources/subscriptions/resourceGroups/delete",
        "Microsoft.Resources/subscriptions/resourceGroups/moveResources/action",
    ];

    /// <summary>Those of the second subscription, for subjects on or below an account.</summary>
    public static IReadOnlyList<string> OnAccounts { get; } = ["Microsoft.Resources/tags/write", "Microsoft.Resources/tags/delete"];

    /// <summary>
    /// True when one of the subscriptions passes the event on; those in <paramref name="asked"/> replace what both filter on.
    /// </summary>
    public static bool Passes(ArmOperationCompleted operation, IReadOnlyList<string>? asked) =>
        asked is not null
            ? Names(asked, operation)
            : Names(Default, operation)
                || (Names(OnAccounts, operation) && operation.Subject.Contains(TaggedAccounts, StringComparison.OrdinalIgnoreCase));

    private static bool Names(IReadOnlyList<string> filter, ArmOperationCompleted operation) =>
        filter.Contains(operation.OperationName, StringComparer.OrdinalIgnoreCase);
}
