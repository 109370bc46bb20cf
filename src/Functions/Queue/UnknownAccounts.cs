using System.Collections.Concurrent;
using Functions.Input;
using Importer.Deployments;
using Importer.Gateway;
using Importer.Resources;
using Importer.Storage;

namespace Functions.Queue;

/// <summary>
/// Tells events of accounts that are nobody's: Resource Manager answers that the account is not there, nothing in the gateway was
/// made for it, and no run ever had its turn over it. There is nothing to import and nothing to withdraw. The first few accounts get
/// a run without a turn, whose record says so; a flood of them costs looks, and no run, record or lease each.
/// </summary>
/// <remarks>
/// A look answers for what came before it, never for what comes later: an account that is made after the look is seen by its own
/// event's look. What cannot be read proves nothing, and gets its run.
/// </remarks>
internal sealed class UnknownAccounts(IDeploymentSource source, IGateway gateway, IDocumentStore store, TimeProvider clock) : IDisposable
{
    // So many are told by a record within a while; of more the log tells.
    private const int MostTold = 20;
    private static readonly TimeSpan While = TimeSpan.FromMinutes(10);

    // As many as a storm has accounts, many times over; what is forgotten is looked at again.
    private const int Most = 4096;

    private readonly ConcurrentDictionary<ResourceId, DateTimeOffset> _absent = new();
    private readonly ConcurrentDictionary<ResourceId, DateTimeOffset> _told = new();
    private readonly SemaphoreSlim _turn = new(1);
    private (DateTimeOffset At, IReadOnlyList<ResourceId> Sources)? _served;

    /// <summary>True when the event behind <paramref name="message"/> is about nothing that is there or was.</summary>
    /// <param name="message">The message.</param>
    /// <param name="delivery">Which delivery it is: from the second on a run may have begun before.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    public async Task<bool> IsNobodysAsync(ImportMessage message, int delivery, CancellationToken cancellationToken)
    {
        if (delivery != 1 || message is not { Attempt: 1, Request: { Scope: { } scope, ReceivedAt: { } receivedAt } })
        {
            return false;
        }

        var account = ScopeValidator.AccountOf(scope);
        try
        {
            return await store.ReadAsync(TurnPatience.LeaseOf(account), cancellationToken) is null
                && await IsAbsentAsync(account, receivedAt, cancellationToken)
                && await ServedAsync(receivedAt, cancellationToken) is { } served
                && !served.Any(account.Covers);
        }
        catch (Exception fault)
            when (fault is GatewayUnreadableException or DocumentStoreException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>True for the first event of an account that is nobody's, as long as there are few of them: people hear of it.</summary>
    public bool IsToBeTold(ResourceId scope)
    {
        var now = clock.GetUtcNow();
        foreach (var (account, at) in _told)
        {
            if (now - at >= While)
            {
                _told.TryRemove(account, out _);
            }
        }

        // Two at the same moment may both be the last.
        return _told.Count < MostTold && _told.TryAdd(ScopeValidator.AccountOf(scope), now);
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task<bool> IsAbsentAsync(ResourceId account, DateTimeOffset receivedAt, CancellationToken cancellationToken)
    {
        if (_absent.TryGetValue(account, out var at) && IsAfter(at, receivedAt))
        {
            return true;
        }

        var now = clock.GetUtcNow();
        var seen = await source.ListAccountsAsync([account], cancellationToken);
        if (!seen.Missing.Contains(account))
        {
            _absent.TryRemove(account, out _);
            return false;
        }

        if (_absent.Count >= Most)
        {
            _absent.Clear();
        }

        _absent[account] = now;
        return true;
    }

    // One reading at a time: who waits for it meanwhile is answered by the next one at the latest. Null while the service cannot say.
    private async Task<IReadOnlyList<ResourceId>?> ServedAsync(DateTimeOffset receivedAt, CancellationToken cancellationToken)
    {
        var asked = clock.GetUtcNow();
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_served is { } served && (IsAfter(served.At, receivedAt) || served.At > asked))
            {
                return served.Sources;
            }

            var now = clock.GetUtcNow();
            var service = await gateway.ReadServiceAsync(cancellationToken);
            if (!service.IsReady)
            {
                return null;
            }

            var sources = await SourcesAsync(service, cancellationToken);
            _served = (now, sources);
            return sources;
        }
        finally
        {
            _turn.Release();
        }
    }

    // An account may stand behind a backend alone: as a fleet's member, or where somebody deleted its API.
    private async Task<IReadOnlyList<ResourceId>> SourcesAsync(ServiceInfo service, CancellationToken cancellationToken)
    {
        var apis = await gateway.ListApisAsync(service, cancellationToken);
        var found = await gateway.ReadAsync(
            new GatewayQuery
            {
                Service = service,
                Apis = apis,
                Wanted = [],
                IsInScope = _ => false,
                WithProducts = false,
                WithTags = false,
            },
            cancellationToken
        );
        return [.. apis.Concat(found.Resources.Values).SelectMany(SourcesOf).Distinct()];
    }

    // Whoever stamped the message may be another instance with another clock.
    private static bool IsAfter(DateTimeOffset look, DateTimeOffset receivedAt) => look > receivedAt + RecentRuns.Margin;

    private static IEnumerable<ResourceId> SourcesOf(Observed found) =>
        new[] { found.OwnershipTag?.Source, (found.Resource as Api)?.Detached?.Source, found.Unproven?.Source }.OfType<ResourceId>();
}
