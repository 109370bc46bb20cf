using System.Globalization;
using Importer.Configuration;
using Importer.Deployments;
using Importer.Lifecycle;
using Importer.Reports;
using Importer.Resources;
using Importer.Storage;
using Microsoft.Extensions.Logging;

namespace Importer.Foresight;

/// <summary>Looks ahead: what is retired when, how much capacity there is, and which warnings are due. Changes nothing in Azure.</summary>
internal sealed partial class LifecycleWatch(
    CatalogueCache cache,
    IDocumentStore store,
    ImporterSettings settings,
    ILogger<LifecycleWatch> logger
)
{
    /// <summary>The document that remembers what was known and told.</summary>
    public const string Memory = "lifecycle/state.json";

    private const int Rounds = 8;

    /// <summary>True when the settings ask for it.</summary>
    public bool IsOn => settings.Lifecycle.Watch;

    /// <summary>
    /// The lists of models for the locations of <paramref name="inventory"/>; none when the settings do not ask for them, or the store is
    /// away.
    /// </summary>
    /// <param name="inventory">The accounts.</param>
    /// <param name="mayRead">False takes what is in the store, unless the settings refuse by it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<IReadOnlyList<ModelList>> ModelsAsync(Inventory inventory, bool mayRead, CancellationToken cancellationToken)
    {
        if (!IsOn)
        {
            return [];
        }

        try
        {
            return await cache.ModelsAsync(inventory, mayRead || settings.Lifecycle.RefuseNewDays > 0, cancellationToken);
        }
        catch (Exception fault) when (IsStoreFault(fault))
        {
            LogUnread(fault);
            return [];
        }
    }

    /// <summary>What is ahead of every deployment, by its id; empty when the settings do not ask for it.</summary>
    public async Task<IReadOnlyDictionary<string, Retirement>> LookAheadAsync(
        Inventory inventory,
        bool mayRead,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(inventory);
        return IsOn
            ? RetirementJudge
                .All(inventory, await ModelsAsync(inventory, mayRead, cancellationToken), cache.Now)
                .ToDictionary(one => one.Deployment, StringComparer.OrdinalIgnoreCase)
            : [];
    }

    /// <summary>
    /// Looks, writes the result down and gives the warnings that are due. Whatever becomes of it, the round that it is a part of stands.
    /// </summary>
    /// <param name="inventory">The accounts with their deployments, as the round has read them.</param>
    /// <param name="unreached">Ids of deployments that no call through the gateway reaches.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task UpdateAsync(Inventory inventory, IReadOnlySet<string> unreached, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inventory);
        if (!IsOn)
        {
            return;
        }

        try
        {
            var models = await cache.ModelsAsync(inventory, mayRead: true, cancellationToken);
            var usages = await cache.UsagesAsync(inventory, cancellationToken);
            var retirements = RetirementJudge.All(inventory, models, cache.Now);
            var warnings = await JudgeAsync(inventory, retirements, cancellationToken);
            var report = new LifecycleReport
            {
                GeneratedAt = cache.Now,
                Deployments = retirements,
                Warnings = warnings,
                Capacity = Headroom.Of(inventory, models, usages, unreached),
                Unread =
                [
                    .. models
                        .Select(list => list.Fault)
                        .Concat(usages.Select(list => list.Fault))
                        .OfType<string>()
                        .Distinct(StringComparer.Ordinal),
                ],
            };
            LifecycleMeter.Set(report);
            await new LifecycleRecords(store).WriteAsync(report, CancellationToken.None);
        }
        catch (Exception fault) when (IsStoreFault(fault))
        {
            LogUnread(fault);
        }
    }

    // Whoever writes the memory gives the warning: of two instances that see the same, one.
    private async Task<IReadOnlyList<RetirementWarning>> JudgeAsync(
        Inventory inventory,
        IReadOnlyList<Retirement> retirements,
        CancellationToken cancellationToken
    )
    {
        var there = retirements.Select(one => one.Deployment).ToHashSet(StringComparer.OrdinalIgnoreCase);
        for (var round = 0; round < Rounds; round++)
        {
            var found = await store.ReadAsync(Memory, cancellationToken);
            var before = StoredJson.Read(found, CatalogueJsonContext.Default.LifecycleMemory) ?? new LifecycleMemory();
            var judged = LifecycleWarnings.Judge(before, retirements, settings.Lifecycle.WarnDays, IsGone, cache.Now);
            var (old, now) = (
                StoredJson.Write(before, CatalogueJsonContext.Default.LifecycleMemory),
                StoredJson.Write(judged.Memory, CatalogueJsonContext.Default.LifecycleMemory)
            );
            if (found is not null && old.ToMemory().Span.SequenceEqual(now))
            {
                return judged.Standing;
            }

            if (await store.WriteAsync(Memory, now, "application/json", found?.ETag ?? "", cancellationToken))
            {
                foreach (var warning in judged.New)
                {
                    LogWarning(warning.Deployment, warning.Days?.ToString(CultureInfo.InvariantCulture) ?? "moved", warning.Sentence);
                }

                return judged.Standing;
            }
        }

        throw new DocumentStoreException($"{Memory} was changed by others {Rounds} times in a row.");

        bool IsGone(string deployment) =>
            !there.Contains(deployment)
            && ResourceId.TryParse(deployment, out var id)
            && id.IsOfType(ModelDeployment.ResourceType)
            && inventory.KnowsAbout(id.Parent());
    }

    private static bool IsStoreFault(Exception fault) => fault is DocumentStoreException or IOException or UnauthorizedAccessException;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Ahead of {Deployment} ({Threshold}): {Sentence}")]
    private partial void LogWarning(string deployment, string threshold, string sentence);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The look ahead came to nothing, because the report store is away; the next round tries again"
    )]
    private partial void LogUnread(Exception fault);
}
