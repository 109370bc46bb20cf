using Functions.Scopes;
using Importer;
using Importer.Reports;

namespace Functions.Runs;

/// <summary>The last runs of this process, so that a burst of messages for one account is read once or twice and not once a message.</summary>
internal sealed class RecentRuns
{
    // As many as a storm has accounts, several times over: what is forgotten too early is read again.
    private const int Most = 512;

    // Whoever stamped the message may be another instance with another clock; and Resource Manager may take a moment to
    // show what it has just told of. A run that did not know of a message answers for it only if it began this much later.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly LinkedList<PastRun> _runs = new();

    /// <summary>Remembers a run that came to a good end, with the requests that were known to it.</summary>
    public void Add(ReconcileRequest request, IReadOnlyCollection<string> known, RunReport run)
    {
        lock (_gate)
        {
            _runs.AddFirst(new PastRun(request, known, run));
            if (_runs.Count > Most)
            {
                _runs.RemoveLast();
            }
        }
    }

    /// <summary>True when a run may answer for other requests than its own.</summary>
    public static bool IsGoodEnd(RunReport run) => run is { TryAgain: false, Outcome: RunOutcome.Succeeded or RunOutcome.Partial };

    /// <summary>The run that has already looked where <paramref name="request"/> asks to look, later than it was asked; or null.</summary>
    public RunReport? Covering(ReconcileRequest request)
    {
        if (request is { ReceivedAt: null } or { Insist: true } or { Mode: RunMode.Plan } or { Errand: not null })
        {
            return null;
        }

        lock (_gate)
        {
            return _runs.FirstOrDefault(past => past.Run.Id != request.RunId && (past.Known.Contains(request.RunId) || Saw(past, request)))?.Run;
        }
    }

    private static bool Saw(PastRun past, ReconcileRequest request) =>
        past.Request is { Mode: RunMode.Apply, Errand: null }
        && past.Run.StartedAt > request.ReceivedAt + Margin
        && (past.Request.Scope is null || (request.Scope is { } scope && past.Request.Scope.Covers(scope)))
        && IsProved(past.Run, request.Scope);

    // A deployment that is there is proved by a test call of its own; one that has gone needs none, and one on its way is waited for.
    private static bool IsProved(RunReport run, ResourceId? scope) =>
        scope is null
        || !ScopeFence.IsDeployment(scope)
        || run.Probes.Any(probe => Names(probe.Deployment, scope))
        || !(run.Decisions.Any(decision => Names(decision.Deployment, scope)) || run.SetAside.Any(aside => aside.MayPass && Names(aside.Deployment, scope)));

    private static bool Names(string id, ResourceId scope) => string.Equals(id, scope.Value, StringComparison.OrdinalIgnoreCase);

    private sealed record PastRun(ReconcileRequest Request, IReadOnlyCollection<string> Known, RunReport Run);
}
