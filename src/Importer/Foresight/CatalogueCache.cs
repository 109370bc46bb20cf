using System.Text.Json.Serialization;
using Importer.Deployments;
using Importer.Lifecycle;
using Importer.Storage;

namespace Importer.Foresight;

/// <summary>
/// Keeps the lists of models and quotas in the report store, so that each is read once a day for each location, over instances
/// and restarts. Who is about to read claims it first; a reading that failed and may pass is tried again an hour later.
/// </summary>
internal sealed class CatalogueCache(ICatalogueSource source, IDocumentStore store, TimeProvider clock)
{
    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromHours(1);
    private static readonly TimeSpan MostAhead = TimeSpan.FromDays(1);

    /// <summary>The time.</summary>
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>The lists of models for the locations of <paramref name="inventory"/>.</summary>
    /// <param name="inventory">The accounts.</param>
    /// <param name="mayRead">False takes what is in the store, however old.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<IReadOnlyList<ModelList>> ModelsAsync(Inventory inventory, bool mayRead, CancellationToken cancellationToken)
    {
        var lists = new List<ModelList>();
        foreach (var (subscription, location) in Locations.Of(inventory))
        {
            lists.Add(await ModelsAsync(new ModelList { Subscription = subscription, Location = location }, mayRead, cancellationToken));
        }

        return lists;
    }

    /// <summary>The quotas of the locations of <paramref name="inventory"/>.</summary>
    public async Task<IReadOnlyList<UsageList>> UsagesAsync(Inventory inventory, CancellationToken cancellationToken)
    {
        var lists = new List<UsageList>();
        foreach (var (subscription, location) in Locations.Of(inventory))
        {
            lists.Add(await UsagesAsync(new UsageList { Subscription = subscription, Location = location }, cancellationToken));
        }

        return lists;
    }

    private async Task<ModelList> ModelsAsync(ModelList blank, bool mayRead, CancellationToken cancellationToken)
    {
        var name = $"lifecycle/models/{blank.Subscription}/{blank.Location}.json";
        var document = await store.ReadAsync(name, cancellationToken);
        var known = StoredJson.Read(document, CatalogueJsonContext.Default.ModelList) ?? blank;
        if (!mayRead || !IsDue(known.TriedAt, known.ReadAt, known.MayPass))
        {
            return known;
        }

        var claimed = known with { TriedAt = Now, MayPass = true };
        if (
            !await store.WriteAsync(
                name,
                StoredJson.Write(claimed, CatalogueJsonContext.Default.ModelList),
                "application/json",
                document?.ETag ?? "",
                cancellationToken
            )
        )
        {
            return known;
        }

        var (models, fault, mayPass) = await source.ReadModelsAsync(blank.Subscription, blank.Location, cancellationToken);
        var read = fault is null
            ? claimed with
            {
                ReadAt = Now,
                Models = models,
                Fault = null,
                MayPass = false,
            }
            : claimed with
            {
                Fault = fault,
                MayPass = mayPass,
            };
        await store.WriteAsync(
            name,
            StoredJson.Write(read, CatalogueJsonContext.Default.ModelList),
            "application/json",
            etag: null,
            CancellationToken.None
        );
        return read;
    }

    private async Task<UsageList> UsagesAsync(UsageList blank, CancellationToken cancellationToken)
    {
        var name = $"lifecycle/usages/{blank.Subscription}/{blank.Location}.json";
        var document = await store.ReadAsync(name, cancellationToken);
        var known = StoredJson.Read(document, CatalogueJsonContext.Default.UsageList) ?? blank;
        var claimed = known with { TriedAt = Now, MayPass = true };
        if (
            !IsDue(known.TriedAt, known.ReadAt, known.MayPass)
            || !await store.WriteAsync(
                name,
                StoredJson.Write(claimed, CatalogueJsonContext.Default.UsageList),
                "application/json",
                document?.ETag ?? "",
                cancellationToken
            )
        )
        {
            return known;
        }

        var (quotas, fault, mayPass) = await source.ReadUsagesAsync(blank.Subscription, blank.Location, cancellationToken);
        var read = fault is null
            ? claimed with
            {
                ReadAt = Now,
                Quotas = quotas,
                Fault = null,
                MayPass = false,
            }
            : claimed with
            {
                Fault = fault,
                MayPass = mayPass,
            };
        await store.WriteAsync(
            name,
            StoredJson.Write(read, CatalogueJsonContext.Default.UsageList),
            "application/json",
            etag: null,
            CancellationToken.None
        );
        return read;
    }

    // A clock that is behind must not read again and again; a day that no clock can have had, nobody's reading wrote.
    private bool IsDue(DateTimeOffset? triedAt, DateTimeOffset? readAt, bool mayPass) =>
        triedAt is not { } tried
        || DayOf(tried) < DayOf(Now)
        || tried - Now > MostAhead
        || (mayPass && !(readAt >= tried) && Now - tried >= TryAgainAfter);

    private static DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime);
}

/// <summary>The documents that the watch keeps for itself.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true
)]
[JsonSerializable(typeof(ModelList))]
[JsonSerializable(typeof(UsageList))]
[JsonSerializable(typeof(LifecycleMemory))]
internal sealed partial class CatalogueJsonContext : JsonSerializerContext;
