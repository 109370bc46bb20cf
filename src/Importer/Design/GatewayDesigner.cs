using Importer.Deployments;
using Importer.Gateway;

namespace Importer.Design;

/// <summary>Computes what the gateway should hold from what was deployed. Pure: it depends on nothing but what exists now.</summary>
public static class GatewayDesigner
{
    /// <summary>The design for the accounts in <paramref name="input"/>.</summary>
    public static GatewayDesign Design(DesignInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var setAside = new List<SetAside>();
        var places = input.Inventory.Places;
        var seats = new Seats(input.Apis, places);
        var groups = Apart(seats, input.Inventory.Accounts
            .OrderBy(inventory => inventory.Account.Id.Value, StringComparer.OrdinalIgnoreCase)
            .SelectMany(inventory => Groups(inventory, (input.Settings, seats), setAside))
            .Where(group => IsOurs(group, seats, setAside)), setAside);
        var designed = groups.Select(group => (Group: group, Design: ApiDesigner.Design(group, input, setAside))).ToList();
        var made = designed.Where(item => item.Design is not null).ToList();
        return new GatewayDesign
        {
            Resources = [.. Access(made.Select(item => item.Group)), .. made.SelectMany(item => item.Design!.Resources)],
            Decisions = [.. made.SelectMany(item => Decisions(item.Group, item.Design!, input.Apis))],
            Undesigned = designed.Where(item => item.Design is null).Select(item => item.Group.ApiId).ToHashSet(StringComparer.OrdinalIgnoreCase),
            Trimmed = made.Where(item => item.Group.Profile.Source == ImportSource.OpenApi)
                .ToDictionary(item => item.Group.ApiId, item => Specs.SpecCatalogue.For(item.Group.Compatibility, item.Group.Capabilities.ToHashSet()).Operations.Count, StringComparer.OrdinalIgnoreCase),
            Ignored = made.Where(item => item.Group.Profile.DriftIgnore.Count > 0)
                .ToDictionary(item => item.Group.ApiId, IReadOnlySet<IgnorableField> (item) => item.Group.Profile.DriftIgnore.ToHashSet(), StringComparer.OrdinalIgnoreCase),
            Kept = KeptDesigner.Design(input, places, groups),
            SetAside = setAside,
        };
    }

    private static bool IsOurs(ApiGroup group, Seats seats, List<SetAside> setAside)
    {
        setAside.AddRange(seats.Refusal(group) ?? []);
        return seats.Refusal(group) is null;
    }

    private static IEnumerable<ApiGroup> Groups(AccountInventory inventory, (ImporterSettings Settings, Seats Seats) given, List<SetAside> setAside)
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

        var admitted = new List<(ModelDeployment Deployment, ResolvedProfile Resolved)>();
        foreach (var deployment in inventory.Deployments)
        {
            var resolved = ProfileResolver.Resolve(given.Settings, inventory.Account, deployment);
            if (Admission.Refusal(deployment, resolved) is { } reason)
            {
                setAside.Add(reason);
            }
            else
            {
                admitted.Add((deployment, resolved));
            }
        }

        return Grouping.Of(Members(inventory.Account, admitted, given.Seats, setAside), inventory, given.Settings, setAside);
    }

    private static List<Member> Members(
        FoundryAccount account, List<(ModelDeployment Deployment, ResolvedProfile Resolved)> admitted, Seats seats, List<SetAside> setAside)
    {
        var live = admitted.Select(item => item.Deployment).Where(CompatibilityChooser.IsCounted).ToList();
        var members = new List<Member>();
        foreach (var (deployment, resolved) in admitted)
        {
            var chosen = CompatibilityChooser.Choose(deployment, resolved, live).ToList();
            if (chosen.Count == 0)
            {
                setAside.Add(new(deployment.Id.Value, CompatibilityChooser.Misfit(deployment, resolved)));
            }

            members.AddRange(chosen.Select(choice => new Member(account, deployment, resolved, choice.Compatibility, choice.Reason)
            {
                Seat = Templates.IsPerDeployment(resolved.Profile.BasePath) ? null : seats.Adopted(account.Id, choice.Compatibility),
            }));
        }

        return members;
    }

    // Two accounts (or two compatibilities) on one path or id: whose API stands there keeps it, else the first by account id
    // has it; the others are told.
    private static List<ApiGroup> Apart(Seats seats, IEnumerable<ApiGroup> groups, List<SetAside> setAside)
    {
        var ids = new Dictionary<string, ApiGroup>(StringComparer.OrdinalIgnoreCase);
        var paths = new Dictionary<string, ApiGroup>(StringComparer.OrdinalIgnoreCase);
        foreach (var group in groups.ToList().OrderBy(group => !seats.IsIncumbent(group)))
        {
            if ((ids.GetValueOrDefault(group.ApiId) ?? paths.GetValueOrDefault(group.Path)) is { } holder)
            {
                setAside.AddRange(group.Members.Select(member => new SetAside(member.Deployment.Id.Value, Taken(group, holder, seats)) { IsConflict = true }));
            }
            else
            {
                (ids[group.ApiId], paths[group.Path]) = (group, group);
            }
        }

        return [.. ids.Values.OrderBy(group => group.Account.Id.Value, StringComparer.OrdinalIgnoreCase)];
    }

    private static string Taken(ApiGroup group, ApiGroup holder, Seats seats)
    {
        var whose = holder.Members.Count == 1 ? holder.Members[0].Deployment.Id : holder.Account.Id;
        var why = seats.IsIncumbent(holder) ? ", whose API is there and stays" : "";
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

    private static IEnumerable<Decision> Decisions(ApiGroup group, ApiDesign design, IReadOnlyList<Api> apis) => group.Members.Where(member => member.Can.Any(design.Callable.Contains)).Select(member => new Decision
    {
        Deployment = member.Deployment,
        Compatibility = group.Compatibility,
        Reason = Advice.WithWarnings(member.Reason, group),
        Settings = group.Settings,
        ApiId = group.ApiId,
        ApiPath = group.Path,
        ApiVersion = design.VersionFor(member.Deployment),
        Callable = design.Callable,
        Audience = group.Profile.Authentication is { Mode: AuthenticationMode.ManagedIdentity, Audience: var audience } ? audience : null,
        KeyHeader = group.HeaderOfCallers(apis),
        Source = group.Profile.Source,
    });
}
