using System.Text.RegularExpressions;
using Importer.Configuration;
using Importer.Deployments;

namespace Importer.Design;

/// <summary>Where an account listens, as the account itself says; built from its subdomain only when it does not say.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/templates/microsoft.cognitiveservices/accounts (properties.endpoints)</remarks>
internal static partial class Endpoints
{
    // Where Azure gives accounts their addresses, by cloud (the host of its Resource Manager, exactly: below azure.com anybody may have a
    // name). Sources:
    // https://learn.microsoft.com/azure/ai-services/cognitive-services-custom-subdomains (public),
    // https://learn.microsoft.com/azure/azure-government/compare-azure-government-global-azure#guidance-for-developers (government),
    // https://learn.microsoft.com/azure/china/resources-developer-guide#check-endpoints-in-azure (China). Not every one of them is
    // documented for Foundry in the two other clouds; Discovery.AllowedHosts adds what is missing.
    private static readonly (string Arm, string Audience, string[] Suffixes)[] Clouds =
    [
        (
            "management.azure.com",
            "https://cognitiveservices.azure.com",
            ["openai.azure.com", "cognitiveservices.azure.com", "services.ai.azure.com", "api.cognitive.microsoft.com"]
        ),
        (
            "management.usgovcloudapi.net",
            "https://cognitiveservices.azure.us",
            ["openai.azure.us", "cognitiveservices.azure.us", "services.ai.azure.us", "api.cognitive.microsoft.us"]
        ),
        (
            "management.chinacloudapi.cn",
            "https://cognitiveservices.azure.cn",
            ["openai.azure.cn", "cognitiveservices.azure.cn", "services.ai.azure.cn", "api.cognitive.azure.cn"]
        ),
    ];

    private static readonly string[] OpenAI = ["OpenAI Language Model Instance API", "Azure OpenAI Legacy API - Latest moniker"];
    private static readonly string[] Inference = ["Azure AI Model Inference API"];

    private static readonly string[] Domains = ["openai.azure.com", "cognitiveservices.azure.com", "services.ai.azure.com"];

    private static readonly string[] Suffixes =
    [
        .. new[] { Compatibility.AzureOpenAIV1, Compatibility.AzureAI, Compatibility.AzureOpenAI, Compatibility.Anthropic }.Select(
            ApiNaming.Suffix
        ),
    ];

    /// <summary>The backend's address without a trailing slash; null when the account has no endpoint yet.</summary>
    public static Uri? Backend(FoundryAccount account, Compatibility compatibility, ImportSource source)
    {
        if (Host(account, compatibility) is not { } host)
        {
            return null;
        }

        var suffix = ApiNaming.Suffix(compatibility);
        var address = host.AbsoluteUri.TrimEnd('/');
        var isComplete = source == ImportSource.Http || address.EndsWith("/" + suffix, StringComparison.OrdinalIgnoreCase);
        return new Uri(isComplete ? address : $"{address}/{suffix}");
    }

    /// <summary>
    /// Why no backend may point at <paramref name="address"/>; null when one may. The gateway sends the account's tokens, and its
    /// callers' prompts, wherever a backend points: to hosts of the cloud's Foundry accounts, to those that settings allow, and to
    /// the loopback only where Resource Manager is there too.
    /// </summary>
    public static string? Refusal(FoundryAccount account, Uri address, ImporterSettings settings)
    {
        if (account.CustomSubdomain is { Length: > 0 } subdomain && !Subdomain().IsMatch(subdomain))
        {
            return "the account's custom subdomain holds other characters than letters, digits and dashes, so its address is not believed";
        }

        return IsAllowed(address, settings)
            ? null
            : $"the account reports the address '{address.GetLeftPart(UriPartial.Authority)}', which is no https address of a Foundry account in this cloud, so nothing is sent there; if it is right, add its host to Discovery.AllowedHosts";
    }

