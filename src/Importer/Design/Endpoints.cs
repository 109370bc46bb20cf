using Importer.Deployments;

namespace Importer.Design;

/// <summary>Where an account listens, as the account itself says; built from its subdomain only when it does not say.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/templates/microsoft.cognitiveservices/accounts (properties.endpoints)</remarks>
internal static class Endpoints
{
    private static readonly string[] OpenAI = ["OpenAI Language Model Instance API", "Azure OpenAI Legacy API - Latest moniker"];
    private static readonly string[] Inference = ["Azure AI Model Inference API"];

    private static readonly string[] Domains = ["openai.azure.com", "cognitiveservices.azure.com", "services.ai.azure.com"];

    private static readonly string[] Suffixes = [.. new[] { Compatibility.AzureOpenAIV1, Compatibility.AzureAI, Compatibility.AzureOpenAI, Compatibility.Anthropic }.Select(ApiNaming.Suffix)];

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
            Compatibility.Anthropic => (Named(account, Inference) ?? OnDomain(account, "services.ai.azure.com") ?? account.Endpoint) is { } host ? WithoutSuffix(host) : null,
            _ => Named(account, OpenAI) ?? account.Endpoint ?? OnDomain(account, "openai.azure.com"),
        };

    private static Uri? Named(FoundryAccount account, string[] names) =>
        names.Select(name => account.Endpoints.GetValueOrDefault(name)).FirstOrDefault(endpoint => endpoint is not null);

    // Only where Resource Manager reports a public address; a loopback or private one is taken as it is.
    private static Uri? OnDomain(FoundryAccount account, string domain) =>
        account.CustomSubdomain is { Length: > 0 } subdomain && (account.Endpoint is null || account.Endpoint.Host.EndsWith(".azure.com", StringComparison.OrdinalIgnoreCase))
            ? new Uri($"https://{subdomain}.{domain}/")
            : null;
}
