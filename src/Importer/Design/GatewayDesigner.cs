using Importer.Configuration;
using Importer.Deployments;
using Importer.Gateway;
using Importer.Lifecycle;
using Importer.Resources;

namespace Importer.Design;

/// <summary>Computes what the gateway should hold from what was deployed. Pure: it depends on nothing but what exists now.</summary>
internal static class GatewayDesigner
{
    /// <summary>The design for the accounts in <paramref name="input"/>.</summary>
    public static GatewayDesign Design(DesignInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var setAside = new List<SetAside>();
        var places = input.Inventory.Places;
        var adoptedApis = new AdoptedApis(input.Apis, places);
        var groups = Apart(
            adoptedApis,
            input
                .Inventory.Accounts.OrderBy(inventory => inventory.Account.Id.Value, StringComparer.OrdinalIgnoreCase)
                .SelectMany(inventory => Groups(inventory, (input, adoptedApis), setAside))
                .Where(group => IsOurs(group, adoptedApis, setAside)),
            setAside
        );
        var designer = new ApiDesigner(input);
        var designed = groups.Select(group => (Group: group, Design: designer.Design(group, setAside))).ToList();
        var made = designed.Where(item => item.Design is not null).ToList();
        return new GatewayDesign
        {
            Resources = [.. Access(made.Select(item => item.Group)), .. made.SelectMany(item => item.Design!.Resources)],
            Decisions = [.. made.SelectMany(item => Decisions(item.Group, item.Design!, input))],
            Undesigned = designed
                .Where(item => item.Design is null)
                .Select(item => item.Group.ApiId)
                .ToHashSet(StringComparer.OrdinalIgnoreCase),
            Trimmed = made.Where(item => item.Group.Profile.Source == ImportSource.OpenApi)
                .ToDictionary(
                    item => item.Group.ApiId,
                    item => Specs.SpecCatalogue.For(item.Group.Compatibility, item.Group.Capabilities.ToHashSet()).Operations.Count,
                    StringComparer.OrdinalIgnoreCase
                ),
            Ignored = made.Where(item => item.Group.Profile.DriftIgnore.Count > 0)
                .ToDictionary(
                    item => item.Group.ApiId,
                    IReadOnlySet<IgnorableField> (item) => item.Group.Profile.DriftIgnore.ToHashSet(),
                    StringComparer.OrdinalIgnoreCase
                ),
            Kept = KeptDesigner.Design(input, places, groups, designer),
            SetAside = setAside,
            Prerequisites = input.Prerequisites,
            Ahead = input.Ahead,
        };
    }

    private static bool IsOurs(ApiGroup group, AdoptedApis adoptedApis, List<SetAside> setAside)
    {
        var refusal = adoptedApis.Refusal(group);
        setAside.AddRange(refusal ?? []);
        return refusal is null;
    }

    private static IEnumerable<ApiGroup> Groups(
        AccountInventory inventory,
        (DesignInput Input, AdoptedApis Adopted) given,
        List<SetAside> setAside
    )
    {
        if (inventory.Deployments.Count == 0)
        {
            return [];
        }

        if (Admission.Refusal(inventory.Account) is { } refusal)
        {
            setAside.Add(refusal);
            return [];
        }

        setAside.AddRange(Compliance.Notes(given.Input.Settings.Compliance, inventory));
        var admitted = new List<(ModelDeployment Deployment, ResolvedProfile Resolved)>();
        foreach (var deployment in inventory.Deployments)
        {
            var resolved = ProfileResolver.Resolve(given.Input.Settings, inventory.Account, deployment);
            if ((Admission.Refusal(deployment, resolved) ?? LateArrivals.Refusal(deployment, given.Input)) is { } reason)
            {
                setAside.Add(reason);
            }
            else if (
                given.Input.Settings.Fleets.FirstOrDefault(fleet =>
                    !fleet.AloneToo && CanStandIn(deployment) && RuleMatcher.Matches(fleet.Match, inventory.Account, deployment)
                ) is
                { } fleet
            )
            {
                setAside.Add(
                    new(
                        deployment.Id.Value,
                        $"has no API of its account, because AloneToo of fleet '{fleet.Name}' is false; once it has joined that, it is called through it alone"
                    )
                );
            }
            else
            {
                admitted.Add((deployment, resolved));
            }
        }

        return Grouping.Of(Members(inventory.Account, admitted, given.Adopted, setAside), inventory, given.Input.Settings, setAside);
    }

