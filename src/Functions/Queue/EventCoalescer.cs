using Functions.Input;
using Importer.Reports;
using Importer.Resources;
using Importer.Runs;

namespace Functions.Queue;

/// <summary>
/// Spares events a run of their own: those that another run has answered already, those that one run answers together, and those of
/// accounts that are nobody's.
/// </summary>
internal sealed class EventCoalescer(RecentRuns recent, WaitingEvents waiting, UnknownAccounts unknown, StoreGuard store)
{
    /// <summary>True for what only says where to look. Whoever asks more than that gets a run of their own.</summary>
    public static bool IsOfEvent(ReconcileRequest request) =>
        request is { Reason: RunReason.Event, Mode: RunMode.Apply, Insist: false, Scope: { } scope }
        && ScopeValidator.IsAccountOrDeployment(scope);

    /// <summary>True when the event behind <paramref name="message"/> is about nothing that is there or was.</summary>
    public async Task<bool> IsNobodysAsync(ImportMessage message, int delivery, CancellationToken cancellationToken) =>
        IsOfEvent(message.Request) && await unknown.IsNobodysAsync(message, delivery, cancellationToken);

    /// <summary>True when people are to hear of an account that is nobody's.</summary>
    public bool IsToBeTold(ResourceId account) => unknown.IsToBeTold(account);

    /// <summary>The run that has already looked where <paramref name="request"/> asks to look, later than it was asked; or null.</summary>
    public Task<RunReport?> CoveringAsync(ReconcileRequest request) => store.TryAsync(token => recent.CoveringAsync(request, token));

    /// <summary>The requests that one run answers: those about one account are one question.</summary>
    public async Task<CoalescedRequests> GatherAsync(ReconcileRequest request)
    {
        var others = IsOfEvent(request) ? await store.TryAsync(token => waiting.ListAsync(request, token)) : null;
        return new([request, .. others ?? []]);
    }

    /// <summary>Remembers that <paramref name="run"/> came to a good end, so that it answers for other requests too.</summary>
    public Task AnsweredAsync(CoalescedRequests requests, RunReport run) =>
        store.TryAsync(async token =>
        {
            await recent.AddAsync(requests.Merged, [.. requests.All.Select(each => each.RunId)], run, token);
            await waiting.ForgetAsync(requests.All, token);
        });

    /// <summary>Lets no other run answer for a request. What is forgotten too late costs a line in the list of the next run.</summary>
    public Task ForgetAsync(ReconcileRequest request) => store.TryAsync(token => waiting.ForgetAsync([request], token));
}

/// <summary>Requests that one run answers.</summary>
/// <param name="All">The one whose message it is, and those that wait behind it for the same account.</param>
internal sealed record CoalescedRequests(IReadOnlyList<ReconcileRequest> All)
{
    /// <summary>What the run is asked.</summary>
    public ReconcileRequest Merged { get; } = Merge(All);

    private static ReconcileRequest Merge(IReadOnlyList<ReconcileRequest> requests)
    {
        var first = requests[0] with { KeysChanged = requests.Any(request => request.KeysChanged) };
        return requests.All(request => request.Scope == first.Scope)
            ? first
            : first with
            {
                Scope = ScopeValidator.AccountOf(first.Scope!),
                Prove = [.. requests.Select(request => request.Scope!).Where(ScopeValidator.IsDeployment).Distinct()],
            };
    }
}
