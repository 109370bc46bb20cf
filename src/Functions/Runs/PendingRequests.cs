using Functions.Scopes;
using Importer;

namespace Functions.Runs;

/// <summary>
/// What this process has enqueued for events and not yet seen answered. When one of a burst comes back from the queue, the
/// others of its account are looked at with it; another process that lacks this memory merely runs more often.
/// </summary>
internal sealed class PendingRequests
{
    private const int Most = 5000;

    private readonly Lock _gate = new();
    private readonly LinkedList<ReconcileRequest> _pending = new();

    /// <summary>Remembers a request that was enqueued, if it is an event's and about an account.</summary>
    public void Add(ReconcileRequest request)
    {
        if (!IsOfEvent(request))
        {
            return;
        }

        lock (_gate)
        {
            _pending.AddLast(request);
            if (_pending.Count > Most)
            {
                _pending.RemoveFirst();
            }
        }
    }

    /// <summary>
    /// The requests that one run over the account of <paramref name="request"/> answers, itself the first; only itself when it
    /// is not an event's, or not about an account.
    /// </summary>
    public IReadOnlyList<ReconcileRequest> Gather(ReconcileRequest request)
    {
        if (!IsOfEvent(request))
        {
            return [request];
        }

        var account = ScopeFence.AccountOf(request.Scope!);
        lock (_gate)
        {
            return [request, .. _pending.Where(other => other.RunId != request.RunId && account.Covers(other.Scope!))];
        }
    }

    /// <summary>Forgets requests that were answered.</summary>
    public void Remove(IReadOnlyCollection<string> runIds)
    {
        lock (_gate)
        {
            for (var node = _pending.First; node is not null;)
            {
                var next = node.Next;
                if (runIds.Contains(node.Value.RunId))
                {
                    _pending.Remove(node);
                }

                node = next;
            }
        }
    }

    /// <summary>One request that asks for all of <paramref name="requests"/>: for their account, with every deployment among them proved.</summary>
    public static ReconcileRequest Merge(IReadOnlyList<ReconcileRequest> requests)
    {
        var first = requests[0];
        if (requests.All(request => request.Scope == first.Scope))
        {
            return first;
        }

        return first with
        {
            Scope = ScopeFence.AccountOf(first.Scope!),
            Prove = [.. requests.Select(request => request.Scope!).Where(ScopeFence.IsDeployment).Distinct()],
        };
    }

    private static bool IsOfEvent(ReconcileRequest request) =>
        request is { Reason: RunReason.Event, Mode: RunMode.Apply, Insist: false, Scope: { } scope } && ScopeFence.IsAccountOrDeployment(scope);
}
