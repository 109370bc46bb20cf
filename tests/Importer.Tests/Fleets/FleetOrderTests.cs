using Importer.Configuration;
using Importer.Deployments;
using Importer.Gateway;

namespace Importer.Tests.Fleets;

/// <summary>
/// What is designed depends on who stands, and never on the order in which they came or on how much of the world a run looked at.
/// </summary>
public sealed class FleetOrderTests
{
    private static readonly string[] Skus =
    [
        "ProvisionedManaged",
        "DataZoneProvisionedManaged",
        "GlobalProvisionedManaged",
        "DataZoneStandard",
        "GlobalStandard",
        "Standard",
        "GlobalBatch",
    ];
    private static readonly string[] Regions = ["swedencentral", "westeurope", "eastus", "westus", "japaneast"];
    private static readonly string[] Models = ["gpt-4o", "gpt-4.1", "gpt-5", "text-embedding-3-small"];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Every_order_of_joins_and_leaves_ends_in_the_same_design(int seed)
    {
        var random = new Random(seed);
        var fleet = AnyFleet(random);
        var world = AnyWorld(random, 6);
        var want = AFleet.Design(fleet, [.. world.Values]).Picture();

        // Accounts come, change and go one by one; each run looks at one of them and knows the others by their backends alone.
        List<Backend> found = [];
        var now = new Dictionary<string, AccountInventory>();
        foreach (
            var name in Shuffled(random, [.. AnyWorld(random, 4).Values])
                .Select(account => account.Account.Name)
                .Concat(Shuffled(random, [.. world.Keys]))
        )
        {
            now[name] = random.Next(2) == 0 && world.TryGetValue(name, out var final) ? final : AnyAccount(random, name);
            found = Look(fleet, [now[name]], found);
        }

        foreach (var name in Shuffled(random, [.. now.Keys.Union(world.Keys)]))
        {
            found = Look(fleet, [world.GetValueOrDefault(name) ?? now[name] with { Deployments = [] }], found);
        }

        var inventory = new Inventory { Accounts = [], Covered = [] };
        Assert.Equal(want, AFleet.Design(fleet, inventory, found).Picture());
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void No_alias_crosses_its_boundary(int seed)
    {
        var random = new Random(seed);
        foreach (var boundary in Enum.GetValues<FleetBoundary>())
        {
            var fleet = AnyFleet(random) with { Boundary = boundary };
            foreach (var alias in AFleet.Design(fleet, [.. AnyWorld(random, 8).Values]).Aliases)
            {
                // Whatever way a call comes, it goes to the same members.
                Assert.All(
                    alias.Regions,
                    order =>
                        Assert.Equivalent(
                            alias.Members.Select(one => one.Member.Backend),
                            order.Members.Select(one => one.Member.Backend),
                            strict: true
                        )
                );
                var members = alias.Members.Select(member => member.Member.Facts).ToList();
                var bound = members.Where(facts => !facts.Sku.StartsWith("Global", StringComparison.Ordinal)).ToList();
                if (boundary == FleetBoundary.Any || bound.Count == 0)
                {
                    continue;
                }

                Assert.Equal(members.Count, bound.Count);
                Assert.Single(bound.Select(facts => ZoneOf(facts.Region)).Distinct());
                var local = bound.Where(facts => !facts.Sku.StartsWith("DataZone", StringComparison.Ordinal)).ToList();
                if (boundary == FleetBoundary.Region && local.Count > 0)
                {
                    Assert.Equal(members.Count, local.Count);
                    Assert.Single(local.Select(facts => facts.Region).Distinct());
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Priorities_are_dense_from_one_and_weights_lie_between_one_and_a_hundred(int seed)
    {
        var random = new Random(seed);
        var design = AFleet.Design(AnyFleet(random), [.. AnyWorld(random, 8).Values]);

        Assert.All(
            design.Resources.OfType<BackendPool>(),
            pool =>
            {
                var priorities = pool.Members.Select(member => member.Priority).Distinct().Order().ToList();
                Assert.Equal(Enumerable.Range(1, priorities.Count), priorities);
                Assert.All(pool.Members, member => Assert.InRange(member.Weight, 1, 100));
                Assert.InRange(pool.Members.Count, 1, BackendPool.MaxMembers);
            }
        );
        Assert.All(
            design.Aliases.Where(alias => alias.IsLive),
            alias =>
                Assert.All(
                    alias.Regions.Select(order => order.Pool).Prepend(alias.Pool),
                    id => Assert.Contains(design.Resources, resource => resource is BackendPool pool && pool.Id == id)
                )
        );
    }

    private static List<Backend> Look(FleetSettings fleet, IReadOnlyList<AccountInventory> accounts, List<Backend> found) =>
        [
            .. AFleet
                .Design(fleet, new() { Accounts = accounts, Covered = [.. accounts.Select(account => account.Account.Id)] }, found)
                .Resources.OfType<Backend>(),
        ];

    private static FleetSettings AnyFleet(Random random) =>
        AFleet.Default with
        {
            Boundary = (FleetBoundary)random.Next(3),
            Alias = random.Next(3) == 0 ? "{model}-{version}" : "{model}",
            Aliases = random.Next(2) == 0 ? [] : [new("chat", ["gpt-5*", "gpt-4*"])],
            Regions = random.Next(2) == 0 ? [] : ["westeurope", "eastus"],
            GatewayRegions = random.Next(2) == 0 ? [] : [new("eastus", ["eastus", "westus"]), new("westeurope", ["swedencentral"])],
        };

    private static Dictionary<string, AccountInventory> AnyWorld(Random random, int accounts) =>
        Enumerable
            .Range(0, accounts)
            .Select(_ => AnyAccount(random, $"acc{random.Next(9)}"))
            .DistinctBy(account => account.Account.Name)
            .ToDictionary(account => account.Account.Name);

    private static AccountInventory AnyAccount(Random random, string name)
    {
        // An account lies where it lies.
        var region = Regions[name[^1] % Regions.Length];
        var models = Models
            .Where(_ => random.Next(2) == 0)
            .Select(model => $"{model}:{Skus[random.Next(Skus.Length)]}:{random.Next(1, 200)}")
            .ToArray();
        var account = AFleet.Account(name, region, models);
        return account with
        {
            Deployments =
            [
                .. account.Deployments.Select(deployment =>
                    deployment with
                    {
                        Paused = random.Next(6) == 0,
                        ModelVersion = random.Next(2) == 0 ? "1" : "2",
                        Tags = random.Next(6) == 0 ? new Dictionary<string, string> { ["apim-drain"] = "on" } : deployment.Tags,
                    }
                ),
            ],
        };
    }

    private static IReadOnlyList<T> Shuffled<T>(Random random, IReadOnlyList<T> items)
    {
        var list = items.ToArray();
        random.Shuffle(list);
        return list;
    }

    private static string ZoneOf(string region) =>
        region switch
        {
            "swedencentral" or "westeurope" => "EU",
            "eastus" or "westus" => "US",
            _ => region,
        };
}
