using Importer.Design;

namespace Importer.Settings;

/// <summary>Finds values of a profile that are good by themselves and do not go together.</summary>
internal static class ProfileChecks
{
    /// <summary>Checks the defaults, or a rule as it works on them.</summary>
    /// <param name="node">Where the profile or rule stands.</param>
    /// <param name="given">The fields that it sets itself.</param>
    /// <param name="profile">What results.</param>
    /// <param name="hasLocationElsewhere">True when another rule may give the location.</param>
    public static void Check(SettingNode node, ProfileChanges given, ApiProfile profile, bool hasLocationElsewhere)
    {
        if (given.Fields.ContainsKey(ProfileFields.Source) && profile is { Source: ImportSource.OpenApi, OpenApiLocation: null } && !hasLocationElsewhere)
        {
            node.Child("OpenApi").Fault("Location", "is missing beside Source OpenApi. Give the specification's path beside importer.json, or its https address.");
        }

        if (!profile.SubscriptionRequired)
        {
            CheckWithoutSubscription(node, given, profile.Policies);
        }
    }

    private static void CheckWithoutSubscription(SettingNode node, ProfileChanges given, PolicySettings policies)
    {
        (string Field, string Name, IEnumerable<string?> Expressions)[] places =
        [
            (ProfileFields.TokenLimit, "CounterKey", [policies.TokenLimit?.CounterKey]),
            (ProfileFields.RateLimit, "CounterKey", [policies.RateLimit?.CounterKey]),
            (ProfileFields.SemanticCache, "VaryBy", policies.SemanticCache?.VaryBy ?? []),
            (ProfileFields.TokenMetrics, "Dimensions", policies.TokenMetrics?.Dimensions.Values ?? []),
        ];
        var relaxes = given.Fields.ContainsKey(ProfileFields.SubscriptionRequired);
        foreach (var (field, name, _) in places.Where(place => place.Expressions.Any(ExpressionParsers.NeedsSubscription)))
        {
            if (given.Fields.ContainsKey(field))
            {
                node.Child("Policies").Child(field["Policies.".Length..])
                    .Fault(name, "asks context.Subscription, which is null for callers without a subscription (SubscriptionRequired is false). Write context.Subscription?. and a value for them.");
            }
            else if (relaxes)
            {
                node.Fault("SubscriptionRequired", $"is false, but {field}.{name} of the defaults asks context.Subscription, which is then null. Write context.Subscription?. there and a value for such callers.");
            }
        }
    }
}