    // What no pool can serve is called through its account's API, whatever a fleet says of its members: models of other formats, and what
    // does only what keeps state in its account.
    private static bool CanStandIn(ModelDeployment deployment) =>
        deployment.IsOpenAI
        && CapabilityCatalog.Of(deployment, Compatibility.AzureOpenAI).Any(capability => capability != Capability.Responses);

    private static List<ApiMember> Members(
        FoundryAccount account,
        List<(ModelDeployment Deployment, ResolvedProfile Resolved)> admitted,
        AdoptedApis adoptedApis,
        List<SetAside> setAside
    )
    {
        var models = new AccountModels(account, admitted.Select(item => item.Deployment));
        var members = new List<ApiMember>();
        foreach (var (deployment, resolved) in admitted)
        {
            var chosen = CompatibilityChooser.Choose(deployment, resolved, models).ToList();
            if (chosen.Count == 0)
            {
                setAside.Add(new(deployment.Id.Value, CompatibilityChooser.Misfit(deployment, resolved)));
            }

            members.AddRange(
                chosen.Select(choice => new ApiMember(account, deployment, resolved, choice.Compatibility, choice.Reason)
                {
                    AdoptedApi = Templates.IsPerDeployment(resolved.Profile.BasePath)
                        ? null
                        : adoptedApis.Adopted(account.Id, choice.Compatibility),
                })
            );
        }

        return members;
    }

    // Two accounts (or two compatibilities) on one path or id: whose API stands there keeps it, else the first by account id
    // has it; the others are told.
    private static List<ApiGroup> Apart(AdoptedApis adoptedApis, IEnumerable<ApiGroup> groups, List<SetAside> setAside)
    {
        var ids = new Dictionary<string, ApiGroup>(StringComparer.OrdinalIgnoreCase);
        var paths = new Dictionary<string, ApiGroup>(StringComparer.OrdinalIgnoreCase);
        foreach (var group in groups.ToList().OrderBy(group => !adoptedApis.IsIncumbent(group)))
        {
            if ((ids.GetValueOrDefault(group.ApiId) ?? paths.GetValueOrDefault(group.Path)) is { } holder)
            {
                setAside.AddRange(
                    group.Members.Select(member => new SetAside(member.Deployment.Id.Value, Taken(group, holder, adoptedApis))
                    {
                        IsConflict = true,
                    })
                );
            }
            else
            {
                (ids[group.ApiId], paths[group.Path]) = (group, group);
            }
        }

        return [.. ids.Values.OrderBy(group => group.Account.Id.Value, StringComparer.OrdinalIgnoreCase)];
    }

    private static string Taken(ApiGroup group, ApiGroup holder, AdoptedApis adoptedApis)
    {
        var whose = holder.Members.Count == 1 ? holder.Members[0].Deployment.Id : holder.Account.Id;
        var why = adoptedApis.IsIncumbent(holder) ? ", whose API is there and stays" : "";
        var way = Templates.IsPerDeployment(group.Profile.BasePath) ? "{account}/{deployment}" : "{resourceGroup}/{account}";
        return $"path '{group.Path}' is already that of {whose}{why}; give one of the two accounts another BasePath (such as {way})";
    }

    private static IEnumerable<GatewayResource> Access(IEnumerable<ApiGroup> groups)
    {
        var byIdentity = groups
            .Where(group => group.Profile.Authentication is { Mode: AuthenticationMode.ManagedIdentity, ClientId: null })
            .GroupBy(group => group.Account.Id)
            .ToList();
        return byIdentity.Count == 0
            ? []
            : [new ServiceIdentity(), .. byIdentity.Select(account => Roles.For(account.Key, account, account.First().Profile.Access))];
    }

