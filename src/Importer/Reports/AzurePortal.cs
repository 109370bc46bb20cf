namespace Importer.Reports;

/// <summary>Addresses of Azure's portal.</summary>
/// <remarks>
/// Hosts: https://learn.microsoft.com/azure/azure-government/compare-azure-government-global-azure and
/// https://learn.microsoft.com/azure/china/resources-developer-guide. The form of a resource's address is what the portal itself shows in
/// the
/// browser's address bar; no page promises it.
/// </remarks>
public static class AzurePortal
{
    /// <summary>The portal of the cloud whose Resource Manager is <paramref name="armEndpoint"/>; null where none is known.</summary>
    public static string? Of(Uri armEndpoint) =>
        armEndpoint?.Host.ToUpperInvariant() switch
        {
            "MANAGEMENT.AZURE.COM" => "https://portal.azure.com",
            "MANAGEMENT.USGOVCLOUDAPI.NET" => "https://portal.azure.us",
            "MANAGEMENT.CHINACLOUDAPI.CN" => "https://portal.azure.cn",
            _ => null,
        };

    /// <summary>The portal's page of a resource; null where it cannot be said.</summary>
    public static string? PageOf(string? portal, string? id) =>
        portal is null || id is null || !id.StartsWith("/subscriptions/", StringComparison.OrdinalIgnoreCase)
            ? null
            : $"{portal}/#@/resource{string.Join('/', id.Split('/').Select(Uri.EscapeDataString))}";
}
