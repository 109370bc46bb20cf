using System.Text.Json.Serialization;
using Importer.Gateway;
using Importer.Planning;
using Importer.Storage;

namespace Importer.Reconciliation;

/// <summary>
/// How many operations the APIs have that a run does not read in full. There is no call that counts those of a service, only one an API, so
/// the counts
/// are kept in the report store: a run that creates an API asks for those that nobody has counted yet, and for a few of the oldest. Near
/// the limit of the tier
/// nothing that is kept is believed: all are counted anew.
/// </summary>
/// <remarks>Source: https://learn.microsoft.com/rest/api/apimanagement/api-operation/list-by-api</remarks>
internal sealed class OperationCounts(IDocumentStore store, IGateway gateway, TimeProvider clock)
{
    // What people change by hand is seen again after a while, at the same small price for each creation.
    private const int Refreshed = 4;
    private static readonly TimeSpan Fresh = TimeSpan.FromDays(1);

    // More operations than any service takes: https://learn.microsoft.com/azure/api-management/service-limits
    private const int Most = 100_000;

    // Kept counts may be wrong by what people added since: in the last tenth of the limit they are not believed.
    private const double Near = 0.9;

    /// <summary>The plan, refused when the service has no room for it.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="input">What it was made from.</param>
    /// <param name="trimmed">As <see cref="OperationBudget.Judge"/> takes it.</param>
    /// <param name="keeps">True to write counts down; a run that only plans writes nothing.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<Plan> JudgeAsync(
        Plan plan,
        PlanInput input,
        IReadOnlyDictionary<string, int> trimmed,
        bool keeps,
        CancellationToken cancellationToken
    )
    {
        var others = OperationBudget.ToCount(plan, input);
        if (others.Count == 0)
        {
            return OperationBudget.Judge(plan, input, 0, trimmed);
        }

        var name = $"operations/{LeaseName.Digest(input.Found.Service.Id.Value)}.json";
        var (kept, etag) = await LoadAsync(name, cancellationToken);
        var counts = new Dictionary<string, OperationCount>(StringComparer.OrdinalIgnoreCase);
        foreach (var api in others.Where(kept.ContainsKey))
        {
            counts[api] = kept[api];
        }

        var old = counts
            .Where(count => clock.GetUtcNow() - count.Value.At is var age && (age > Fresh || age < -Fresh))
            .OrderBy(count => count.Value.At)
            .Select(count => count.Key)
            .Take(Refreshed);
        await CountAsync([.. others.Where(api => !counts.ContainsKey(api)), .. old], counts, cancellationToken);
        if (OperationBudget.Share(plan, input, counts.Values.Sum(count => count.Operations)) > Near)
        {
            await CountAsync(others, counts, cancellationToken);
        }

        if (keeps)
        {
            await KeepAsync(name, etag, OperationBudget.Known(plan, input), counts, kept, cancellationToken);
        }

        return OperationBudget.Judge(plan, input, others.Sum(api => counts[api].Operations), trimmed);
    }

    private async Task CountAsync(
        IReadOnlyList<string> apis,
        Dictionary<string, OperationCount> counts,
        CancellationToken cancellationToken
    )
    {
        if (apis.Count == 0)
        {
            return;
        }

        foreach (var (api, operations) in await gateway.CountOperationsAsync(apis, cancellationToken))
        {
            counts[api] = new(operations, clock.GetUtcNow());
        }
    }

    // Without the store everything is counted, as if nobody had before.
    private async Task<(IReadOnlyDictionary<string, OperationCount> Kept, string ETag)> LoadAsync(
        string name,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var document = await store.ReadAsync(name, cancellationToken);
            var kept = StoredJson.Read(document, OperationCountsJson.Default.DictionaryStringOperationCount) ?? [];
            return (
                kept.Where(count => count.Value is { Operations: >= 0 and <= Most })
                    .DistinctBy(count => count.Key, StringComparer.OrdinalIgnoreCase)
                    .ToDictionary(StringComparer.OrdinalIgnoreCase),
                document?.ETag ?? ""
            );
        }
        catch (Exception away) when (away is DocumentStoreException or IOException or UnauthorizedAccessException)
        {
            return (new Dictionary<string, OperationCount>(), "");
        }
    }

    // Only what is listed stays. Of two instances one writes; what the other counted is counted once more.
    private async Task KeepAsync(
        string name,
        string etag,
        IReadOnlyDictionary<string, int> known,
        Dictionary<string, OperationCount> counts,
        IReadOnlyDictionary<string, OperationCount> kept,
        CancellationToken cancellationToken
    )
    {
        foreach (var (api, operations) in known)
        {
            counts[api] =
                kept.GetValueOrDefault(api) is { } before && before.Operations == operations ? before : new(operations, clock.GetUtcNow());
        }

        if (counts.Count == kept.Count && counts.All(count => kept.GetValueOrDefault(count.Key) == count.Value))
        {
            return;
        }

        try
        {
            await store.WriteAsync(
                name,
                StoredJson.Write(counts, OperationCountsJson.Default.DictionaryStringOperationCount),
                "application/json",
                etag,
                cancellationToken
            );
        }
        catch (Exception away) when (away is DocumentStoreException or IOException or UnauthorizedAccessException)
        {
            // The next creation counts once more.
        }
    }
}

/// <summary>How many operations an API had.</summary>
/// <param name="Operations">So many.</param>
/// <param name="At">When they were counted.</param>
internal sealed record OperationCount(int Operations, DateTimeOffset At);

/// <summary>How the counts are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Dictionary<string, OperationCount>))]
internal sealed partial class OperationCountsJson : JsonSerializerContext;
