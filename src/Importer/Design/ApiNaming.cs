using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
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

    /// <summary>What a compatibility adds to the base path, and to the backend's address.</summary>
    public static string Suffix(Compatibility compatibility) => compatibility switch
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

    /// <summary>The API's id, made from its path; a short hash keeps apart what the alphabet of ids would make alike.</summary>
    public static string ApiId(string path)
    {
        var plain = path.Replace('/', '-');
        return Short(plain, path, BackendSuffix);
    }

    /// <summary>The id of an API's backend.</summary>
    public static string BackendId(string apiId) => apiId + BackendSuffix;

    /// <summary>The id of an API's secret named value.</summary>
    public static string KeyId(string apiId) => apiId + KeySuffix;

    /// <summary>The id of the backend of an API that was adopted, whatever its id looks like.</summary>
    public static string AdoptedBackendId(string apiId) => Short(apiId, apiId, AdoptedBackendSuffix) + AdoptedBackendSuffix;

    /// <summary>The id of the secret named value of an API that was adopted.</summary>
    public static string AdoptedKeyId(string apiId) => Short(apiId, apiId, AdoptedBackendSuffix) + AdoptedKeySuffix;

    /// <summary>A short hash of a text: 16 hexadecimal digits of its SHA-256.</summary>
    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];

    private static string Short(string plain, string whole, string suffix)
    {
        var slug = NotInId().Replace(plain, "-").Trim('-');
        var room = MaxId - suffix.Length;
        return slug == plain && slug.Length <= room
            ? slug
            : $"{slug[..Math.Min(slug.Length, room - 9)].TrimEnd('-')}-{Hash(whole)[..8]}";
    }

    [GeneratedRegex(@"[^A-Za-z0-9/._~-]+", RegexOptions.CultureInvariant)]
    private static partial Regex Unsafe();

    [GeneratedRegex(@"[^A-Za-z0-9-]+", RegexOptions.CultureInvariant)]
    private static partial Regex NotInId();
}
