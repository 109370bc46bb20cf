using System.Text;
using Importer.Configuration;
using Importer.Deployments;
using Importer.Design;
using Importer.Gateway;

namespace Importer.Fleets;

/// <summary>Computes what the gateway should hold for the fleets. Pure: it depends on who stands now and not on how they came.</summary>
internal static class FleetDesigner
{
    /// <summary>The designs, one a fleet of the settings.</summary>
    public static IReadOnlyList<FleetDesign> Design(FleetInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return [.. input.Settings.Fleets.Select(fleet => Design(fleet, input))];
    }

    private static FleetDesign Design(FleetSettings fleet, FleetInput input)
    {
        if (string.Equals(input.Service.Sku, "Consumption", StringComparison.OrdinalIgnoreCase))
        {
            return Nothing(fleet, input, [], NoPools(fleet));
        }

        var (found, notes) = MemberFinder.Find(fleet, input);
        if (Unknown(fleet, found, input) is { } unknown)
        {
            return new()
            {
                Fleet = fleet,
                IsUnseen = true,
                Notes = [.. notes, CannotTell(fleet, unknown)],
            };
        }

        var (members, breaches) = FleetCompliance.Hold(fleet, found, input.Settings.Compliance, () => Apis(fleet, found, input));
        var (aliases, placing) = AliasPlacer.Place(fleet, members, input.Closed, input.Pools);
        notes = [.. notes, .. breaches, .. placing];
        var xml = FleetPolicies.Fragment(fleet, aliases);
        if (Encoding.UTF8.GetByteCount(xml) is var size && size > PolicyFragment.MaxSize)
        {
            return Nothing(fleet, input, notes, TooLong(fleet, aliases.Count, size));
        }

        if (members.Count == 0 && !IsLeftByAll(fleet, input))
        {
            return Nothing(fleet, input, notes, NoMember(fleet));
        }

        var apis = Apis(fleet, members, input);
        return new()
        {
            Fleet = fleet,
            Members = members,
            Aliases = aliases,
            Resources =
            [
                .. members.Select(member => Backend(fleet, member)),
                .. aliases.Where(alias => alias.IsLive).SelectMany(alias => Pools(fleet, alias, input.Settings)),
                Fragment(fleet, xml, input.Settings),
                .. apis.SelectMany(api => api.Resources),
                .. FleetProbe.Design(fleet, members, input.Settings),
            ],
            Access = Access(fleet, members, input),
            Notes = [.. notes, .. apis.SelectMany(api => api.Notes)],
            PolicyNotes = [.. apis.SelectMany(api => api.PolicyNotes)],
        };
    }

    private static FleetDesign Nothing(FleetSettings fleet, FleetInput input, IReadOnlyList<FleetNote> notes, FleetNote reason) =>
        new()
        {
            Fleet = fleet,
            Aliases = AliasPlacer.Standing(fleet, MemberFinder.Remembered(fleet, input), input.Pools),
            Notes = [.. notes, reason],
        };

    // Source: https://learn.microsoft.com/azure/api-management/backends#load-balanced-pool
    private static FleetNote NoPools(FleetSettings fleet) =>
        new(
            fleet.Name,
            $"fleet '{fleet.Name}' needs pools of backends, which the Consumption tier does not have, so nothing is made for it; take another tier, or take the fleet out of the settings"
        )
        {
            NeedsAction = true,
        };

    private static FleetNote TooLong(FleetSettings fleet, int aliases, int size) =>
        new(
            fleet.Name,
            $"fleet '{fleet.Name}' has {aliases} aliases, whose list is {size} bytes long while a fragment takes {PolicyFragment.MaxSize}; what there is of it stays as it is. Make two fleets of it"
        )
        {
            NeedsAction = true,
        };

    // A member whose backend lost its ownership tag is known only to a run that reads its account. To any other one it is a stranger in a
    // pool, as one would be that somebody put there.
    private static string? Unknown(FleetSettings fleet, IReadOnlyList<FleetMember> members, FleetInput input)
    {
        if (input.Untagged.Count == 0 || input.Settings.Scopes.All(input.Inventory.KnowsAbout))
        {
            return null;
        }

        var known = members
            .Where(member => input.Untagged.GetValueOrDefault(member.Backend) == member.Url)
            .Select(member => member.Backend)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return input
            .Pools.Where(pool => pool.OwnershipTag?.Fleet == fleet.Name)
            .SelectMany(pool => pool.Members)
            .Select(member => member.Backend)
            .FirstOrDefault(backend => input.Untagged.ContainsKey(backend) && !known.Contains(backend));
    }

    private static FleetNote CannotTell(FleetSettings fleet, string backend) =>
        new(
            fleet.Name,
            $"backend '{backend}', which a pool of fleet '{fleet.Name}' names, carries no ownership tag that verifies (did somebody edit its description?), and this run did not look at all accounts, so it cannot tell whose it is: what there is of the fleet stays as it is until a run over everything tells. Take it out of its pools and delete it, and a run over everything makes it anew"
        )
        {
            NeedsAction = true,
        };

    private static FleetNote NoMember(FleetSettings fleet) =>
        new(
            fleet.Name,
            $"fleet '{fleet.Name}' has no member, so nothing is made for it, and what there is of it stays. Check its Match, or deploy a model that it takes; to withdraw the fleet, take it out of the settings"
        );

    private static IReadOnlyList<FleetApiDesign> Apis(FleetSettings fleet, IReadOnlyList<FleetMember> members, FleetInput input) =>
        [.. fleet.Compatibility.Select(compatibility => FleetApiDesigner.Design(fleet, compatibility, members, input))];

