namespace Importer.Design;

/// <summary>Things that will keep an imported API from answering, said beforehand.</summary>
internal static class Advice
{
    public static string WithWarnings(string reason, ApiGroup group) =>
        group.Profile.Authentication.Mode == AuthenticationMode.ManagedIdentity && group.Account.CustomSubdomain is null
            ? $"{reason}; the account has no custom subdomain, without which it takes no tokens: set properties.customSubDomainName"
            : reason;
}
