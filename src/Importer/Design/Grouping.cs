using Importer.Configuration;
using Importer.Deployments;
using Importer.Gateway;
using Importer.Resources;

namespace Importer.Design;

/// <summary>Puts the deployments that are called under one path into one API.</summary>
internal static class Grouping
{
    // These decide which API a deployment belongs to, so members of one API have settled them already.
    private static readonly string[] Settled = [ProfileFields.BasePath, ProfileFields.Compatibility];

    /// <summary>The groups of one account, by path.</summary>
    public static IReadOnlyList<ApiGroup> Of(
        IEnumerable<ApiMember> members,
        AccountInventory inventory,
        ImporterSettings settings,
        List<SetAside> setAside
    ) =>
        [
            .. members
                .GroupBy(member => (Path: member.Path.ToUpperInvariant(), member.Compatibility))
                .OrderBy(group => group.Key.Path, StringComparer.Ordinal)
                .Select(group =>
                    Group(
                        [.. group.OrderBy(member => member.Deployment.Name, StringComparer.OrdinalIgnoreCase)],
                        inventory,
                        settings,
                        setAside
                    )
                ),
        ];

    private static ApiGroup Group(List<ApiMember> members, AccountInventory inventory, ImporterSettings settings, List<SetAside> setAside)
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
            Settings = SettingOrigins.Of(profile, origins, settings),
            Capabilities =
            [
                .. members
                    .Select(member => member.Deployment)
                    .Concat(Templates.IsPerDeployment(profile.BasePath) ? [] : Resting(inventory, first.Compatibility))
                    .SelectMany(deployment => CapabilityCatalog.Of(deployment, first.Compatibility))
                    .Distinct()
                    .Order(),
            ],
        };
    }

    // A deployment that is paused or being changed keeps its operations: taking them away would break it when it is back.
    private static IEnumerable<ModelDeployment> Resting(AccountInventory inventory, Compatibility compatibility) =>
        inventory.Deployments.Where(deployment =>
            (deployment.Paused || (deployment.IsSettling && deployment.ProvisioningState != "Deleting"))
            && CompatibilityChooser.Serves(compatibility, deployment)
        );

    // What all members agree on holds; where rules tell them apart, the account's own value holds and people are told.
    private static (ApiProfile Profile, IReadOnlyDictionary<string, string> Origins) Merge(
        List<ApiMember> members,
        ImporterSettings settings,
        List<SetAside> setAside
    )
    {
        var first = members[0].Resolved;
        var disputed = first.Origins.Keys.Where(field => IsDisputed(field, members)).Except(Settled).ToList();
        if (disputed.Count == 0)
        {
            return (first.Profile, first.Origins);
        }

        setAside.AddRange(
            members
                .Where(member => disputed.Exists(field => member.Resolved.Origins[field] != ResolvedProfile.FromDefaults))
                .Select(member => Disputed(member, disputed))
        );
        var common = ProfileResolver.ForAccount(settings, members[0].Account);
        var origins = first.Origins.ToDictionary(
            origin => origin.Key,
            origin => disputed.Contains(origin.Key) ? common.Origins[origin.Key] : origin.Value
        );
        return (disputed.Aggregate(first.Profile, (profile, field) => Take(profile, field, common, settings)), origins);
    }

    private static bool IsDisputed(string field, List<ApiMember> members)
    {
        var origin = members[0].Resolved.Origins[field];
        foreach (var member in members)
        {
            if (member.Resolved.Origins[field] != origin)
            {
                return true;
            }
        }

        return false;
    }

    private static ApiProfile Take(ApiProfile profile, string field, ResolvedProfile common, ImporterSettings settings)
    {
        var origin = common.Origins[field];
        return origin == ResolvedProfile.FromDefaults
            ? ProfileCopy.Copy(field, settings.Defaults, profile)
            : SettingOrigins.Rule(origin, settings).Fields[field](profile);
    }

    private static SetAside Disputed(ApiMember member, List<string> disputed) =>
        new(
            member.Deployment.Id.Value,
            $"is imported, but the rules' {string.Join(", ", disputed.Where(field => member.Resolved.Origins[field] != ResolvedProfile.FromDefaults))} cannot hold for it alone, because it shares the API on '{member.Path}' with deployments of other settings; give it a BasePath of its own (such as {{account}}/{{deployment}})"
        );
}