    /// <summary>True when a backend may point at <paramref name="address"/>.</summary>
    public static bool IsAllowed(Uri address, ImporterSettings settings)
    {
        if (address.IsLoopback)
        {
            return settings.ArmEndpoint.IsLoopback;
        }

        var known = Clouds.Where(cloud => Is(settings.ArmEndpoint.Host, cloud.Arm)).SelectMany(cloud => cloud.Suffixes);
        return (known.Any(suffix => IsBelow(address.Host, suffix)) || settings.AllowedHosts.Any(allowed => Allows(allowed, address.Host)))
            && address is { Scheme: "https", UserInfo: "", IsDefaultPort: true, Query: "", Fragment: "" };
    }

    /// <summary>
    /// The audience of tokens for <paramref name="address"/>: that of the cloud whose accounts have such addresses, else that of the cloud
    /// whose Resource Manager reports the account; null where both are unknown. The public cloud's stands in on the loopback.
    /// </summary>
    public static string? Audience(Uri address, ImporterSettings settings)
    {
        var arm = settings.ArmEndpoint;
        return Clouds.FirstOrDefault(cloud => cloud.Suffixes.Any(suffix => IsBelow(address.Host, suffix))).Audience
            ?? Clouds.FirstOrDefault(cloud => Is(arm.Host, cloud.Arm)).Audience
            ?? (arm.IsLoopback ? Clouds[0].Audience : null);
    }

    /// <summary>Every address under which an account answers models, without the suffix of a compatibility.</summary>
    public static IEnumerable<Uri> Bases(FoundryAccount account) =>
        new[] { account.Endpoint, Named(account, OpenAI), Named(account, Inference) }
            .Concat(Domains.Select(domain => OnDomain(account, domain)))
            .OfType<Uri>()
            .Select(WithoutSuffix)
            .Distinct();

    private static Uri WithoutSuffix(Uri address)
    {
        var text = address.AbsoluteUri.TrimEnd('/');
        var suffix = Suffixes.FirstOrDefault(known => text.EndsWith($"/{known}", StringComparison.OrdinalIgnoreCase));
        return new Uri(suffix is null ? text : text[..^(suffix.Length + 1)]);
    }

    private static Uri? Host(FoundryAccount account, Compatibility compatibility) =>
        compatibility switch
        {
            Compatibility.AzureAI => Named(account, Inference) ?? OnDomain(account, "services.ai.azure.com") ?? account.Endpoint,

            // No endpoint of its own is reported for it: it is beside /models on the same host.
            // Source: https://learn.microsoft.com/azure/ai-foundry/foundry-models/how-to/use-foundry-models-claude
            Compatibility.Anthropic => (Named(account, Inference) ?? OnDomain(account, "services.ai.azure.com") ?? account.Endpoint)
                is { } host
                ? WithoutSuffix(host)
                : null,
            _ => Named(account, OpenAI) ?? account.Endpoint ?? OnDomain(account, "openai.azure.com"),
        };

    private static Uri? Named(FoundryAccount account, string[] names) =>
        names.Select(name => account.Endpoints.GetValueOrDefault(name)).FirstOrDefault(endpoint => endpoint is not null);

    // Only where Resource Manager reports a public address; a loopback or private one is taken as it is.
    private static Uri? OnDomain(FoundryAccount account, string domain) =>
        account.CustomSubdomain is { Length: > 0 } subdomain
        && Subdomain().IsMatch(subdomain)
        && (account.Endpoint is null || account.Endpoint.Host.EndsWith(".azure.com", StringComparison.OrdinalIgnoreCase))
            ? new Uri($"https://{subdomain}.{domain}/")
            : null;

    private static bool Is(string host, string known) => string.Equals(host, known, StringComparison.OrdinalIgnoreCase);

    private static bool IsBelow(string host, string suffix) => host.EndsWith($".{suffix}", StringComparison.OrdinalIgnoreCase);

    private static bool Allows(string allowed, string host) =>
        allowed.StartsWith("*.", StringComparison.Ordinal)
            ? IsBelow(host, allowed[2..])
            : string.Equals(allowed, host, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"\A[A-Za-z0-9-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Subdomain();
}
