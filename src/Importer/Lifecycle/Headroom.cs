using System.Globalization;
using Importer.Deployments;

namespace Importer.Lifecycle;

/// <summary>
/// How much capacity a model has, where it lies, and what of it is at risk. Serialised in camelCase; the field names are a contract.
/// </summary>
public sealed record ModelCapacity
{
    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>
    /// The SKU, in whose units capacity is counted: thousands of tokens a minute for the standard kinds, PTUs for provisioned ones.
    /// </summary>
    public required string Sku { get; init; }

    /// <summary>Capacity of all deployments; those that Resource Manager gives none for are not in it.</summary>
    public required int Capacity { get; init; }

    /// <summary>By account id.</summary>
    public IReadOnlyDictionary<string, int> Accounts
    {
        get;
        init => field = value ?? new Dictionary<string, int>();
    } = new Dictionary<string, int>();

    /// <summary>By location.</summary>
    public IReadOnlyDictionary<string, int> Regions
    {
        get;
        init => field = value ?? new Dictionary<string, int>();
    } = new Dictionary<string, int>();

    /// <summary>What could not be carried by the others, if the account with the most capacity went.</summary>
    public int NotCarriedWithoutAccount { get; init; }

    /// <summary>What could not be carried by the others, if the location with the most capacity went.</summary>
    public int NotCarriedWithoutRegion { get; init; }

    /// <summary>The quotas that the capacity counts against, as the usages of the locations say.</summary>
    public IReadOnlyList<CapacityQuota> Quotas
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Ids of provisioned deployments that no call through the gateway reaches: they cost and serve nothing here.</summary>
    public IReadOnlyList<string> Idle
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>All of this in sentences.</summary>
    public IReadOnlyList<string> Sentences
    {
        get;
        init => field = value ?? [];
    } = [];
}

/// <summary>A quota in one location.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Region">The location that reports it; quotas may be shared over locations.</param>
/// <param name="Used">How much is in use, in the whole subscription or location.</param>
/// <param name="Free">How much is free.</param>
public sealed record CapacityQuota(string Name, string Region, double Used, double Free);

/// <summary>Adds up capacity.</summary>
/// <remarks>
/// Source: https://learn.microsoft.com/azure/ai-foundry/openai/how-to/quota. Whether a quota is one for each location or one for the whole
/// subscription depends on its kind and has been changing, so quotas are told by name and location and not added up.
/// </remarks>
internal static class Headroom
{
    /// <summary>What each model and SKU has.</summary>
    /// <param name="inventory">The accounts with their deployments.</param>
    /// <param name="models">The lists of models, which name the quota of each SKU.</param>
    /// <param name="usages">The quotas of the locations.</param>
    /// <param name="unreached">Ids of deployments that no call through the gateway reaches.</param>
    public static IReadOnlyList<ModelCapacity> Of(
        Inventory inventory,
        IReadOnlyList<ModelList> models,
        IReadOnlyList<UsageList> usages,
        IReadOnlySet<string> unreached
    )
    {
        ArgumentNullException.ThrowIfNull(inventory);
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(usages);
        ArgumentNullException.ThrowIfNull(unreached);
        return
        [
            .. inventory
                .Accounts.SelectMany(found => found.Deployments.Select(deployment => (found.Account, Deployment: deployment)))
                .Where(one => one.Deployment.Sku.Length > 0 && !one.Deployment.IsDeleting)
                .GroupBy(one => (Model: one.Deployment.ModelName.ToUpperInvariant(), Sku: one.Deployment.Sku.ToUpperInvariant()))
                .Select(group => Of([.. group], models, usages, unreached))
                .OrderBy(one => one.Model, StringComparer.OrdinalIgnoreCase)
                .ThenBy(one => one.Sku, StringComparer.OrdinalIgnoreCase),
        ];
    }

