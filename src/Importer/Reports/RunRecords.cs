using System.Text.Json;
using Importer.Runs;
using Importer.Storage;

namespace Importer.Reports;

/// <summary>
/// The records of runs, one document each under <c>runs/</c>; a run that is tried again keeps its id and lists its tries.
/// </summary>
public sealed class RunRecords(IDocumentStore store)
{
    private const int Rounds = 8;
    private const string GivenUp = "given-up/";

    // A message lives so long in a queue: https://learn.microsoft.com/rest/api/storageservices/put-message
    private static readonly TimeSpan MessageLife = TimeSpan.FromDays(7);

    /// <summary>The document that holds run <paramref name="id"/>.</summary>
    public static string NameOf(string id) =>
        RunId.IsValid(id)
            ? $"runs/{id}.json"
            : throw new ArgumentException($"'{id}' is no run id: 8 to 64 characters of a-z 0-9 -.", nameof(id));

    /// <summary>The record of run <paramref name="id"/>, or null when there is none.</summary>
    public async Task<RunReport?> ReadAsync(string id, CancellationToken cancellationToken) =>
        (await LoadAsync(NameOf(id), cancellationToken)).Record;

    /// <summary>Says that a run waits for its first try, or is under way; tries that are on record stay there.</summary>
    public async Task BeginAsync(RunReport run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        // The run of an event has no record before it begins: none needs to be read to see that.
        if (
            run.Reason != RunReason.Event
            || !await store.WriteAsync(NameOf(run.Id), Content(Begun(null)), "application/json", etag: "", cancellationToken)
        )
        {
            await SaveAsync(run, Begun, cancellationToken);
        }

        await NoteLastTryAsync(run, cancellationToken);

        RunReport Begun(RunReport? earlier) =>
            RunAttempts.On(run, earlier) with
            {
                FinishedAt = null,
                Outcome = null,
                Snapshots = earlier?.Snapshots ?? [],
            };
    }

    /// <summary>Says that a run is tried again. A try before it that began and never told its end was cut off: that is told now.</summary>
    public async Task BeginAgainAsync(RunReport run, CancellationToken cancellationToken)
    {
        await SaveAsync(
            run,
            earlier =>
                RunAttempts.On(run, earlier, [.. CutOff(earlier)]) with
                {
                    FinishedAt = null,
                    Outcome = null,
                    Snapshots = earlier?.Snapshots ?? [],
                },
            cancellationToken
        );
        await NoteLastTryAsync(run, cancellationToken);
    }

    /// <summary>
    /// The runs whose messages were given up, or will be if their last try never ends, oldest first; those whose messages have expired are
    /// forgotten.
    /// </summary>
    public async Task<IReadOnlyList<RunReport>> ListGivenUpAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var found = new List<RunReport>();
        foreach (var name in await store.ListAsync(GivenUp, cancellationToken))
        {
            var id = Path.GetFileNameWithoutExtension(name);
            var run = RunId.IsValid(id) ? await ReadAsync(id, cancellationToken) : null;
            if (run is not null && (run.Poisoned == true || run.LastTry == true) && now - run.StartedAt < MessageLife)
            {
                found.Add(run);
            }
            else
            {
                await store.DeleteAsync(name, cancellationToken);
            }
        }

