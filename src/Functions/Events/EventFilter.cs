using System.Collections.Frozen;
using Functions.Input;
using Importer.Resources;

namespace Functions.Events;

/// <summary>What an event means: scopes to look at again, or a reason to leave it alone.</summary>
/// <param name="Event">The event.</param>
/// <param name="Scopes">Where to look again; empty when it is left alone.</param>
/// <param name="LeftAlone">Why it is left alone.</param>
internal sealed record FilteredEvent(ArmEvent Event, IReadOnlyList<ResourceId> Scopes, string? LeftAlone)
{
    /// <summary>True when it says that a key of the account was renewed.</summary>
    public bool KeysChanged => string.Equals(Event.OperationName, WatchedOperations.RegenerateKey, StringComparison.OrdinalIgnoreCase);
}

/// <summary>What the subject of a watched operation must be, and which scope to look at again for it.</summary>
/// <param name="Noun">What it must be, for a sentence.</param>
/// <param name="Read">The scope of a subject; null for a subject of another kind.</param>
internal sealed record WatchedSubject(string Noun, Func<string?, ResourceId?> Read)
{
    private const string AccountType = "Microsoft.CognitiveServices/accounts";
    private const string DeploymentType = "Microsoft.CognitiveServices/accounts/deployments";
    private const string TagsOf = "/providers/Microsoft.Resources/tags/default";

    /// <summary>An account.</summary>
    public static readonly WatchedSubject Account = new(AccountType, subject => Parse(subject, id => id.IsOfType(AccountType)));

    /// <summary>A deployment.</summary>
    public static readonly WatchedSubject Deployment = new(DeploymentType, subject => Parse(subject, id => id.IsOfType(DeploymentType)));

    /// <summary>A resource group.</summary>
    public static readonly WatchedSubject ResourceGroup = new(
        "resource group",
        subject => Parse(subject, id => id is { Type: null, ResourceGroup: not null })
    );

    /// <summary>
    /// What carries the tags: an account or a deployment, named itself or by its tags resource. No tag of anything else is read.
    /// </summary>
    public static readonly WatchedSubject Tagged = new(
        $"{AccountType} or {DeploymentType}",
        subject =>
            Parse(
                subject?.EndsWith(TagsOf, StringComparison.OrdinalIgnoreCase) == true ? subject[..^TagsOf.Length] : subject,
                ScopeValidator.IsAccountOrDeployment
            )
    );

    /// <summary>An account that was deleted before and is now purged, by its place among the deleted ones.</summary>
    public static readonly WatchedSubject DeletedAccount = new("deleted account", AccountBefore);

    /// <summary>Any; <c>Discovery.Scopes</c> are all looked at, because the event does not say what went where.</summary>
    public static readonly WatchedSubject Everywhere = new("resource", _ => null) { IsEverywhere = true };

    /// <summary>True when everything is looked at again, whatever the subject is.</summary>
    public bool IsEverywhere { get; private init; }

    private static ResourceId? Parse(string? text, Func<ResourceId, bool> isRight) =>
        ScopeValidator.TryParse(text, out var id) && isRight(id) ? id : null;

    // /subscriptions/<guid>/providers/Microsoft.CognitiveServices/locations/<region>/resourceGroups/<group>/deletedAccounts/<name>
    // https://learn.microsoft.com/rest/api/aiservices/accountmanagement/deleted-accounts/purge
    private static ResourceId? AccountBefore(string? subject)
    {
        var segments = (subject ?? "").Split('/');
        return segments.Length == 11 && Is(segments[5], "locations") && Is(segments[9], "deletedAccounts")
            ? Parse(
                $"/{segments[1]}/{segments[2]}/{segments[7]}/{segments[8]}/{segments[3]}/{AccountType}/{segments[10]}",
                id => id.IsOfType(AccountType)
            )
            : null;
    }

    private static bool Is(string segment, string word) => string.Equals(segment, word, StringComparison.OrdinalIgnoreCase);
}

