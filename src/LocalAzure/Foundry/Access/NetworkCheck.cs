using LocalAzure.State;

namespace LocalAzure.Foundry.Access;

/// <summary>
/// Whether the account takes calls from public networks. Everything on this machine counts as public: address and subnet rules
/// are not looked at. https://learn.microsoft.com/azure/ai-services/cognitive-services-virtual-networks
/// </summary>
internal static class NetworkCheck
{
    /// <exception cref="FoundryException">403; the texts are from reports.</exception>
    public static void Apply(ArmResource account)
    {
        var properties = account.Body["properties"];
        if (Says((string?)properties?["publicNetworkAccess"], "Disabled"))
        {
            throw FoundryException.Of(
                StatusCodes.Status403Forbidden,
                "403",
                "Public access is disabled. Please configure private endpoint."
            );
        }

        if (Says((string?)properties?["networkAcls"]?["defaultAction"], "Deny"))
        {
            throw FoundryException.Of(
                StatusCodes.Status403Forbidden,
                "AccessDenied",
                "Access denied due to Virtual Network/Firewall rules."
            );
        }
    }

    private static bool Says(string? value, string word) => string.Equals(value, word, StringComparison.OrdinalIgnoreCase);
}
