using Importer.Reports;

namespace Importer.Snapshots;

/// <summary>Where snapshots lie: one document an API, below the run that withdrew it. They stay for good.</summary>
public sealed class SnapshotShelf(IReportStore store)
{
    /// <summary>Saves a snapshot for a run; one that is there already is replaced.</summary>
    public Task SaveAsync(string runId, ApiSnapshot snapshot, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return store.WriteAsync($"{Folder(runId)}{snapshot.Api.Id}.json", SnapshotJson.Write(snapshot), "application/json", etag: null, cancellationToken);
    }

    /// <summary>Saves what an API was before a run took it over: for people to read, never put back by a command.</summary>
    public Task SaveAdoptedAsync(string runId, ApiSnapshot snapshot, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return store.WriteAsync($"before-adoption/{runId}/{snapshot.Api.Id}.json", SnapshotJson.Write(snapshot), "application/json", etag: null, cancellationToken);
    }

    /// <summary>Whether run <paramref name="runId"/> saved any.</summary>
    public async Task<bool> HasAnyAsync(string runId, CancellationToken cancellationToken) => (await store.ListAsync(Folder(runId), cancellationToken)).Count > 0;

    /// <summary>What run <paramref name="runId"/> saved, by name; a document that is not a whole snapshot has none, with the reason.</summary>
    public async Task<IReadOnlyList<(string Name, ApiSnapshot? Snapshot, string? Problem)>> LoadAsync(string runId, CancellationToken cancellationToken)
    {
        var found = new List<(string, ApiSnapshot?, string?)>();
        foreach (var name in await store.ListAsync(Folder(runId), cancellationToken))
        {
            if (await store.ReadAsync(name, cancellationToken) is { } document)
            {
                var (snapshot, problem) = SnapshotJson.Read(document.Content);
                found.Add((name, snapshot, problem));
            }
        }

        return found;
    }

    private static string Folder(string runId) => RunId.IsValid(runId)
        ? $"snapshots/{runId}/"
        : throw new ArgumentException($"'{runId}' is no run id: 8 to 64 characters of a-z 0-9 -.", nameof(runId));
}
