using Importer.Resources;

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

/// <summary>An account and the deployments in it.</summary>
/// <param name="Account">The account.</param>
/// <param name="Deployments">Its deployments, by name.</param>
public sealed record AccountInventory(FoundryAccount Account, IReadOnlyList<ModelDeployment> Deployments);

/// <summary>
/// Finds accounts by what they are and not only by where they lie: an account that was moved to another resource group has
/// another id and the same custom subdomain, which no second account can have and which cannot be changed once it is set.
/// </summary>
/// <remarks>
/// Source: https://learn.microsoft.com/azure/ai-services/cognitive-services-custom-subdomains. Whether <c>properties.internalId</c>
/// outlives a move is not documented, so it is not used.
/// </remarks>
public sealed class AccountPlaces(IEnumerable<FoundryAccount> accounts)
{
    private readonly ILookup<string, ResourceId> _byHost = accounts
        .Where(account => account.Host is not null)
        .ToLookup(account => account.Host!, account => account.Id, StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Where the account is now that <paramref name="source"/> (an account or one of its deployments) lay in when it was
    /// written down; where nobody else has its host, that very place.
    /// </summary>
    public ResourceId AccountOf(ResourceId source, string? host)
    {
        var noted = FoundryAccount.IdOf(source);
        var there = host is null ? [] : _byHost[host].ToList();
        return there.Count == 0 || there.Contains(noted) ? noted : there[0];
    }

    /// <summary>The source where it is now: the account, or the deployment in it.</summary>
    public ResourceId Now(ResourceId source, string? host)
    {
        ArgumentNullException.ThrowIfNull(source);
        var account = AccountOf(source, host);
        return source.IsOfType(ModelDeployment.ResourceType) ? account.Child("deployments", source.Name) : account;
    }
}

/// <summary>A scope that could not be read.</summary>
/// <param name="Scope">What was to be read.</param>
/// <param name="Reason">A sentence for the report.</param>
/// <param name="MayPass">True when trying again later may help (throttling, an outage); false for a missing right.</param>
public sealed record UnreadScope(ResourceId Scope, string Reason, bool MayPass);
