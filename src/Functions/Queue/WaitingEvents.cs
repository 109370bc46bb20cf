using Functions.Input;
using Importer.Resources;
using Importer.Runs;
using Importer.Storage;

namespace Functions.Queue;

/// <summary>
/// Which events of an account wait for a run: a note in the report store for each, written before its message and taken away by the run
/// that
/// answered it. A run sees them all, those too that another instance holds or that wait in the queue out of sight. The messages do the
/// work: an
/// event without a note gets a run of its own, a note without a message is taken away by the next run.
/// </summary>
internal sealed class WaitingEvents(IDocumentStore store)
{
    // A note is a name and nothing else; what is not answered by one run is answered by the next.
    private const int Most = 64;

    // Stands where the deployment's name does when the event is about the account: no name begins so.
    private const string OfAccount = "_account";

    // The same, of an event that says that a key was renewed: whoever answers it reads keys.
    private const string OfKeys = "_keys";

    /// <summary>Notes an event that will wait in the queue.</summary>
    /// <exception cref="DocumentStoreException">The store is away; the event gets a run of its own.</exception>
    public Task NoteAsync(ReconcileRequest request, CancellationToken cancellationToken) =>
        NameOf(request) is { } name
            ? store.WriteAsync(name, BinaryData.FromString("{}"), "application/json", etag: null, cancellationToken)
            : Task.CompletedTask;

    /// <summary>The other events that wait for a run over the account of <paramref name="request"/>.</summary>
    /// <exception cref="DocumentStoreException">The store is away.</exception>
    public async Task<IReadOnlyList<ReconcileRequest>> ListAsync(ReconcileRequest request, CancellationToken cancellationToken)
    {
        var account = ScopeValidator.AccountOf(request.Scope!);
        var names = await store.ListAsync(FolderOf(account), cancellationToken);
        return
        [
            .. names.Select(name => Read(name, account)).OfType<ReconcileRequest>().Where(other => other.RunId != request.RunId).Take(Most),
        ];
    }

    /// <summary>Takes away the notes of events that were answered.</summary>
    /// <exception cref="DocumentStoreException">The store is away; the next run takes them away.</exception>
    public async Task ForgetAsync(IEnumerable<ReconcileRequest> answered, CancellationToken cancellationToken)
    {
        foreach (var name in answered.Select(NameOf).OfType<string>())
        {
            await store.DeleteAsync(name, cancellationToken);
        }
    }

    // Null for a name that no note can have; its event is then not known to other runs.
    private static string? NameOf(ReconcileRequest request) =>
        request is { Reason: RunReason.Event, Scope: { } scope }
        && ScopeValidator.IsAccountOrDeployment(scope)
        && $"{FolderOf(ScopeValidator.AccountOf(scope))}{PlaceOf(scope, request.KeysChanged)}/{request.RunId}" is var name
        && DocumentName.IsOne(name)
            ? name
            : null;

    private static string PlaceOf(ResourceId scope, bool keysChanged)
    {
        if (ScopeValidator.IsDeployment(scope))
        {
            return scope.Name;
        }

        return keysChanged ? OfKeys : OfAccount;
    }

    private static string FolderOf(ResourceId account) => $"waiting/{LeaseName.Digest(account.Value)}/";

    // Whoever may write the store may write a name, so it is read as strictly as a message.
    private static ReconcileRequest? Read(string name, ResourceId account)
    {
        var parts = name.Split('/');
        if (parts.Length != 4 || !RunId.IsValid(parts[3]))
        {
            return null;
        }

        var text = parts[2] is OfAccount or OfKeys ? account.Value : $"{account.Value}/deployments/{parts[2]}";
        return ScopeValidator.TryParse(text, out var scope) && ScopeValidator.IsAccountOrDeployment(scope)
            ? new ReconcileRequest
            {
                RunId = parts[3],
                Reason = RunReason.Event,
                Scope = scope,
                KeysChanged = parts[2] == OfKeys,
            }
            : null;
    }
}
