using Importer.Configuration;
using Importer.Deployments;
using Importer.Gateway;

namespace Importer.Design;

/// <summary>
/// Says what an API of ours that the design no longer makes should look like while it stays: as open and as well guarded as
/// one that the settings would make today. Its names, its path and its operations are as they were left.
/// </summary>
internal static class KeptDesigner
{
    /// <summary>What to compare, for every API that is there and that none of <paramref name="groups"/> has.</summary>
    public static IReadOnlyList<GatewayResource> Design(
        DesignInput input,
        AccountPlaces places,
        IReadOnlyList<ApiGroup> groups,
        ApiDesigner designer
    )
    {
        var made = groups.Select(group => group.ApiId).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var accounts = input.Inventory.Accounts.ToDictionary(found => found.Account.Id);
        return
        [
            .. input
                .Apis.Where(api => api is { IsCurrent: true, OwnershipTag: not null } && !made.Contains(api.Id))
                .SelectMany(api =>
                    accounts.GetValueOrDefault(places.AccountOf(api.OwnershipTag!.Source, api.OwnershipTag.Host)) is { } found
                        ? Design(api, found, input.Settings, Sibling(api, found.Account, groups), designer)
                        : []
                ),
        ];
    }

    // Where the account's calls are designed the same way elsewhere, the policy is that one with the API's own backend and key.
    private static IEnumerable<GatewayResource> Design(
        Api api,
        AccountInventory found,
        ImporterSettings settings,
        ApiGroup? sibling,
        ApiDesigner designer
    )
    {
        var profile = sibling?.Profile ?? ProfileOf(api, found, settings);
        yield return api with
        {
            SubscriptionRequired = profile.SubscriptionRequired,
            Protocols = ["https"],
            Definition = null,
        };
        if (sibling is null || designer.Design(sibling, []) is not { } design)
        {
            yield break;
        }

        var (backend, key) = api.OwnershipTag!.AdoptedAs is null
            ? (ApiNaming.BackendId(api.Id), ApiNaming.KeyId(api.Id))
            : (ApiNaming.AdoptedBackendId(api.Id), ApiNaming.AdoptedKeyId(api.Id));
        yield return design.Resources.OfType<Backend>().Single() with
        {
            Id = backend,
        };
        var xml = design
            .Resources.OfType<ApiPolicy>()
            .Single()
            .Xml.Replace(sibling.BackendId, backend, StringComparison.OrdinalIgnoreCase)
            .Replace(sibling.KeyId, key, StringComparison.OrdinalIgnoreCase);
        yield return new ApiPolicy { Api = api.Id, Xml = xml };
    }

    private static ApiGroup? Sibling(Api api, FoundryAccount account, IReadOnlyList<ApiGroup> groups) =>
        groups.FirstOrDefault(group =>
            group.Account.Id == account.Id
            && IsCalledAs(api, group.Compatibility)
            && (
                !api.OwnershipTag!.Source.IsOfType(ModelDeployment.ResourceType)
                || group.Members.Any(member =>
                    string.Equals(member.Deployment.Name, api.OwnershipTag.Source.Name, StringComparison.OrdinalIgnoreCase)
                )
            )
        );

    private static bool IsCalledAs(Api api, Compatibility compatibility) =>
        api.OwnershipTag!.AdoptedAs is { } word
            ? string.Equals(word, compatibility.ToString(), StringComparison.OrdinalIgnoreCase)
            : api.Path.EndsWith($"/{ApiNaming.Suffix(compatibility)}", StringComparison.OrdinalIgnoreCase);

    private static ApiProfile ProfileOf(Api api, AccountInventory found, ImporterSettings settings)
    {
        var deployment = found.Deployments.FirstOrDefault(one => one.Id == api.OwnershipTag!.Source);
        return (
            deployment is null
                ? ProfileResolver.ForAccount(settings, found.Account)
                : ProfileResolver.Resolve(settings, found.Account, deployment)
        ).Profile;
    }
}