    private static ModelCapacity Of(
        IReadOnlyList<(FoundryAccount Account, ModelDeployment Deployment)> group,
        IReadOnlyList<ModelList> models,
        IReadOnlyList<UsageList> usages,
        IReadOnlySet<string> unreached
    )
    {
        var first = group[0].Deployment;
        var accounts = Sum(group, one => one.Account.Id.Value);
        var regions = Sum(group, one => Locations.Normal(one.Account.Region));
        var capacity = new ModelCapacity
        {
            Model = first.ModelName,
            Sku = first.Sku,
            Capacity = accounts.Values.Sum(),
            Accounts = accounts,
            Regions = regions,
            NotCarriedWithoutAccount = NotCarried(accounts),
            NotCarriedWithoutRegion = NotCarried(regions),
            Quotas = [.. group.Select(one => QuotaOf(one, models, usages)).OfType<CapacityQuota>().Distinct()],
            Idle = IsProvisioned(first.Sku)
                ?
                [
                    .. group
                        .Select(one => one.Deployment)
                        .Where(one => one.Capacity > 0 && (one.Paused || unreached.Contains(one.Id.Value)))
                        .Select(one => one.Id.Value)
                        .Order(StringComparer.OrdinalIgnoreCase),
                ]
                : [],
        };
        return capacity with { Sentences = [.. Sentences(capacity, group.Count(one => one.Deployment.Capacity is null))] };
    }

    private static SortedDictionary<string, int> Sum(
        IEnumerable<(FoundryAccount Account, ModelDeployment Deployment)> group,
        Func<(FoundryAccount Account, ModelDeployment Deployment), string> place
    ) =>
        new(
            group
                .GroupBy(place, StringComparer.OrdinalIgnoreCase)
                .ToDictionary(one => one.Key, one => one.Sum(each => each.Deployment.Capacity ?? 0)),
            StringComparer.OrdinalIgnoreCase
        );

    // What is lost is carried by what is left as far as that reaches, all of it free: the best that can be hoped for.
    private static int NotCarried(IReadOnlyDictionary<string, int> places)
    {
        var largest = places.Values.DefaultIfEmpty(0).Max();
        return Math.Max(0, largest - (places.Values.Sum() - largest));
    }

    private static CapacityQuota? QuotaOf(
        (FoundryAccount Account, ModelDeployment Deployment) one,
        IReadOnlyList<ModelList> models,
        IReadOnlyList<UsageList> usages
    )
    {
        var deployment = one.Deployment;
        var name =
            Locations
                .Find(models, one.Account)
                ?.Find(deployment.ModelFormat, deployment.ModelName, deployment.ModelVersion)
                ?.Sku(deployment.Sku)
                ?.UsageName
            ?? $"OpenAI.{deployment.Sku}.{deployment.ModelName}";
        var list = usages.FirstOrDefault(list =>
            list.Subscription == Locations.SubscriptionOf(one.Account) && list.Location == Locations.Normal(one.Account.Region)
        );
        return list?.Quotas.FirstOrDefault(quota => string.Equals(quota.Name, name, StringComparison.OrdinalIgnoreCase)) is { } found
            ? new(found.Name, list.Location, found.Used, Math.Max(0, found.Limit - found.Used))
            : null;
    }

    private static IEnumerable<string> Sentences(ModelCapacity one, int unknown)
    {
        var name = $"{one.Model} as {one.Sku}";
        var quota =
            one.Quotas.Count == 0
                ? "; how much quota is free is not known"
                : string.Concat(
                    one.Quotas.Select(quota =>
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"; {quota.Name} in {quota.Region}: {quota.Used:0.##} used, {quota.Free:0.##} free"
                        )
                    )
                );
        yield return $"{name}: {Number(one.Capacity)} in {Count(one.Accounts.Count, "account")} and {Count(one.Regions.Count, "location")}{(unknown > 0 ? $", without {Count(unknown, "deployment")} of unknown capacity" : "")}{quota}";
        if (one.NotCarriedWithoutAccount > 0)
        {
            var (account, lost) = one.Accounts.MaxBy(place => place.Value);
            yield return $"{name}: if {account.Split('/')[^1]} goes, {Number(one.NotCarriedWithoutAccount)} of its {Number(lost)} cannot be carried by the others";
        }

        if (one.NotCarriedWithoutRegion > 0 && one.Accounts.Count > 1)
        {
            var (region, lost) = one.Regions.MaxBy(place => place.Value);
            yield return $"{name}: if {region} goes, {Number(one.NotCarriedWithoutRegion)} of its {Number(lost)} cannot be carried elsewhere";
        }

        foreach (var idle in one.Idle)
        {
            yield return $"{name}: {string.Join('/', idle.Split('/').Skip(8).Where((_, index) => index % 2 == 0))} is provisioned, which costs by the hour, and no call through the gateway reaches it";
        }
    }

    private static bool IsProvisioned(string sku) => sku.Contains("Provisioned", StringComparison.OrdinalIgnoreCase);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{Number(count)} {noun}s";
}
