using System.Security.Cryptography;
using Importer.Reports;
using Importer.Runs;
using Importer.Storage;

namespace Importer.Snapshots;

/// <summary>Where snapshots lie: one document an API, below the run that withdrew it. They stay for good.</summary>
public sealed class SnapshotStore(IDocumentStore store)
{
    // A record takes one note after the other; side by side they would only wait for one another.
    private static readonly SemaphoreSlim Noting = new(1);

    /// <summary>Saves a snapshot for a run, and its hash in the run's record; one that is there already is replaced.</summary>
    /// <param name="run">The run's record, should there be none yet.</param>
    /// <param name="snapshot">What to save.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="DocumentStoreException">It could not be saved or noted: nothing may be deleted.</exception>
    public async Task SaveAsync(RunReport run, ApiSnapshot snapshot, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(snapshot);
        var (name, content) = ($"{Folder(run.Id)}{snapshot.Api.Id}.json", SnapshotJson.Write(snapshot));
        await Noting.WaitAsync(cancellationToken);
        try
        {
            await store.WriteAsync(name, content, "application/json", etag: null, cancellationToken);
            await new RunRecords(store).NoteSnapshotAsync(run, new SavedSnapshot(name, HashOf(content)), cancellationToken);
        }
        finally
        {
            Noting.Release();
        }
    }

    /// <summary>Saves what an API was before a run took it over: for people to read, never put back by a command.</summary>
    public Task SaveAdoptedAsync(string runId, ApiSnapshot snapshot, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return store.WriteAsync(
            $"before-adoption/{runId}/{snapshot.Api.Id}.json",
            SnapshotJson.Write(snapshot),
            "application/json",
            etag: null,
            cancellationToken
        );
    }

    /// <summary>Whether run <paramref name="runId"/> saved any.</summary>
    public async Task<bool> HasAnyAsync(string runId, CancellationToken cancellationToken) =>
        (await store.ListAsync(Folder(runId), cancellationToken)).Count > 0;

    /// <summary>
    /// What run <paramref name="runId"/> saved, by name; a document that is not a whole snapshot, or not the one that the
    /// run's record names by its hash, has none, with the reason.
    /// </summary>
    public async Task<IReadOnlyList<(string Name, ApiSnapshot? Snapshot, string? Problem)>> LoadAsync(
        string runId,
        CancellationToken cancellationToken
    )
    {
        var found = new List<(string, ApiSnapshot?, string?)>();
        var saved = (await new RunRecords(store).ReadAsync(runId, cancellationToken))?.Snapshots ?? [];
        foreach (var name in await store.ListAsync(Folder(runId), cancellationToken))
        {
            if (await store.ReadAsync(name, cancellationToken) is { } document)
            {
                var (snapshot, problem) = SnapshotJson.Read(document.Content);
                problem ??= Mismatch(name, snapshot!, document.Content, saved);
                found.Add((name, problem is null ? snapshot : null, problem));
            }
        }

        return found;
    }

    private static string? Mismatch(string name, ApiSnapshot snapshot, BinaryData content, IReadOnlyList<SavedSnapshot> saved)
    {
        if (saved.FirstOrDefault(one => one.Name == name) is not { } noted)
        {
            return "the run's record does not name it, so it is not known who wrote it; make the API again by importing its account";
        }

        if (noted.Sha256 != HashOf(content))
        {
            return "it is not what the run saved: its SHA-256 is not the one in the run's record; find out who changed it, and put the original back";
        }

        return name.EndsWith($"/{snapshot.Api.Id}.json", StringComparison.Ordinal) ? null : "it holds another API than its name says";
    }

    private static string HashOf(BinaryData content) => Convert.ToHexStringLower(SHA256.HashData(content.ToMemory().Span));

    private static string Folder(string runId) =>
        RunId.IsValid(runId)
            ? $"snapshots/{runId}/"
            : throw new ArgumentException($"'{runId}' is no run id: 8 to 64 characters of a-z 0-9 -.", nameof(runId));
}
