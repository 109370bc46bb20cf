using Importer.Deployments;

namespace Importer.Design;

/// <summary>Puts the deployments that are called under one path into one API.</summary>
internal static class Grouping
{
    // These decide which API a deployment belongs to, so members of one API have settled them already.
    private static readonly string[] Settled = [ProfileFields.BasePath, ProfileFields.Compatibility];

    /// <summary>The groups of one account, by path.</summary>
    public static IReadOnlyList<ApiGroup> Of(IEnumerable<Member> members, AccountInventory inventory, ImporterSettings settings, List<SetAside> setAside) =>
    [
        .. members.GroupBy(member => (Path: member.Path.ToUpperInvariant(), member.Compatibility))
            .OrderBy(group => group.Key.Path, StringComparer.Ordinal)
            .Select(group => Group([.. group.OrderBy(member => member.Deployment.Name, StringComparer.OrdinalIgnoreCase)], inventory, settings, setAside)),
    ];

    private static ApiGroup Group(List<Member> members, AccountInventory inventory, ImporterSettings settings, List<SetAside> setAside)
    {
        var first = members[0];
        var (profile, origins) = Merge(members, settings, setAside);
        return new ApiGroup
        {
            Account = inventory.Account,
            Compatibility = first.Compatibility,
            Path = first.Path,
            Members = members,
            Profile = profile,
            Settings = Explanation.Of(profile, origins, settings),
            Capabilities = [.. members.Select(member => member.Deployment)
                .Concat(Templates.IsPerDeployment(profile.BasePath) ? [] : Resting(inventory, first.Compatibility))
                .SelectMany(deployment => CapabilityCatalog.Of(deployment, first.Compatibility)).Distinct().Order()],
        };
    }

    // A deployment that is paused or being changed keeps its operations: taking them away would break it when it is back.
    private static IEnumerable<ModelDeployment> Resting(AccountInventory inventory, Compatibility compatibility) =>
        inventory.Deployments.Where(deployment => (deployment.Paused || (deployment.IsSettling && deployment.ProvisioningState != "Deleting"))
            && CompatibilityChooser.Serves(compatibility, deployment));

    // What all members agree on holds; where rules tell them apart, the account's own value holds and people are told.
    private static (ApiProfile Profile, IReadOnlyDictionary<string, string> Origins) Merge(List<Member> members, ImporterSettings settings, List<SetAside> setAside)
    {
        var first = members[0].Resolved;
        var disputed = first.Origins.Keys
            .Where(field => members.Exists(member => member.Resolved.Origins[field] != first.Origins[field]))
            .Except(Settled)
            .ToList();
        if (disputed.Count == 0)
        {
            return (first.Profile, first.Origins);
        }

        setAside.AddRange(members
            .Where(member => disputed.Exists(field => member.Resolved.Origins[field] != ResolvedProfile.FromDefaults))
            .Select(member => Disputed(member, disputed)));
        var common = ProfileResolver.ForAccount(settings, members[0].Account);
        var origins = first.Origins.ToDictionary(origin => origin.Key, origin => disputed.Contains(origin.Key) ? common.Origins[origin.Key] : origin.Value);
        return (disputed.Aggregate(first.Profile, (profile, field) => Take(profile, field, common, settings)), origins);
    }

    private static ApiProfile Take(ApiProfile profile, string field, ResolvedProfile common, ImporterSettings settings)
    {
        var origin = common.Origins[field];
        return origin == ResolvedProfile.FromDefaults
            ? ProfileCopy.Copy(field, settings.Defaults, profile)
            : Explanation.Rule(origin, settings).Fields[field](profile);
    }

    private static SetAside Disputed(Member member, List<string> disputed) => new(
        member.Deployment.Id.Value,
        $"is imported, but the rules' {string.Join(", ", disputed.Where(field => member.Resolved.Origins[field] != ResolvedProfile.FromDefaults))} cannot hold for it alone, because it shares the API on '{member.Path}' with deployments of other settings; give it a BasePath of its own (such as {{account}}/{{deployment}})");
}