    // Deployments that went are a fact; that settings fit nobody any more is rather a mistake than a wish.
    private static bool IsLeftByAll(FleetSettings fleet, FleetInput input)
    {
        var sources = input
            .Found.Select(backend => backend.OwnershipTag)
            .Where(tag => tag?.Fleet == fleet.Name)
            .Select(tag => tag!.Source)
            .ToHashSet();
        return sources.Count > 0
            && !input.Inventory.Accounts.Any(found =>
                found.Deployments.Any(deployment =>
                    sources.Contains(deployment.Id)
                    && !deployment.IsDeleting
                    && !RuleMatcher.Matches(fleet.Match, found.Account, deployment)
                )
            );
    }

    /// <summary>The ownership tag of what belongs to a fleet as a whole: its source is where the importer looks.</summary>
    internal static OwnershipTag Tag(FleetSettings fleet, ImporterSettings settings, string design) =>
        new(settings.Scopes[0], FleetNaming.Hash(design)) { Fleet = fleet.Name };

    private static Backend Backend(FleetSettings fleet, FleetMember member)
    {
        var breaker = new CircuitBreaker(1, TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(fleet.Failover.TripSeconds), 401, 504)
        {
            Statuses = FleetPolicies.Statuses,
        };
        return new()
        {
            Id = member.Backend,
            Url = member.Url,
            Description = $"Member of fleet {fleet.Name}: {member.Deployment.Name} of {member.AccountId.Name}",
            CircuitBreaker = breaker,
            OwnershipTag = new(member.Deployment.Id, FleetNaming.Hash($"{member.Facts.At}|{breaker}"))
            {
                Fleet = fleet.Name,
                Host = member.Host,
                Member = member.Facts.ToString(),
            },
        };
    }

    // The next try after no answer goes to the second pool: that trips no breaker, so the first would give the same member again.
    private static IEnumerable<BackendPool> Pools(FleetSettings fleet, FleetAlias alias, ImporterSettings settings)
    {
        var first = alias.Members.Min(member => member.Tier);
        var rest = alias.Members.Where(member => member.Tier != first).ToList();
        yield return Pool(fleet, alias.Pool, $"Alias {alias.Name} of fleet {fleet.Name}", alias.Members, settings);
        foreach (var order in alias.Regions)
        {
            yield return Pool(
                fleet,
                order.Pool,
                $"Alias {alias.Name} of fleet {fleet.Name}, for calls through the gateway in {order.Region}",
                order.Members,
                settings
            );
        }

        yield return Pool(
            fleet,
            alias.Pool + FleetIds.Rest,
            $"Alias {alias.Name} of fleet {fleet.Name}, for tries after no answer",
            [.. (rest.Count > 0 ? rest : alias.Members).Select(member => member with { Priority = 1 })],
            settings
        );
    }

    private static BackendPool Pool(
        FleetSettings fleet,
        string id,
        string description,
        IReadOnlyList<PlacedMember> members,
        ImporterSettings settings
    )
    {
        var pool = new BackendPool
        {
            Id = id,
            Description = description,
            Members =
            [
                .. members
                    .Select(member => new PoolMember(member.Member.Backend, member.Priority, member.Weight))
                    .OrderBy(member => member.Priority)
                    .ThenBy(member => member.Backend, StringComparer.Ordinal),
            ],
        };
        return pool with { OwnershipTag = Tag(fleet, settings, pool.Text) };
    }

    private static PolicyFragment Fragment(FleetSettings fleet, string xml, ImporterSettings settings) =>
        new()
        {
            Id = FleetIds.Fragment(fleet.Name),
            Xml = xml,
            Description = $"Aliases of fleet {fleet.Name}",
            OwnershipTag = Tag(fleet, settings, xml),
        };

    // Of the accounts that were looked at: the others had their role when they joined.
    private static IReadOnlyList<GatewayResource> Access(FleetSettings fleet, IReadOnlyList<FleetMember> members, FleetInput input)
    {
        var read = members.Where(member => member.Account is not null).GroupBy(member => member.AccountId).ToList();
        return read.Count == 0 || fleet.Profile.Authentication.ClientId is not null
            ? []
            :
            [
                new ServiceIdentity(),
                .. read.Select(account =>
                    Roles.For(
                        account.Key,
                        [FleetApiDesigner.Group(fleet, Compatibility.AzureOpenAI, [.. account], input.Settings)],
                        fleet.Profile.Access
                    )
                ),
            ];
    }
}

/// <summary>What the gateway should hold for one fleet, and why.</summary>
internal sealed record FleetDesign
{
    /// <summary>The fleet.</summary>
    public required FleetSettings Fleet { get; init; }

    /// <summary>True when it cannot be told who stands in it: nothing is concluded of it, and all of it stays as it is.</summary>
    public bool IsUnseen { get; init; }

    /// <summary>Everybody who stands in it.</summary>
    public IReadOnlyList<FleetMember> Members { get; init; } = [];

    /// <summary>The aliases, by name; where nothing can be designed, those that go on being answered.</summary>
    public IReadOnlyList<FleetAlias> Aliases { get; init; } = [];

    /// <summary>
    /// Members' backends, pools, the fragment, and the APIs with all that hangs on them. Empty where nothing can be designed: what there is
    /// stays.
    /// </summary>
    public IReadOnlyList<GatewayResource> Resources { get; init; } = [];

    /// <summary>The gateway's identity and its roles on the accounts that were looked at.</summary>
    public IReadOnlyList<GatewayResource> Access { get; init; } = [];

    /// <summary>Who stays outside, and what people should know.</summary>
    public IReadOnlyList<FleetNote> Notes { get; init; } = [];

    /// <summary>What the service cannot hold of the settings' policies.</summary>
    public IReadOnlyList<SetAside> PolicyNotes { get; init; } = [];
}
