namespace Importer.Deployments;

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
    private readonly ILookup<string, ResourceId> _byHost = accounts.Where(account => account.Host is not null)
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