    private static IEnumerable<Decision> Decisions(ApiGroup group, ApiDesign design, DesignInput input) =>
        group
            .Members.Where(member => !design.IsClosed && member.Can.Any(design.Callable.Contains))
            .Select(member => new Decision
            {
                Deployment = member.Deployment,
                Compatibility = group.Compatibility,
                Reason = ReadinessWarnings.WithWarnings(member.Reason, group),
                Settings = group.Settings,
                ApiId = group.ApiId,
                ApiPath = group.Path,
                ApiVersion = design.VersionFor(member.Deployment),
                Callable = design.Callable,
                Audience = group
                    is { Compatibility: Compatibility.Anthropic, Profile.Authentication.Mode: AuthenticationMode.ManagedIdentity }
                    ? design.Audience
                    : null,
                KeyHeader = group.HeaderOfCallers(input.Apis),
                Source = group.Profile.Source,
                Lacks = design.Lacks,
                Ahead = input.Ahead.GetValueOrDefault(member.Deployment.Id.Value),
            });
}

/// <summary>One deployment called through one API, and why so.</summary>
internal sealed record Decision
{
    /// <summary>The deployment.</summary>
    public required ModelDeployment Deployment { get; init; }

    /// <summary>How clients call it there.</summary>
    public required Compatibility Compatibility { get; init; }

    /// <summary>A sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>Which rule gave which value, by field; the rest is from the defaults.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>The API's id.</summary>
    public required string ApiId { get; init; }

    /// <summary>The API's path.</summary>
    public required string ApiPath { get; init; }

    /// <summary>The <c>api-version</c> that calls name; empty where the API needs none.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>What the API's operations can make a model do.</summary>
    public required IReadOnlySet<Capability> Callable { get; init; }

    /// <summary>
    /// The audience of the gateway's token, where the documentation leaves open which one is taken (Anthropic); null elsewhere, and with a
    /// key.
    /// </summary>
    public string? Audience { get; init; }

    /// <summary>The header that carries the subscription key.</summary>
    public required string KeyHeader { get; init; }

    /// <summary>The import route, which shapes the URL of a call.</summary>
    public required ImportSource Source { get; init; }

    /// <summary>The policies that the settings ask for and the API is without, by their paths in the settings.</summary>
    public IReadOnlyList<string> Lacks { get; init; } = [];

    /// <summary>What is ahead of the deployment; null where nobody looks.</summary>
    public Retirement? Ahead { get; init; }
}

/// <summary>Everything a design is made from.</summary>
internal sealed record DesignInput
{
    /// <summary>Accounts and deployments.</summary>
    public required Inventory Inventory { get; init; }

    /// <summary>The settings.</summary>
    public required ImporterSettings Settings { get; init; }

    /// <summary>The API Management service; its tier decides which policies it takes.</summary>
    public required ServiceInfo Service { get; init; }

    /// <summary>The APIs that the service holds, as listed: some may have been adopted or detached.</summary>
    public IReadOnlyList<Api> Apis { get; init; } = [];

    /// <summary>True when an API that carries an ownership tag stands under an id.</summary>
    /// <param name="id">The API's id.</param>
    public bool Holds(string id) =>
        Apis.Any(api =>
            api is { IsCurrent: true, OwnershipTag: not null } && string.Equals(api.Id, id, StringComparison.OrdinalIgnoreCase)
        );

    /// <summary>
    /// What people keep in the service, as far as <see cref="PrerequisiteFinder"/> asked for it; null when it was not looked at, and is
    /// taken to be there.
    /// </summary>
    public ServicePrerequisites? Prerequisites { get; init; }

    /// <summary>Fingerprints of account keys, by account; one that is not here is not compared.</summary>
    public IReadOnlyDictionary<ResourceId, string> KeyFingerprints { get; init; } = new Dictionary<ResourceId, string>();