/// <summary>The deployments that share one API.</summary>
internal sealed record ApiGroup
{
    /// <summary>The account behind the API.</summary>
    public required FoundryAccount Account { get; init; }

    /// <summary>How clients call it.</summary>
    public required Compatibility Compatibility { get; init; }

    /// <summary>Its path.</summary>
    public required string Path { get; init; }

    /// <summary>Its deployments, by name.</summary>
    public required IReadOnlyList<ApiMember> Members { get; init; }

    /// <summary>The settings that hold for the API as a whole.</summary>
    public required ApiProfile Profile { get; init; }

    /// <summary>Which rule gave which of them, by field.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>What the deployments, taken together, can do.</summary>
    public required IReadOnlyList<Capability> Capabilities { get; init; }

    /// <summary>The adopted API whose place the group has; null when the importer chooses the place.</summary>
    public Api? AdoptedApi => Members[0].AdoptedApi;

    /// <summary>The API's id.</summary>
    public string ApiId => AdoptedApi?.Id ?? ApiNaming.ApiId(Path);

    /// <summary>The id of its backend.</summary>
    public string BackendId => AdoptedApi is null ? ApiNaming.BackendId(ApiId) : ApiNaming.AdoptedBackendId(ApiId);

    /// <summary>The id of its secret named value.</summary>
    public string KeyId => AdoptedApi is null ? ApiNaming.KeyId(ApiId) : ApiNaming.AdoptedKeyId(ApiId);

    /// <summary>
    /// The header of the subscription key: what the callers of an adopted API send, else what the client libraries of the compatibility
    /// send.
    /// </summary>
    public string KeyHeader => AdoptedApi?.KeyHeader ?? (Compatibility == Compatibility.Anthropic ? "x-api-key" : "api-key");

    /// <summary>The query parameter of the subscription key.</summary>
    public string KeyQuery => AdoptedApi?.KeyQuery ?? "subscription-key";

    /// <summary>
    /// True when every caller has a subscription: it is required, and people have not kept that for themselves (<c>Drift.Ignore</c>).
    /// </summary>
    public bool IsSubscriptionSure => Profile.SubscriptionRequired && !Profile.DriftIgnore.Contains(IgnorableField.SubscriptionRequired);

    /// <summary>The header in which callers send the key: people's where they keep that for themselves and the API is there.</summary>
    public string HeaderOfCallers(IReadOnlyList<Api> apis)
    {
        if (!Profile.DriftIgnore.Contains(IgnorableField.SubscriptionKeyParameterNames))
        {
            return KeyHeader;
        }

        var id = ApiId;
        var there = apis.FirstOrDefault(api => api.IsCurrent && string.Equals(api.Id, id, StringComparison.OrdinalIgnoreCase));
        return there?.KeyHeader ?? KeyHeader;
    }

    /// <summary>What the ownership tag names: the account, or the deployment when each has its own API.</summary>
    public ResourceId Source => Templates.IsPerDeployment(Profile.BasePath) ? Members[0].Deployment.Id : Account.Id;
}

/// <summary>A deployment that is in, under one compatibility.</summary>
internal sealed record ApiMember(
    FoundryAccount Account,
    ModelDeployment Deployment,
    ResolvedProfile Resolved,
    Compatibility Compatibility,
    string Reason
)
{
    /// <summary>The adopted API that it is called through; null for one of the importer's own.</summary>
    public Api? AdoptedApi { get; init; }

    /// <summary>What it can do there.</summary>
    public IReadOnlyList<Capability> Can => CapabilityCatalog.Of(Deployment, Compatibility);

    /// <summary>The path it is called under.</summary>
    public string Path =>
        AdoptedApi?.Path
        ?? ApiNaming.Path(
            Templates.Fill(Resolved.Profile.BasePath, Account, Deployment, Compatibility),
            Compatibility,
            Resolved.Profile.Source
        );
}
