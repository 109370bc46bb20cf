using Importer;
using Importer.Reports;

namespace Functions.Runs;

/// <summary>The last runs of this process, so that a burst of messages for one scope is read once and not once a message.</summary>
internal sealed class RecentRuns
{
    private const int Most = 64;

    // Whoever stamped the message may be another instance with another clock; and Resource Manager may take a moment to
    // show what it has just told of. A run answers only for messages that are older than its start by this much.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly LinkedList<(ReconcileRequest Request, RunReport Run)> _runs = new();

    /// <summary>Remembers a run that came to its end.</summary>
    public void Add(ReconcileRequest request, RunReport run)
    {
        if (run.TryAgain || run.Outcome is not (RunOutcome.Succeeded or RunOutcome.Partial))
        {
            return;
        }

        lock (_gate)
        {
            _runs.AddFirst((request, run));
            if (_runs.Count > Most)
            {
                _runs.RemoveLast();
            }
        }
    }

    /// <summary>The run that has already looked where <paramref name="request"/> asks to look, later than it was asked; or null.</summary>
    public RunReport? Covering(ReconcileRequest request)
    {
        if (request is { ReceivedAt: null } or { Insist: true } or { Mode: RunMode.Plan })
        {
            return null;
        }

        lock (_gate)
        {
            return _runs.FirstOrDefault(past => Covers(past.Request, past.Run, request)).Run;
        }
    }

    private static bool Covers(ReconcileRequest past, RunReport run, ReconcileRequest request) =>
        past.Mode == RunMode.Apply
        && run.StartedAt > request.ReceivedAt + Margin
        && (past.Scope is null || (request.Scope is { } scope && past.Scope.Covers(scope)));
}
