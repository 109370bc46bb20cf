namespace Importer.Configuration;

/// <summary>What becomes of an API whose settings ask for a policy that the service cannot hold.</summary>
public enum MissingPolicy
{
    /// <summary>A new API is not made, and one that is there stays as it is, until the service can hold the policy.</summary>
    Withhold,

    /// <summary>The API is made without the policy, and people are told.</summary>
    Publish,
}

/// <summary>
/// Finds what holds where the service lacks what a policy stands on: the policy's own word, then the word for all, then the policy's
/// default.
/// </summary>
internal static class MissingPolicies
{
    /// <summary>The policies that guard an API: without them it is withheld unless somebody says otherwise.</summary>
    public static IReadOnlyList<string> Guards { get; } =
    [ProfileFields.ContentSafety, ProfileFields.TokenLimit, ProfileFields.RateLimit, ProfileFields.Extra];

    /// <summary>What holds for the policy under <paramref name="field"/>.</summary>
    public static MissingPolicy Of(string field, PolicySettings policies) =>
        Own(field, policies) ?? policies.OnMissing ?? (Guards.Contains(field) ? MissingPolicy.Withhold : MissingPolicy.Publish);

    /// <summary>The setting that says so for this policy alone.</summary>
    public static string SettingOf(string field) => $"{field}.{nameof(PolicySettings.OnMissing)}";

    private static MissingPolicy? Own(string field, PolicySettings policies) =>
        field switch
        {
            ProfileFields.TokenLimit => policies.TokenLimit?.OnMissing,
            ProfileFields.TokenMetrics => policies.TokenMetrics?.OnMissing,
            ProfileFields.SemanticCache => policies.SemanticCache?.OnMissing,
            ProfileFields.ContentSafety => policies.ContentSafety?.OnMissing,
            ProfileFields.RateLimit => policies.RateLimit?.OnMissing,
            ProfileFields.CircuitBreaker => policies.CircuitBreaker?.OnMissing,
            ProfileFields.Extra => policies.ExtraOnMissing,
            _ => null,
        };
}
