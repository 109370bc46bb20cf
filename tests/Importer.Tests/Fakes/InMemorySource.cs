using Importer.Deployments;
using Importer.Resources;
using Importer.Tests.Builders;

namespace Importer.Tests.Fakes;

/// <summary>The source side as a list that tests edit.</summary>
internal sealed class InMemorySource : IDeploymentSource
{
    private readonly Dictionary<ResourceId, AccountInventory> _accounts = [];

    private int _afterReads = -1;
    private Action _then = () => { };

    public List<UnreadScope> Unread { get; } = [];

    /// <summary>Keys that are not the usual ones, by account name.</summary>
    public Dictionary<string, string> Keys { get; } = [];

    /// <summary>What makes reading a key fail; null when nothing does.</summary>
    public Exception? KeyFault { get; set; }

    public int KeyReads { get; private set; }

    public int Reads { get; private set; }

    /// <summary>Called before each reading with its number, so that the world can change between two looks.</summary>
    public Action<int>? BeforeRead { get; set; }

    public void Put(AccountInventory inventory) => _accounts[inventory.Account.Id] = inventory;

    public void Deploy(string account, string model) =>
        Edit(account, deployments => [.. deployments.Where(deployment => deployment.Name != model), ADeployment.Of(model, account)]);

    public void Pause(string account, string model) =>
        Edit(
            account,
            deployments => [.. deployments.Select(deployment => deployment.Name == model ? deployment with { Paused = true } : deployment)]
        );

    public void Delete(string account, string model) =>
        Edit(account, deployments => [.. deployments.Where(deployment => deployment.Name != model)]);

    public void DeleteAccount(string account) => _accounts.Remove(AnAccount.Id(account));

    public Task<Inventory> ReadAsync(IReadOnlyList<ResourceId> scopes, CancellationToken cancellationToken)
    {
        Reads++;
        if (Reads == _afterReads)
        {
            _then();
        }

        BeforeRead?.Invoke(Reads);
        var places = scopes.Select(FoundryAccount.IdOf).Distinct().ToList();
        var areas = places.Where(place => !places.Any(other => other != place && other.Covers(place))).ToList();
        return Task.FromResult(
            new Inventory
            {
                Accounts =
                [
                    .. _accounts
                        .Values.Where(inventory =>
                            areas.Any(area => area.Covers(inventory.Account.Id))
                            && !Unread.Any(unread => unread.Scope.Covers(inventory.Account.Id))
                        )
                        .OrderBy(inventory => inventory.Account.Id.Value, StringComparer.OrdinalIgnoreCase),
                ],
                Covered = [.. areas.Where(area => !Unread.Any(unread => unread.Scope == area))],
                Unread = [.. Unread.Where(unread => areas.Any(area => area.Covers(unread.Scope) || unread.Scope.Covers(area)))],
                Missing =
                [
                    .. areas.Where(area =>
                        area.IsOfType(FoundryAccount.ResourceType)
                        && !_accounts.ContainsKey(area)
                        && !Unread.Any(unread => unread.Scope.Covers(area))
                    ),
                ],
            }
        );
    }

    public async Task<Inventory> ListAccountsAsync(IReadOnlyList<ResourceId> scopes, CancellationToken cancellationToken)
    {
        var inventory = await ReadAsync(scopes, cancellationToken);
        return inventory with { Accounts = [.. inventory.Accounts.Select(found => found with { Deployments = [] })] };
    }

    /// <summary>Does something right before a reading: the world changes while a run is under way.</summary>
    public void AfterReads(int more, Action then) => (_afterReads, _then) = (Reads + more + 1, then);

    public void Remove(ResourceId account) => _accounts.Remove(account);

    public string KeyOf(ResourceId account) => Keys.GetValueOrDefault(account.Name, $"key-of-{account.Name}");

    public Task<string> ReadKeyAsync(ResourceId account, CancellationToken cancellationToken)
    {
        KeyReads++;
        return KeyFault is { } fault ? Task.FromException<string>(fault) : Task.FromResult(KeyOf(account));
    }

    private void Edit(string account, Func<IReadOnlyList<ModelDeployment>, IReadOnlyList<ModelDeployment>> edit)
    {
        var inventory = _accounts.GetValueOrDefault(AnAccount.Id(account)) ?? AnAccount.Named(account);
        _accounts[inventory.Account.Id] = inventory with { Deployments = edit(inventory.Deployments) };
    }
}
