using System.Collections.Concurrent;
using Importer.Arm;
using Importer.Deployments;

namespace Importer.Foundry;

/// <summary>What one reading has found so far; safe to add to from many calls at once.</summary>
internal sealed class FoundryReading
{
    private readonly ConcurrentBag<AccountInventory> _accounts = [];
    private readonly ConcurrentBag<ResourceId> _covered = [];
    private readonly ConcurrentBag<ResourceId> _missing = [];
    private readonly ConcurrentBag<UnreadScope> _unread = [];

    public void Found(AccountInventory account) => _accounts.Add(account);

    public void Covered(ResourceId scope) => _covered.Add(scope);

    /// <summary>Not there, as the service itself says: read to the end, with nothing in it.</summary>
    public void Missing(ResourceId scope)
    {
        Covered(scope);
        _missing.Add(scope);
    }

    public void Unread(ResourceId scope, ArmException reason) =>
        _unread.Add(new(scope, reason.Message, reason.Kind is ArmErrorKind.Later or ArmErrorKind.Busy));

    /// <summary>Everything found, in an order that does not depend on which answer came first.</summary>
    public Inventory Close() => new()
    {
        Accounts = [.. _accounts.DistinctBy(found => found.Account.Id).OrderBy(found => found.Account.Id.Value, StringComparer.OrdinalIgnoreCase)],
        Covered = [.. _covered.OrderBy(scope => scope.Value, StringComparer.OrdinalIgnoreCase)],
        Missing = [.. _missing.OrderBy(scope => scope.Value, StringComparer.OrdinalIgnoreCase)],
        Unread = [.. _unread.OrderBy(unread => unread.Scope.Value, StringComparer.OrdinalIgnoreCase)],
    };
}
