using Importer.Configuration;
using Importer.Deployments;
using Importer.Gateway;
using Importer.Resources;

namespace Importer.Design;

/// <summary>Tells from the settings of the deployments at hand what a design has to know of the service.</summary>
internal static class PrerequisiteFinder
{
    /// <summary>The needs; all of them absent when no policy uses anything that people keep.</summary>
    public static RequiredPrerequisites Of(Inventory inventory, ImporterSettings settings)
    {
        ArgumentNullException.ThrowIfNull(inventory);
        var policies = Profiles(inventory, settings)
            .Concat(settings.Fleets.Select(fleet => fleet.Profile))
            .Select(profile => profile.Policies)
            .ToList();
        return new()
        {
            Loggers = policies.Exists(policy => policy.TokenMetrics is not null),
            Caches = policies.Exists(policy => policy.SemanticCache is not null),
            Backends = policies.Exists(policy => policy.SemanticCache is not null || policy.ContentSafety is not null),
            Fragments = policies.Exists(policy => policy.Extra is { Length: > 0 }),
        };
    }

    /// <summary>The accounts that are called with their own key.</summary>
    public static IReadOnlyList<ResourceId> Keys(Inventory inventory, ImporterSettings settings)
    {
        ArgumentNullException.ThrowIfNull(inventory);
        return
        [
            .. inventory
                .Accounts.Where(found =>
                    !found.Account.LocalAuthDisabled
                    && Profiles(found, settings)
                        .Any(profile => profile.Authentication is { Mode: AuthenticationMode.ApiKey, KeyVaultSecret: null })
                )
                .Select(found => found.Account.Id),
        ];
    }

    /// <summary>
    /// True when some setting names a tag, so that tags can come and go with the settings, or leaves tags to people, so that a snapshot has
    /// theirs.
    /// </summary>
    public static bool Tags(ImporterSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings.Defaults.Tags.Count > 0
            || settings.Defaults.DriftIgnore.Contains(IgnorableField.Tags)
            || settings.Fleets.Any(fleet => fleet.Profile.Tags.Count > 0 || fleet.Profile.DriftIgnore.Contains(IgnorableField.Tags))
            || settings.Rules.Any(rule =>
                rule.Fields.ContainsKey(ProfileFields.Tags) || rule.Fields.ContainsKey(ProfileFields.DriftIgnore)
            );
    }

    // Where rules tell the deployments of one API apart, what holds for the account as a whole is taken.
    private static IEnumerable<ApiProfile> Profiles(Inventory inventory, ImporterSettings settings) =>
        inventory.Accounts.SelectMany(found =>
            Profiles(found, settings).ToList() switch
            {
                { Count: > 1 } several => several.Append(ProfileResolver.ForAccount(settings, found.Account).Profile),
                var one => one,
            }
        );

    private static IEnumerable<ApiProfile> Profiles(AccountInventory found, ImporterSettings settings) =>
        found
            .Deployments.Select(deployment => ProfileResolver.Resolve(settings, found.Account, deployment))
            .Where(resolved => resolved.Import)
            .Select(resolved => resolved.Profile);
}