    /// <summary>Why the keys of some accounts could not be read, by account.</summary>
    public IReadOnlyDictionary<ResourceId, UnreadKey> UnreadKeys { get; init; } = new Dictionary<ResourceId, UnreadKey>();

    /// <summary>What is ahead of deployments, by id; empty where nobody looks.</summary>
    public IReadOnlyDictionary<string, Retirement> Ahead { get; init; } = new Dictionary<string, Retirement>();

    /// <summary>Specifications of source <c>OpenApi</c>, by location.</summary>
    public IReadOnlyDictionary<string, ExternalSpecification> Specifications { get; init; } =
        new Dictionary<string, ExternalSpecification>();
}

/// <summary>What the gateway should hold, and why.</summary>
internal sealed record GatewayDesign
{
    /// <summary>The resources.</summary>
    public required IReadOnlyList<GatewayResource> Resources { get; init; }

    /// <summary>Which deployment is called through which API.</summary>
    public required IReadOnlyList<Decision> Decisions { get; init; }

    /// <summary>The ids of APIs that could not be designed this time; what there is of them stays as it is.</summary>
    public IReadOnlySet<string> Undesigned { get; init; } = new HashSet<string>();

    /// <summary>What people keep for themselves, by API id.</summary>
    public IReadOnlyDictionary<string, IReadOnlySet<IgnorableField>> Ignored { get; init; } =
        new Dictionary<string, IReadOnlySet<IgnorableField>>();

    /// <summary>How many operations the importer's own catalogue would give to APIs that have more, by API id.</summary>
    public IReadOnlyDictionary<string, int> Trimmed { get; init; } = new Dictionary<string, int>();

    /// <summary>
    /// What APIs that are there and not designed should look like as long as they stay, and their policies and backends: only
    /// compared, never written.
    /// </summary>
    public IReadOnlyList<GatewayResource> Kept { get; init; } = [];

    /// <summary>What is left out.</summary>
    public required IReadOnlyList<SetAside> SetAside { get; init; }

    /// <summary>What people keep in the service for policies, as it was read for this design; null when it was not looked at.</summary>
    public ServicePrerequisites? Prerequisites { get; init; }

    /// <summary>What is ahead of deployments, by id; empty where nobody looks.</summary>
    public IReadOnlyDictionary<string, Retirement> Ahead { get; init; } = new Dictionary<string, Retirement>();
}

/// <summary>An account, deployment or setting that the design leaves out, with the reason.</summary>
/// <param name="Subject">The id of what is left out.</param>
/// <param name="Reason">A sentence with the way out.</param>
/// <param name="MayPass">True when it passes by itself (still being created), so that looking again makes sense.</param>
public sealed record SetAside(string Subject, string Reason, bool MayPass = false)
{
    /// <summary>Which fields differ, where it is an API that stays as it is for that.</summary>
    public IReadOnlyList<FieldDifference> Differences { get; init; } = [];

    /// <summary>True when an event of its own tells how it ends, so that a run over something else need not wait for it.</summary>
    public bool TellsItself { get; init; }

    /// <summary>True when the settings ask for what cannot be, so that somebody has to change them.</summary>
    public bool NeedsAction { get; init; }

    /// <summary>True when somebody else has the path, so that people have to say who gets another one.</summary>
    public bool IsConflict { get; init; }

    /// <summary>True when a deployment is outside of the company's rules, or an API answers no call for that.</summary>
    public bool IsBreach { get; init; }

    /// <summary>What is lacking, where it is about that.</summary>
    public DesignLack Lack { get; init; }

    /// <summary>The deployments that are called through an API that is withheld.</summary>
    public IReadOnlyList<string> Deployments { get; init; } = [];

    /// <summary>The fleet that it is about; null for none.</summary>
    public string? Fleet { get; init; }
}

/// <summary>What a design lacks.</summary>
public enum DesignLack
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A policy that the settings ask for; the API is made without it.</summary>
    Policy,

    /// <summary>A policy that the settings ask for; the API is withheld.</summary>
    Withheld,

    /// <summary>A right of the importer.</summary>
    Right,
}
