using Cli.Running;
using Importer.Configuration;
using Importer.Storage;

namespace Cli.Settings;

/// <summary>
/// Where the token of whoever runs the program may go. A settings file can be somebody else's, so it may name hosts of Azure's clouds only;
/// any other host is named by the person, by an option or a variable.
/// </summary>
internal static class TokenPlaces
{
    // Machines of Azure's customers have names below the clouds' domains too (…cloudapp.azure.com), so only Resource Manager's own hosts
    // count.
    // https://learn.microsoft.com/azure/azure-government/compare-azure-government-global-azure#guidance-for-developers
    // https://learn.microsoft.com/azure/china/resources-developer-guide#check-endpoints-in-azure
    private static readonly string[] ResourceManagers =
    [
        "management.azure.com",
        "management.usgovcloudapi.net",
        "management.chinacloudapi.cn",
    ];

    // https://learn.microsoft.com/azure/storage/common/storage-account-overview#storage-account-endpoints, and the two pages above.
    private static readonly string[] Stores =
    [
        "blob.core.windows.net",
        "blob.storage.azure.net",
        "blob.core.usgovcloudapi.net",
        "blob.core.chinacloudapi.cn",
    ];

    /// <summary>Why the settings are not used as the file at <paramref name="path"/> has them; null when they are.</summary>
    /// <param name="settings">The settings, checked.</param>
    /// <param name="options">What the person named.</param>
    /// <param name="path">The settings file.</param>
    /// <param name="here">The person's variables.</param>
    public static string? Refusal(ImporterSettings settings, AzureOptions options, string path, Surroundings here)
    {
        var file = SettingsFile.LoadFile(path, new Dictionary<string, string?>()).Configuration;
        var arm = settings.ArmEndpoint;
        if (IsOfFile("Importer:Arm:Endpoint", options.Arm) && !IsResourceManager(arm))
        {
            return Refusal("Arm.Endpoint", arm, "Resource Manager of an Azure cloud", "--arm");
        }

        return
            IsOfFile("Importer:Reports:Container", options.Store)
            && DocumentStores.IsUrl(settings.ReportsContainer)
            && new Uri(settings.ReportsContainer) is var store
            && !IsStore(store, arm)
            ? Refusal("Reports.Container", store, "Azure Storage", "--store")
            : null;

        bool IsOfFile(string key, string? option) =>
            option is null && !string.IsNullOrEmpty(file[key]) && !IsSet(here, key.Replace(":", "__", StringComparison.Ordinal));

        string Refusal(string field, Uri place, string known, string option) =>
            $"{field} in {Path.GetFileName(path)} names {place.GetLeftPart(UriPartial.Authority)}, which is no host of {known}: your token would go there, and a file may be somebody else's. "
            + $"If you trust that host, name it yourself by {option} {place.AbsoluteUri.TrimEnd('/')}; else take it out of the file";
    }

    private static bool IsResourceManager(Uri address) => address.IsLoopback || IsAtHost(address, ResourceManagers);

    // On this machine only beside a Resource Manager of this machine, which no real token goes to.
    private static bool IsStore(Uri address, Uri arm) => address.IsLoopback ? arm.IsLoopback : IsAtHost(address, Stores);

    private static bool IsAtHost(Uri address, string[] known) =>
        address is { Scheme: "https", IsDefaultPort: true }
        && known.Any(host =>
            address.IdnHost.Equals(host, StringComparison.OrdinalIgnoreCase)
            || address.IdnHost.EndsWith($".{host}", StringComparison.OrdinalIgnoreCase)
        );

    private static bool IsSet(Surroundings here, string variable) =>
        here.Environment.Any(one => one.Key.Equals(variable, StringComparison.OrdinalIgnoreCase));
}
