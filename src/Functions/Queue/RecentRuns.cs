using System.Text.Json;
using System.Text.Json.Serialization;
using Functions.Input;
using Importer.Reports;
using Importer.Resources;
using Importer.Runs;
using Importer.Storage;

namespace Functions.Queue;

/// <summary>
/// Which runs came to a good end lately, and for which requests, so that a burst of messages for one account is read once or twice and not
/// once a message. A small index in the report store, shared by all instances; what a run proved is read from its record.
/// </summary>
internal sealed class RecentRuns(IDocumentStore store, RunRecords records, TimeProvider clock)
{
    /// <summary>The document that holds the index.</summary>
    public const string Document = "recent-runs/latest.json";

    // As many as a storm has accounts, several times over: what is forgotten too early is read again.
    private const int Most = 256;
    private const int Rounds = 4;

    // Whoever stamped the message may be another instance with another clock; and Resource Manager may take a moment to
    // show what it has just told of. A run that did not know of a message answers for it only if it began this much later.
    internal static readonly TimeSpan Margin = TimeSpan.FromSeconds(2);

    /// <summary>True when a run may answer for other requests than its own.</summary>
    public static bool IsGoodEnd(RunReport run) => run is { TryAgain: false, Outcome: RunOutcome.Succeeded or RunOutcome.Partial };

    /// <summary>Remembers a run that came to a good end, with the requests that were known to it.</summary>
    /// <exception cref="DocumentStoreException">The store is away.</exception>
    public async Task AddAsync(ReconcileRequest request, IReadOnlyList<string> known, RunReport run, CancellationToken cancellationToken)
    {
        if (request is not { Mode: RunMode.Apply, ManualAction: null })
        {
            return;
        }

        var onTheirWay = run.SetAside.Where(aside => aside.MayPass).Select(aside => aside.Deployment);
        var added = new RecentRun(run.Id, request.Scope?.Value, run.StartedAt, known, [.. onTheirWay]);
        for (var round = 0; round < Rounds; round++)
        {
            var (runs, etag) = await ReadAsync(cancellationToken);
            RecentRun[] all = [added, .. runs.Where(run => run.Id != added.Id).Take(Most - 1)];
            var content = BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(all, RecentRunsJson.Default.RecentRunArray));
            if (await store.WriteAsync(Document, content, "application/json", etag, cancellationToken))
            {
                return;
            }
        }
    }

    /// <summary>The run that has already looked where <paramref name="request"/> asks to look, later than it was asked; or null.</summary>
    /// <exception cref="DocumentStoreException">The store is away.</exception>
    public async Task<RunReport?> CoveringAsync(ReconcileRequest request, CancellationToken cancellationToken)
    {
        if (request is { ReceivedAt: null } or { Insist: true } or { Mode: RunMode.Plan } or { ManualAction: not null })
        {
            return null;
        }

        var (runs, _) = await ReadAsync(cancellationToken);
        foreach (var past in runs.Where(past => past.Id != request.RunId && MayCover(past, request)))
        {
            if (
                await records.ReadAsync(past.Id, cancellationToken) is { } run
                && IsOf(past, run)
                && (past.Known.Contains(request.RunId) || IsProved(past, run, request.Scope))
            )
            {
                return run;
            }
        }

        return null;
    }

    // The index only says where to look: what counts is the run's own record.
    private static bool IsOf(RecentRun past, RunReport run) =>
        IsGoodEnd(run)
        && run.Mode == RunMode.Apply
        && run.StartedAt == past.StartedAt
        && string.Equals(run.Scope, past.Scope, StringComparison.OrdinalIgnoreCase);

    // Whoever may write the store may write here too; what no run can have written is left out.
    private IEnumerable<RecentRun> Sound(RecentRun?[]? runs) =>
        (runs ?? [])
            .OfType<RecentRun>()
            .Where(run =>
                RunId.IsValid(run.Id) && run.Known is not null && run.OnTheirWay is not null && run.StartedAt <= clock.GetUtcNow() + Margin
            );

    private static bool MayCover(RecentRun past, ReconcileRequest request) =>
        past.Known.Contains(request.RunId)
        || (
            !request.KeysChanged
            && past.StartedAt > request.ReceivedAt + Margin
            && (
                past.Scope is null
                || (request.Scope is { } scope && ResourceId.TryParse(past.Scope, out var looked) && looked.Covers(scope))
            )
        );

    // A deployment that is there is proved by a test call of its own; one that has gone needs none, and one on its way is waited for.
    private static bool IsProved(RecentRun past, RunReport run, ResourceId? scope) =>
        scope is null
        || !ScopeValidator.IsDeployment(scope)
        || run.Probes.Any(probe => Names(probe.Deployment, scope))
        || !(run.Decisions.Any(decision => Names(decision.Deployment, scope)) || past.OnTheirWay.Any(id => Names(id, scope)));

    private static bool Names(string id, ResourceId scope) => string.Equals(id, scope.Value, StringComparison.OrdinalIgnoreCase);

    private async Task<(IReadOnlyList<RecentRun> Runs, string ETag)> ReadAsync(CancellationToken cancellationToken)
    {
        if (await store.ReadAsync(Document, cancellationToken) is not { } document)
        {
            return ([], "");
        }

        try
        {
            return ([.. Sound(JsonSerializer.Deserialize(document.Content, RecentRunsJson.Default.RecentRunArray))], document.ETag);
        }
        catch (JsonException)
        {
            // Not ours: the next write over it makes it ours.
            return ([], document.ETag);
        }
    }
}

/// <summary>A run of the index.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Scope">Where it looked; null for everything.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="Known">The runs whose requests it answered.</param>
/// <param name="OnTheirWay">The deployments that were still being created.</param>
internal sealed record RecentRun(
    string Id,
    string? Scope,
    DateTimeOffset StartedAt,
    IReadOnlyList<string> Known,
    IReadOnlyList<string> OnTheirWay
);

/// <summary>How the index is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RecentRun[]))]
internal sealed partial class RecentRunsJson : JsonSerializerContext;
