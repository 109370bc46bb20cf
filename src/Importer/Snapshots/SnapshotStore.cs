using System.Security.Cryptography;
using Importer.Gateway;
using Importer.Reports;
using Importer.Runs;
using Importer.Storage;

namespace Importer.Snapshots;

/// <summary>Where snapshots lie: one document an API, below the run that withdrew it. They stay for good.</summary>
/// <param name="store">The report store.</param>
/// <param name="readKey">
/// The key that binds a snapshot to the importer that wrote it; throws <see cref="GatewayUnreadableException"/> when it cannot be had.
/// </param>
public sealed class SnapshotStore(IDocumentStore store, Func<CancellationToken, Task<OwnershipKey>> readKey)
{
    // A record takes one note after the other; side by side they would only wait for one another.
    private static readonly SemaphoreSlim Noting = new(1);

    /// <summary>Saves a snapshot for a run, and its hash in the run's record; one that is there already is replaced.</summary>
    /// <param name="run">The run's record, should there be none yet.</param>
    /// <param name="snapshot">What to save.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="DocumentStoreException">It could not be saved or noted: nothing may be deleted.</exception>
    /// <exception cref="GatewayUnreadableException">The key could not be read: nothing may be deleted either.</exception>
    public async Task SaveAsync(RunReport run, ApiSnapshot snapshot, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(snapshot);
        var (name, content) = ($"{Folder(run.Id)}{snapshot.Api.Id}.json", SnapshotJson.Write(snapshot));
        var saved = new SavedSnapshot(name, HashOf(content))
        {
            Bound = (await readKey(cancellationToken)).BindSnapshot(name, HashOf(content)),
        };
        await Noting.WaitAsync(cancellationToken);
        try
        {
            await store.WriteAsync(name, content, "application/json", etag: null, cancellationToken);
            await new RunRecords(store).NoteSnapshotAsync(run, saved, cancellationToken);
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
    /// <param name="store">The report store.</param>
    /// <param name="runId">The run.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public static async Task<bool> HasAnyAsync(IDocumentStore store, string runId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        return (await store.ListAsync(Folder(runId), cancellationToken)).Count > 0;
    }

    /// <summary>
    /// What run <paramref name="runId"/> saved, by name; a document that is not a whole snapshot, or not the one that the
    /// run's record names by its hash, or none that an importer with this key wrote, has none, with the reason.
    /// </summary>
    /// <exception cref="GatewayUnreadableException">The key could not be read: nobody can say who wrote them.</exception>
    public async Task<IReadOnlyList<(string Name, ApiSnapshot? Snapshot, string? Problem)>> LoadAsync(
        string runId,
        CancellationToken cancellationToken
    )
    {
        var found = new List<(string, ApiSnapshot?, string?)>();
        var saved = (await new RunRecords(store).ReadAsync(runId, cancellationToken))?.Snapshots ?? [];
        var names = await store.ListAsync(Folder(runId), cancellationToken);
        var key = names.Count > 0 ? await readKey(cancellationToken) : null;
        foreach (var name in names)
        {
            if (await store.ReadAsync(name, cancellationToken) is { } document)
            {
                var (snapshot, problem) = SnapshotJson.Read(document.Content);
                problem ??= Mismatch(name, snapshot!, document.Content, saved) ?? Unbound(name, saved, key!);
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

    private static string? Unbound(string name, IReadOnlyList<SavedSnapshot> saved, OwnershipKey key) =>
        saved.First(one => one.Name == name) is var noted && key.IsBound(noted.Bound, name, noted.Sha256)
            ? null
            : "the run's record does not carry the fingerprint of this importer's key, so somebody else wrote it, or an importer with another Ownership.Key; "
                + "give the key that it was written with, or make the API again by importing its account";

    private static string HashOf(BinaryData content) => Convert.ToHexStringLower(SHA256.HashData(content.ToMemory().Span));

    private static string Folder(string runId) =>
        RunId.IsValid(runId)
            ? $"snapshots/{runId}/"
            : throw new ArgumentException($"'{runId}' is no run id: 8 to 64 characters of a-z 0-9 -.", nameof(runId));
}
