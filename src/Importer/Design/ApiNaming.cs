using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Importer.Configuration;
using Importer.Deployments;

namespace Importer.Design;

/// <summary>The only maker of paths and ids.</summary>
/// <remarks>
/// Limits (backend ids 80 characters, paths 400): https://learn.microsoft.com/azure/templates/microsoft.apimanagement/service/backends
/// </remarks>
internal static partial class ApiNaming
{
    private const string BackendSuffix = "-ai-endpoint";
    private const string KeySuffix = "-key";

    // Never the ids that the portal gives (<api>-ai-endpoint, <api>-openai-endpoint): what people made is not written over.
    private const string AdoptedBackendSuffix = "-foundry-endpoint";
    private const string AdoptedKeySuffix = "-foundry-key";
    private const int MaxId = 80;
    private const int HashDigits = 16;

    private static readonly string[] Suffixes = [.. Enum.GetValues<Compatibility>().Select(Suffix)];
    private static readonly string[] SuffixesOfIds = [.. Suffixes.Select(suffix => $"-{suffix.Replace('/', '-')}")];

    /// <summary>What a compatibility adds to the base path, and to the backend's address.</summary>
    public static string Suffix(Compatibility compatibility) =>
        compatibility switch
        {
            Compatibility.AzureOpenAI => "openai",
            Compatibility.AzureAI => "models",
            Compatibility.Anthropic => "anthropic",
            _ => "openai/v1",
        };

    /// <summary>The API's path: base and suffix. The <c>Http</c> route has the suffix in its operations instead.</summary>
    public static string Path(string basePath, Compatibility compatibility, ImportSource source)
    {
        var path = Unsafe().Replace(basePath.Trim('/'), "-");
        return source == ImportSource.Http ? path : $"{path}/{Suffix(compatibility)}";
    }

    /// <summary>
    /// The API's id, made from its path: two paths never have one id. A path of one name and the suffix of a compatibility
    /// becomes <c>name-suffix</c>; every other one gets a hash of the path, because names could run into each other
    /// (<c>a-b/c</c> and <c>a/b-c</c>).
    /// </summary>
    public static string ApiId(string path)
    {
        var plain = path.Replace('/', '-');
        return Short(plain, path, BackendSuffix, IsReadable(path));
    }

    /// <summary>The id of an API's backend.</summary>
    public static string BackendId(string apiId) => apiId + BackendSuffix;

    /// <summary>The id of an API's secret named value.</summary>
    public static string KeyId(string apiId) => apiId + KeySuffix;

    /// <summary>The id of the backend of an API that was adopted, whatever its id looks like.</summary>
    public static string AdoptedBackendId(string apiId) =>
        Short(apiId, apiId, AdoptedBackendSuffix, isReadable: true) + AdoptedBackendSuffix;

    /// <summary>The id of the secret named value of an API that was adopted.</summary>
    public static string AdoptedKeyId(string apiId) => Short(apiId, apiId, AdoptedBackendSuffix, isReadable: true) + AdoptedKeySuffix;

    /// <summary>A short hash of a text: 16 hexadecimal digits of its SHA-256.</summary>
    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..HashDigits];

    // One name with a suffix behind it, or alone (Http) where it does not look like one of the others. Two hyphens before the suffix
    // are a fleet's.
    private static bool IsReadable(string path) =>
        path.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash
            ? Array.Exists(Suffixes, suffix => path.AsSpan(slash + 1).SequenceEqual(suffix)) && path[slash - 1] != '-'
            : !Array.Exists(SuffixesOfIds, suffix => path.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)) && !Hashed().IsMatch(path);

    // Paths that differ only in case are one path to the gateway.
    private static string Short(string plain, string whole, string suffix, bool isReadable)
    {
        var slug = NotInId().Replace(plain, "-").Trim('-');
        var room = MaxId - suffix.Length;
        return isReadable && slug == plain && slug.Length <= room
            ? slug
            : $"{slug[..Math.Min(slug.Length, room - HashDigits - 1)].TrimEnd('-')}-{Hash(whole.ToUpperInvariant())}";
    }

    [GeneratedRegex(@"-[0-9a-f]{16}\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Hashed();

    [GeneratedRegex(@"[^A-Za-z0-9/._~-]+", RegexOptions.CultureInvariant)]
    private static partial Regex Unsafe();

    [GeneratedRegex(@"[^A-Za-z0-9-]+", RegexOptions.CultureInvariant)]
    private static partial Regex NotInId();
}

/// <summary>Fills the placeholders of paths, names and descriptions.</summary>
internal static partial class Templates
{
    /// <summary>The placeholders there are.</summary>
    public static IReadOnlyList<string> Placeholders { get; } =
    ["account", "deployment", "compatibility", "region", "subscription", "resourceGroup"];

    /// <summary>True when the template names one deployment, and so makes one API for each.</summary>
    public static bool IsPerDeployment(string template) => template.Contains("{deployment}", StringComparison.OrdinalIgnoreCase);

    internal static string Fill(string template, FoundryAccount account, ModelDeployment deployment, Compatibility compatibility) =>
        Placeholder().Replace(template, match => Value(match.ValueSpan[1..^1], account, deployment, compatibility) ?? match.Value);

    private static string? Value(
        ReadOnlySpan<char> placeholder,
        FoundryAccount account,
        ModelDeployment deployment,
        Compatibility compatibility
    ) =>
        placeholder switch
        {
            _ when Is(placeholder, "account") => account.Name,
            _ when Is(placeholder, "deployment") => deployment.Name,
            _ when Is(placeholder, "compatibility") => Words(compatibility),
            _ when Is(placeholder, "region") => account.Region,
            _ when Is(placeholder, "subscription") => account.Id.Subscription,
            _ when Is(placeholder, "resourceGroup") => account.Id.ResourceGroup ?? "",
            _ => null,
        };

    private static bool Is(ReadOnlySpan<char> placeholder, string name) => placeholder.Equals(name, StringComparison.OrdinalIgnoreCase);

    internal static string Words(Compatibility compatibility) =>
        compatibility switch
        {
            Compatibility.AzureOpenAI => "Azure OpenAI",
            Compatibility.AzureAI => "Azure AI",
            Compatibility.Anthropic => "Anthropic",
            _ => "Azure OpenAI v1",
        };

    [GeneratedRegex(@"\{([A-Za-z]+)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();
}
