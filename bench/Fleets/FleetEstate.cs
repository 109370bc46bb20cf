using System.Globalization;
using System.Text.Json.Nodes;
using Bench.Clouds;
using LocalAzure;

namespace Bench.Fleets;

/// <summary>
/// Accounts in eight regions with eight deployments each, behind twenty aliases. One alias is in every account, so that it has more members
/// than a pool takes. Every third one is kept in the data zone of the European Union by what is deployed there, while its other members are
/// Global ones, which no call of it may reach.
/// </summary>
internal sealed class FleetEstate
{
    public const string Fleet = "ai";
    public const int AliasCount = 20;

    /// <summary>Units of a deployment: far more than the calls need, so that only the script throttles.</summary>
    public const int Units = 1_000_000;

    private const int InAccount = 8;

    // Accounts that the script leaves in peace: every alias has a member in them that may be called.
    private const int Peaceful = 5;

    private static readonly string[] Regions =
    [
        "swedencentral",
        "westeurope",
        "francecentral",
        "germanywestcentral",
        "eastus2",
        "westus3",
        "japaneast",
        "australiaeast",
    ];

    private static readonly string[] ChatModels = ["gpt-4o", "gpt-4o-mini", "gpt-4.1", "gpt-4.1-mini", "gpt-5"];

    private readonly Dictionary<(string Account, string Alias), Place> _all;

    public FleetEstate(int members)
    {
        Accounts = members / InAccount;
        Planted = [.. Enumerable.Range(0, Accounts).SelectMany(account => Slots(account).Take(InAccount))];
        Spare = [.. Enumerable.Range(Peaceful, Accounts - Peaceful).Select(account => Slots(account).Last())];
        _all = Planted.Concat(Spare).ToDictionary(place => (place.Account, place.Alias));
    }

    public int Accounts { get; }

    /// <summary>Those that are there from the start.</summary>
    public IReadOnlyList<Place> Planted { get; }

    /// <summary>Those that may come besides.</summary>
    public IReadOnlyList<Place> Spare { get; }

    public static IReadOnlyList<string> Aliases { get; } = [.. Enumerable.Range(0, AliasCount).Select(Alias)];

    /// <summary>The deployments of an account that is there, the spare one last.</summary>
    public IEnumerable<Place> In(string account) => _all.Values.Where(place => place.Account == account);

    /// <summary>Null for what is none of the estate's.</summary>
    public Place? Find(string account, string alias) => _all.GetValueOrDefault((account, alias));

    /// <summary>Whether the script may touch it.</summary>
    public static bool IsPeaceful(Place place) =>
        int.Parse(place.Account["fleet-".Length..], NumberStyles.None, CultureInfo.InvariantCulture) < Peaceful;

    /// <summary>Puts it into the cloud: a few are made the ordinary way, and copied.</summary>
    public async Task PlantAsync(Cloud cloud, ArmCalls arm, CancellationToken cancellationToken)
    {
        const string Pattern = "pattern-account";
        await arm.MakeAccountsAsync([Pattern], cancellationToken);
        foreach (var (model, sku) in Planted.Select(place => (place.Model, place.Sku)).Distinct())
        {
            var place = new Place(Pattern, "", $"{model}-{sku}", model, sku, true);
            await arm.PutAsync(place.Id, place.Body(Units), cancellationToken);
            await arm.SettledAsync(place.Id, cancellationToken);
        }

        foreach (var account in Planted.GroupBy(place => (place.Account, place.Region)))
        {
            Copy(cloud, Ids.Account(Pattern), Ids.Account(account.Key.Account), account.Key);
            foreach (var place in account)
            {
                Copy(cloud, Ids.Deployment(Pattern, $"{place.Model}-{place.Sku}"), place.Id, account.Key);
            }
        }

        cloud.Store.Remove(Ids.Account(Pattern));

        static void Copy(Cloud cloud, string from, string to, (string Account, string Region) account)
        {
            var original = cloud.Store.Get(from)!;
            var body = JsonNode.Parse(original.Body.ToJsonString().Replace(Pattern, account.Account, StringComparison.Ordinal))!.AsObject();
            if (body.ContainsKey("location"))
            {
                body["location"] = account.Region;
            }

            cloud.Store.Put(to, original.Type, body);
        }
    }

    // The first alias is everybody's; the others go round.
    private static IEnumerable<Place> Slots(int account) =>
        Enumerable
            .Range(0, InAccount + 1)
            .Select(slot => PlaceOf(account, slot == 0 ? 0 : 1 + (((account * (InAccount - 1)) + slot - 1) % (AliasCount - 1))));

    private static Place PlaceOf(int account, int alias)
    {
        var isKept = alias > 0 && alias % 3 == 0;
        var isInUnion = account % Regions.Length < 4;
        var isProvisioned = account >= Peaceful && account % 5 == 0;
        var sku = $"{(isKept && isInUnion ? "DataZone" : "Global")}{(isProvisioned ? "ProvisionedManaged" : "Standard")}";
        return new(
            $"fleet-{account:000}",
            Regions[account % Regions.Length],
            Alias(alias),
            ChatModels[alias % ChatModels.Length],
            sku,
            !isKept || isInUnion
        );
    }

    private static string Alias(int number) => $"chat-{number:00}";
}
