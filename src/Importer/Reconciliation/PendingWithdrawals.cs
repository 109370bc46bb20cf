using Importer.Configuration;
using Importer.Fleets;
using Importer.Gateway;
using Importer.Planning;
using Importer.Reports;
using Importer.Runs;
using Importer.Storage;

namespace Importer.Reconciliation;

/// <summary>
/// Gives an API whose last deployment went the time that <c>Deletion.After</c> says: a run that finds it announces the
/// withdrawal in the report store, what is back in time calls it off, and a later run or sweep carries it out.
/// </summary>
internal sealed class PendingWithdrawals(IGateway gateway, IDocumentStore store, ImporterSettings settings, TimeProvider clock)
{
    private readonly WithdrawalRecords _records = new(store);

    /// <summary>The input with what may not go yet, and what goes for good with what goes.</summary>
    /// <param name="request">The run.</param>
    /// <param name="input">What the plan is made from.</param>
    /// <param name="listed">Every API with its revisions.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<PlanInput> JudgeAsync(
        ReconcileRequest request,
        PlanInput input,
        IReadOnlyList<Observed> listed,
        CancellationToken cancellationToken
    )
    {
        var gone = Planner.Gone(input);
        input = await WithTimesAsync(request, input, gone, cancellationToken);
        return gone.Count == 0 ? input : await WithLossesAsync(request, input, (gone, listed), cancellationToken);
    }

    /// <summary>Ends what was carried out, and announces what was to be and was not: a later run or sweep goes on.</summary>
    public async Task SettleAsync(ReconcileRequest request, IReadOnlyList<StepResult> results, CancellationToken cancellationToken)
    {
        foreach (var result in results.Where(result => result.Step is { Change: ChangeKind.Delete, Resource: Api }))
        {
            var api = (Api)result.Step.Resource;
            await TryAsync(
                result.Outcome == StepOutcome.Done
                    ? _records.RemoveAsync(api.Id, cancellationToken)
                    : _records.NoteAsync(Announced(api, request, TimeSpan.Zero), cancellationToken)
            );
        }
    }

    private async Task<PlanInput> WithTimesAsync(
        ReconcileRequest request,
        PlanInput input,
        IReadOnlyList<Observed> gone,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var pending = await _records.ListAsync(cancellationToken);
            if (request.Mode == RunMode.Apply)
            {
                await CallOffAsync(pending, input, gone, cancellationToken);
            }

            return request.Insist ? input : await WithTimesAsync(request, input, (gone, pending), cancellationToken);
        }
        catch (Exception fault) when (IsStoreFault(fault))
        {
            // Since when it is gone is not known; an API that may still have its time is not withdrawn.
            return request.Insist || input.Deletion.After == TimeSpan.Zero
                ? input
                : input with
                {
                    NotYet = gone.ToDictionary(
                        found => found.Resource.Key.Name,
                        found => new Reprieve(
                            $"API {found.Resource.Key.Name} has no deployment behind it any more; since when is not known, because the report store could not be read ({fault.Message}). It stays, and the run is tried again",
                            null,
                            MayPass: true
                        ),
                        StringComparer.OrdinalIgnoreCase
                    ),
                };
        }
    }

    private async Task<PlanInput> WithTimesAsync(
        ReconcileRequest request,
        PlanInput input,
        (IReadOnlyList<Observed> Gone, IReadOnlyDictionary<string, PendingWithdrawal> Pending) seen,
        CancellationToken cancellationToken
    )
    {
        var notYet = new Dictionary<string, Reprieve>(StringComparer.OrdinalIgnoreCase);
        var announced = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var api in seen.Gone.Select(found => (Api)found.Resource))
        {
            if (FleetClaims.HeirOf(api, settings) is { } heir)
            {
                notYet[api.Id] = Inherited(api, heir);
                continue;
            }

            var since =
                seen.Pending.TryGetValue(api.Id, out var pending) && SameSource(pending, api) && pending.Since <= clock.GetUtcNow()
                    ? pending.Since
                    : (DateTimeOffset?)null;
            if (since is { } then && then + input.Deletion.After <= clock.GetUtcNow())
            {
                announced.Add(api.Id);
            }
            else if (since is not null || (input.Deletion.After > TimeSpan.Zero && !OnlyTells(request)))
            {
                notYet[api.Id] = Waiting(api, since, request);
                await (
                    since is null && request.Mode == RunMode.Apply
                        ? _records.NoteAsync(Announced(api, request, input.Deletion.After), cancellationToken)
                        : Task.CompletedTask
                );
            }
        }

        return input with
        {
            NotYet = notYet,
            Announced = announced,
        };
    }

    // A sweep that does not repair announces nothing by itself: that the event of a deletion is missing is drift, and told.
    private bool OnlyTells(ReconcileRequest request) => request.Reason == RunReason.Drift && settings.Drift != DriftMode.Repair;

    private Reprieve Waiting(Api api, DateTimeOffset? since, ReconcileRequest request)
    {
        var after = settings.Deletion.After;
        var at = (since ?? clock.GetUtcNow()) + after;
        if (FleetClaims.IsOurs(api.OwnershipTag, settings))
        {
            return new Reprieve(
                $"Compatibility of fleet '{api.OwnershipTag!.Fleet}' no longer names what API {api.Id} is for; the API leaves at {at.UtcDateTime:u} (Deletion.After {after:c}), and the fleet's others stay, unless it is named again by then. To withdraw it now, import everything with \"insist\": true",
                at
            );
        }

        if (api.OwnershipTag!.Fleet is { } fleet)
        {
            return new Reprieve(
                $"fleet '{fleet}' of API {api.Id} is no longer in the settings; the API leaves at {at.UtcDateTime:u} (Deletion.After {after:c}), and what stands behind it goes with it, unless the fleet is in the settings again by then. To withdraw it now, import everything with \"insist\": true",
                at
            );
        }

        return new Reprieve(
            since is null && request.Mode == RunMode.Plan
                ? $"the last deployment behind API {api.Id} ({api.OwnershipTag!.Source}) is gone; a run that finds it so announces its withdrawal, and {after:c} later (Deletion.After) it leaves, unless a deployment is back by then"
                : $"the last deployment behind API {api.Id} ({api.OwnershipTag!.Source}) is gone; the API leaves at {at.UtcDateTime:u} (Deletion.After {after:c}), unless a deployment is back by then. To withdraw it now, import {api.OwnershipTag.Source} with \"insist\": true",
            at
        );
    }

    // Only one API can have a path, and the new one is made by a later run than the one that takes the old one away.
    private static Reprieve Inherited(Api api, FleetSettings heir) =>
        new(
            $"fleet '{api.OwnershipTag!.Fleet}' of API {api.Id} is no longer in the settings, and fleet '{heir.Name}' has its Path; were it withdrawn, nobody would answer there until '{heir.Name}' is made. So it stays, and goes on calling the members that it has. Give fleet '{heir.Name}' another Path, and this one leaves in its time; or take the name '{api.OwnershipTag.Fleet}' again; or import everything with \"insist\": true, and then once more",
            null
        );

    private async Task CallOffAsync(
        IReadOnlyDictionary<string, PendingWithdrawal> pending,
        PlanInput input,
        IReadOnlyList<Observed> gone,
        CancellationToken cancellationToken
    )
    {
        var going = gone.Select(found => found.Resource.Key).ToHashSet();
        foreach (var one in pending.Values.Where(one => !going.Contains(Api.KeyFor(one.Api))))
        {
            // Whose accounts this run did not look at says nothing about them.
            if (
                input.Found.Find(Api.KeyFor(one.Api)) is not { OwnershipTag: { } tag } found
                || input.Wanted.Any(wanted => wanted.Key == found.Resource.Key)
                || input.OwnershipOf(tag, found.Resource as Api) == Ownership.Serving
                || (tag.Fleet is not null && input.OwnershipOf(tag, found.Resource as Api) == Ownership.Foreign)
            )
            {
                await _records.RemoveAsync(one.Api, cancellationToken);
            }
        }
    }

    private async Task<PlanInput> WithLossesAsync(
        ReconcileRequest request,
        PlanInput input,
        (IReadOnlyList<Observed> Gone, IReadOnlyList<Observed> Listed) seen,
        CancellationToken cancellationToken
    )
    {
        var (gone, listed) = seen;
        try
        {
            var subscriptions = await gateway.ListSubscriptionsAsync([.. gone.Select(found => found.Resource.Key.Name)], cancellationToken);
            return input with
            {
                Losses = gone.ToDictionary(
                    found => found.Resource.Key.Name,
                    found => new Loss([.. subscriptions[found.Resource.Key.Name]], RevisionsOf(found.Resource.Key.Name, listed)),
                    StringComparer.OrdinalIgnoreCase
                ),
            };
        }
        catch (GatewayUnreadableException fault)
        {
            // It would have gone now, so a later run or sweep goes on with it.
            foreach (
                var api in gone.Select(found => (Api)found.Resource)
                    .Where(api => request.Mode == RunMode.Apply && !OnlyTells(request) && !input.NotYet.ContainsKey(api.Id))
            )
            {
                await TryAsync(_records.NoteAsync(Announced(api, request, TimeSpan.Zero), cancellationToken));
            }

            return input with
            {
                NotYet = gone.ToDictionary(
                    found => found.Resource.Key.Name,
                    found => Uncounted(found, fault),
                    StringComparer.OrdinalIgnoreCase
                ),
            };
        }
    }

    private static Reprieve Uncounted(Observed found, GatewayUnreadableException fault) =>
        new(
            $"what would go for good with API {found.Resource.Key.Name} could not be counted, so it stays: {fault.Message}",
            null,
            fault.MayPass
        );

    private static IReadOnlyList<string> RevisionsOf(string api, IReadOnlyList<Observed> listed) =>
        [
            .. listed
                .Where(found =>
                    found.Resource is Api { IsCurrent: false } other
                    && other.Id.StartsWith($"{api};rev=", StringComparison.OrdinalIgnoreCase)
                )
                .Select(found => found.Resource.Key.Name),
        ];

    private PendingWithdrawal Announced(Api api, ReconcileRequest request, TimeSpan after) =>
        new(api.Id, api.OwnershipTag!.Source.Value, clock.GetUtcNow(), clock.GetUtcNow() + after, request.RunId);

    private static bool SameSource(PendingWithdrawal pending, Api api) =>
        string.Equals(pending.Source, api.OwnershipTag!.Source.Value, StringComparison.OrdinalIgnoreCase);

    // The API is gone, or is found gone again: a note that could not be written or removed costs time and nothing else.
    private static async Task TryAsync(Task writing)
    {
        try
        {
            await writing;
        }
        catch (Exception fault) when (IsStoreFault(fault)) { }
    }

    private static bool IsStoreFault(Exception fault) => fault is DocumentStoreException or IOException or UnauthorizedAccessException;
}