/// <summary>
/// Which Azure events say that a deployment may have come, changed or gone, or how it is called. The event subscriptions filter on the same
/// values.
/// </summary>
/// <remarks>
/// Sources: https://learn.microsoft.com/azure/event-grid/event-schema-subscriptions and
/// https://learn.microsoft.com/azure/role-based-access-control/permissions/ai-machine-learning#microsoftcognitiveservices
/// </remarks>
internal static class WatchedOperations
{
    /// <summary>A key of an account was renewed.</summary>
    public const string RegenerateKey = "Microsoft.CognitiveServices/accounts/regenerateKey/action";

    /// <summary>The event types; failures and cancellations change no deployment.</summary>
    public static readonly FrozenSet<string> EventTypes = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Microsoft.Resources.ResourceWriteSuccess",
        "Microsoft.Resources.ResourceDeleteSuccess",
        "Microsoft.Resources.ResourceActionSuccess"
    );

    /// <summary>The operations by name in any case, each with what its subject must be.</summary>
    public static readonly FrozenDictionary<string, WatchedSubject> Subjects = new Dictionary<string, WatchedSubject>
    {
        ["Microsoft.CognitiveServices/accounts/deployments/write"] = WatchedSubject.Deployment,
        ["Microsoft.CognitiveServices/accounts/deployments/delete"] = WatchedSubject.Deployment,
        ["Microsoft.CognitiveServices/accounts/deployments/pause/action"] = WatchedSubject.Deployment,
        ["Microsoft.CognitiveServices/accounts/deployments/resume/action"] = WatchedSubject.Deployment,

        // A restored account is written like a new one.
        ["Microsoft.CognitiveServices/accounts/write"] = WatchedSubject.Account,
        ["Microsoft.CognitiveServices/accounts/delete"] = WatchedSubject.Account,

        // A named value may hold the key that is no longer valid.
        [RegenerateKey] = WatchedSubject.Account,
        ["Microsoft.CognitiveServices/locations/resourceGroups/deletedAccounts/delete"] = WatchedSubject.DeletedAccount,

        // Tags decide who is imported: Discovery.OptOutTag and Rules[].Match.Tag.
        ["Microsoft.Resources/tags/write"] = WatchedSubject.Tagged,
        ["Microsoft.Resources/tags/delete"] = WatchedSubject.Tagged,

        // Whether the accounts in a deleted group raise events of their own is not documented: look at the group again.
        ["Microsoft.Resources/subscriptions/resourceGroups/delete"] = WatchedSubject.ResourceGroup,

        // Names the group that is left; neither what was moved nor where it went.
        ["Microsoft.Resources/subscriptions/resourceGroups/moveResources/action"] = WatchedSubject.Everywhere,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
}

/// <summary>Picks the events that may concern a deployment inside <c>Discovery.Scopes</c>.</summary>
internal sealed class EventFilter(ScopeValidator scopes)
{
    /// <summary>Judges one event.</summary>
    public FilteredEvent Judge(ArmEvent happened)
    {
        if (happened.Type is null || happened.OperationName is null)
        {
            return LeftAlone(happened, "is no event of Resource Manager: it has no type or no data.operationName");
        }

        if (!WatchedOperations.EventTypes.Contains(happened.Type))
        {
            return LeftAlone(happened, $"is of type {LogText.Line(happened.Type)}, which changes no deployment");
        }

        if (!WatchedOperations.Subjects.TryGetValue(happened.OperationName, out var subject))
        {
            return LeftAlone(happened, $"is about {LogText.Line(happened.OperationName)}, which changes no deployment");
        }

        if (subject.IsEverywhere)
        {
            return new FilteredEvent(happened, scopes.All, null);
        }

        return subject.Read(happened.Subject) is { } id
            ? Within(happened, id)
            : LeftAlone(happened, $"has a subject that is no {subject.Noun}");
    }

    private FilteredEvent Within(ArmEvent happened, ResourceId id)
    {
        var within = scopes.Within(id);
        return new FilteredEvent(happened, within, within.Count == 0 ? "is outside Discovery.Scopes" : null);
    }

    private static FilteredEvent LeftAlone(ArmEvent happened, string reason) => new(happened, [], reason);
}
