using Importer.Deployments;

namespace Importer.Design;

/// <summary>The account behind an address, and how it is called there.</summary>
/// <param name="Account">The account.</param>
/// <param name="Compatibility">How clients call it.</param>
/// <param name="IsPlainHost">True when the address is the host alone, so that the operations carry <c>/openai</c> (the <c>Http</c> source).</param>
public sealed record CalledAccount(FoundryAccount Account, Compatibility Compatibility, bool IsPlainHost)
{
    /// <summary>Everyone of <paramref name="accounts"/> whose address this is.</summary>
    public static IEnumerable<CalledAccount> At(Uri address, IEnumerable<FoundryAccount> accounts)
    {
        ArgumentNullException.ThrowIfNull(address);
        var text = address.AbsoluteUri.TrimEnd('/');
        return accounts.SelectMany(account => Endpoints.Bases(account).Select(host => Match(text, host.AbsoluteUri.TrimEnd('/'), account)))
            .OfType<CalledAccount>()
            .DistinctBy(called => (called.Account.Id, called.Compatibility, called.IsPlainHost));
    }

    private static CalledAccount? Match(string address, string host, FoundryAccount account) =>
        Same(address, host)
            ? new(account, Compatibility.AzureOpenAI, IsPlainHost: true)
            : Enum.GetValues<Compatibility>().Where(compatibility => Same(address, $"{host}/{ApiNaming.Suffix(compatibility)}"))
                .Select(compatibility => new CalledAccount(account, compatibility, IsPlainHost: false))
                .FirstOrDefault();

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
