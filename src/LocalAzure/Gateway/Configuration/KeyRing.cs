using System.Text.Json.Nodes;
using LocalAzure.Arm;
using LocalAzure.State;

namespace LocalAzure.Gateway.Configuration;

/// <summary>The keys that the management plane keeps with a resource and shows only through its list actions.</summary>
internal static class KeyRing
{
    private static readonly string[] SubscriptionKeys = ["primaryKey", "secondaryKey"];

    /// <summary>Both keys of a subscription.</summary>
    public static IEnumerable<string> OfSubscription(ArmResource subscription) =>
        SubscriptionKeys.Select(name => (string?)subscription.Body["properties"]?[name]).OfType<string>();

    /// <summary>Both keys of an account.</summary>
    public static IEnumerable<string> OfAccount(ArmResource account) =>
        (account.Body[ArmDocument.Secrets] as JsonObject ?? []).Select(pair => (string)pair.Value!);
}
