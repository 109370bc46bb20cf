namespace Importer.Deployments;

/// <summary>What was found on the source side, and how far the looking got.</summary>
public sealed record Inventory
{
    /// <summary>Every account found in the scopes, with its deployments.</summary>
    public required IReadOnlyList<AccountInventory> Accounts { get; init; }

    /// <summary>Scopes that were read to the end: what is absent below them is gone.</summary>
    public required IReadOnlyList<ResourceId> Covered { get; init; }

    /// <summary>Scopes that could not be read; nothing below them may be withdrawn.</summary>
    public IReadOnlyList<UnreadScope> Unread { get; init; } = [];

    /// <summary>Scopes that were asked for and do not exist.</summary>
    public IReadOnlyList<ResourceId> Missing { get; init; } = [];

    /// <summary>
    /// Accounts that are known to be somewhere else than where this reading looked, without their deployments: by them an
    /// account that was moved is known again.
    /// </summary>
    public IReadOnlyList<FoundryAccount> Elsewhere { get; init; } = [];

    /// <summary>Where accounts are now.</summary>
    public AccountPlaces Places => new(Accounts.Select(found => found.Account).Concat(Elsewhere));

    /// <summary>True when absence of <paramref name="account"/> is a fact and not a failed reading.</summary>
    public bool KnowsAbout(ResourceId account) =>
        Covered.Any(scope => scope.Covers(account)) && !Unread.Any(unread => unread.Scope.Covers(account) || account.Covers(unread.Scope));
}