        return found;
    }

    /// <summary>
    /// Notes what a run saved, while it is under way: a run that is cut off right after a deletion can still be restored from.
    /// </summary>
    /// <param name="run">The record to make when there is none.</param>
    /// <param name="snapshot">What was saved; an earlier one of the same name is replaced.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="DocumentStoreException">It could not be noted.</exception>
    public Task NoteSnapshotAsync(RunReport run, SavedSnapshot snapshot, CancellationToken cancellationToken) =>
        SaveAsync(
            run,
            earlier =>
                (earlier ?? run) with
                {
                    Snapshots = [.. (earlier?.Snapshots ?? []).Where(old => old.Name != snapshot.Name), snapshot],
                },
            cancellationToken
        );

    /// <summary>Says how a run ended, and adds this try to those on record.</summary>
    public async Task FinishAsync(RunReport run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        var attempt = new RunAttempt(run.StartedAt, run.Outcome ?? RunOutcome.Failed, run.Error);
        await SaveAsync(
            run,
            earlier => RunAttempts.On(run, earlier, attempt) with { Snapshots = earlier?.Snapshots ?? [] },
            cancellationToken
        );
        await (run.Poisoned == true ? NoteGivenUpAsync(run, cancellationToken) : ForgetGivenUpAsync(run, cancellationToken));
        await new FleetRecords(store).NoteAsync(run, cancellationToken);
    }

    /// <summary>The newest records, newest first, at most <paramref name="count"/>.</summary>
    public Task<IReadOnlyList<RunReport>> ListAsync(int count, CancellationToken cancellationToken) =>
        ListAsync(count, run => run, cancellationToken);

    /// <summary>The same without the aliases of fleets, which every one of them repeats.</summary>
    public Task<IReadOnlyList<RunReport>> ListWithoutAliasesAsync(int count, CancellationToken cancellationToken) =>
        ListAsync(count, run => run with { Aliases = null }, cancellationToken);

    private async Task<IReadOnlyList<RunReport>> ListAsync(int count, Func<RunReport, RunReport> part, CancellationToken cancellationToken)
    {
        // Minted ids begin with their time, so names in order are runs in order. Whoever chose another for a message by hand comes after
        // them.
        var names = (await store.ListAsync("runs/", cancellationToken))
            .Reverse()
            .OrderByDescending(name => RunId.IsMinted(Path.GetFileNameWithoutExtension(name)))
            .Take(count);
        var records = new List<RunReport>();
        foreach (var batch in names.Chunk(8))
        {
            var read = await Task.WhenAll(batch.Select(name => LoadAsync(name, cancellationToken)));
            records.AddRange(read.Select(loaded => loaded.Record).OfType<RunReport>().Select(part));
        }

        return records;
    }

    // Should the last try be cut off, nobody is left to say that the message was given up.
    private async Task NoteLastTryAsync(RunReport run, CancellationToken cancellationToken)
    {
        if (run.LastTry == true)
        {
            await NoteGivenUpAsync(run, cancellationToken);
        }
    }

    private Task<bool> NoteGivenUpAsync(RunReport run, CancellationToken cancellationToken) =>
        store.WriteAsync($"{GivenUp}{run.Id}.json", BinaryData.FromString("{}"), "application/json", etag: null, cancellationToken);

    // Whoever did the work of a message that was given up says so at once: among the newest runs it is not seen for long.
    private async Task ForgetGivenUpAsync(RunReport run, CancellationToken cancellationToken)
    {
        if (run is not { Mode: RunMode.Apply, Outcome: RunOutcome.Succeeded or RunOutcome.Partial })
        {
            return;
        }

        foreach (var name in await store.ListAsync(GivenUp, cancellationToken))
        {
            var id = Path.GetFileNameWithoutExtension(name);
            if (RunId.IsValid(id) && await ReadAsync(id, cancellationToken) is { } earlier && !ReportAttentions.IsLatest(earlier, [run]))
            {
                await store.DeleteAsync(name, cancellationToken);
            }
        }
    }

    private static IEnumerable<RunAttempt> CutOff(RunReport? earlier) =>
        earlier is { Outcome: null }
            ? [new RunAttempt(earlier.StartedAt, RunOutcome.Failed, "Was cut off: the process ended before the run did.")]
            : [];

    private async Task SaveAsync(RunReport run, Func<RunReport?, RunReport> change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        for (var round = 0; round < Rounds; round++)
        {
            var (earlier, etag) = await LoadAsync(NameOf(run.Id), cancellationToken);
            if (await store.WriteAsync(NameOf(run.Id), Content(change(earlier)), "application/json", etag, cancellationToken))
            {
                return;
            }
        }

        throw new DocumentStoreException($"The record of run {run.Id} changed {Rounds} times while it was being written.");
    }

    private static BinaryData Content(RunReport run) =>
        BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(run, ReportJson.Readable.RunReport));

    private async Task<(RunReport? Record, string ETag)> LoadAsync(string name, CancellationToken cancellationToken)
    {
        if (await store.ReadAsync(name, cancellationToken) is not { } document)
        {
            return (null, "");
        }

        try
        {
            return (JsonSerializer.Deserialize(document.Content, ReportJson.Default.RunReport), document.ETag);
        }
        catch (JsonException)
        {
            // Not a record of ours: it does not hold up a run, and the next write over it makes it one.
            return (null, document.ETag);
        }
    }
}

/// <summary>Runs, newest first.</summary>
/// <param name="Runs">Their records.</param>
public sealed record RunList(IReadOnlyList<RunReport> Runs);

/// <summary>
/// A snapshot that a run saved. Whoever may write the store can write both it and this record, and not what binds them: see
/// docs/security.md.
/// </summary>
/// <param name="Name">The document's name in the report store.</param>
/// <param name="Sha256">The SHA-256 of its bytes, in lower-case hexadecimal digits.</param>
public sealed record SavedSnapshot(string Name, string Sha256)
{
    /// <summary>What binds name and hash to the importer that wrote them, see <see cref="Gateway.OwnershipKey"/>.</summary>
    public string? Bound { get; init; }
}
