using System.Buffers;
using System.Text.RegularExpressions;
using Importer.Deployments;
using Importer.Resources;

namespace Importer.Configuration;

/// <summary>Reads names of things in API Management, and client ids.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/templates/microsoft.apimanagement/service</remarks>
internal static partial class NameParsers
{
    /// <summary>The id of something in the service, such as a product, a tag, a backend or a subscription.</summary>
    public static Parser<string> Id(string what, int max) =>
        text =>
            text.Length <= max && ServiceName().IsMatch(text)
                ? Parse.Ok(text)
                : Parse.Wrong<string>(
                    $"is not the id of a {what}: 1 to {max} characters, none of * # & + : < > ? / or blank. Give the id (the last part of its resource id), not the display name."
                );

    /// <summary>The id of a policy fragment.</summary>
    public static Parsed<string> Fragment(string text) =>
        text.Length <= 80 && FragmentName().IsMatch(text)
            ? Parse.Ok(text)
            : Parse.Wrong<string>("is not the id of a policy fragment: 1 to 80 letters, digits, _ and -, beginning and ending without -.");

    /// <summary>The client id of an identity.</summary>
    public static Parsed<string> ClientId(string text) =>
        Guid.TryParseExact(text, "D", out _)
            ? Parse.Ok(text)
            : Parse.Wrong<string>(
                "is not a client id. Give the GUID that the identity's overview shows as client id, not its name or resource id."
            );

    /// <summary>A SHA-256 in hexadecimal digits, whole or its first 16.</summary>
    public static Parsed<string> Sha256(string text) =>
        text.Length is 16 or 64 && text.All(char.IsAsciiHexDigit)
            ? Parse.Ok(string.Create(text.Length, text, static (digits, given) => given.AsSpan().ToLowerInvariant(digits)))
            : Parse.Wrong<string>("is not a SHA-256. Give its 64 hexadecimal digits (sha256sum shows them), or the first 16.");

    /// <summary>A host's name, or <c>*.</c> and the name that hosts lie below.</summary>
    public static Parsed<string> Host(string text) =>
        HostName().IsMatch(text)
            ? Parse.Ok(text)
            : Parse.Wrong<string>(
                "is not a host. Write its whole name (models.contoso.example), or *.contoso.example for every host below it; no https://, port or path."
            );

    /// <summary>A tag as <c>name=value</c>.</summary>
    public static Parsed<string> Tag(string text) =>
        text.IndexOf('=', StringComparison.Ordinal) > 0
            ? Parse.Ok(text)
            : Parse.Wrong<string>("is not a tag. Write name=value, or name=* for any value.");

    [GeneratedRegex(@"\A" + SettingForms.Host + @"\z")]
    private static partial Regex HostName();

    [GeneratedRegex(SettingForms.Id)]
    private static partial Regex ServiceName();

    [GeneratedRegex(SettingForms.Fragment)]
    private static partial Regex FragmentName();
}

/// <summary>Reads the path that APIs begin with.</summary>
internal static partial class BasePathParser
{
    // API Management takes 400 characters; the rest is for names and the suffix.
    // Source: https://learn.microsoft.com/azure/templates/microsoft.apimanagement/service/apis
    private const int MaxLength = 300;

    private static readonly string[] Suffixes = ["openai/v1", "openai", "models", "anthropic"];

    /// <summary>A path template without the suffix that the compatibility adds.</summary>
    public static Parsed<string> Read(string text) => Problem(text) is { } problem ? Parse.Wrong<string>(problem) : Parse.Ok(text);

    private static string? Problem(string text)
    {
        if (TemplateParsers.Problem(text) is { } template)
        {
            return template;
        }

        if (text.StartsWith('/') || text.EndsWith('/'))
        {
            return $"must not begin or end with a slash. Write '{text.Trim('/')}'.";
        }

        if (Suffix(text) is { } suffix)
        {
            var rest = text[..^suffix.Length].TrimEnd('/');
            return $"must not end in '{suffix}': the importer adds that itself, by the compatibility. Write '{(rest.Length == 0 ? "{account}" : rest)}'.";
        }

        return text.Length > MaxLength
            ? $"is {text.Length} characters long. Keep it to {MaxLength}."
            : Spelling(TemplateParsers.Fill(text, "x"));
    }

    private static string? Suffix(string text) =>
        Suffixes.FirstOrDefault(suffix =>
            text.Equals(suffix, StringComparison.OrdinalIgnoreCase) || text.EndsWith("/" + suffix, StringComparison.OrdinalIgnoreCase)
        );

    private static string? Spelling(string path)
    {
        if (path.Contains("//", StringComparison.Ordinal))
        {
            return "has an empty segment (//). Write single slashes.";
        }

        var wrong = string.Join(' ', Forbidden().Matches(path).Select(match => match.Value == " " ? "blank" : match.Value).Distinct());
        if (wrong.Length > 0)
        {
            return $"has characters that no API path may have ({wrong}). Use letters, digits, - _ . : and /.";
        }

        return path[^1] is '.' or ':' ? "must end in a letter, a digit, - or _." : null;
    }

    [GeneratedRegex("[^A-Za-z0-9_./:-]")]
    private static partial Regex Forbidden();
}

/// <summary>Reads the globs of rules.</summary>
internal static partial class GlobParsers
{
    private static readonly SearchValues<char> Special = SearchValues.Create("[]{}()|^$\\!");

    /// <summary>A glob on a name: <c>*</c>, <c>?</c> and what names may hold.</summary>
    public static Parsed<string> Name(string text)
    {
        if (text.AsSpan().IndexOfAny(Special) is >= 0 and var at)
        {
            return Parse.Wrong<string>(
                $"is not a glob: '{text[at]}' has no meaning. Only * (any text) and ? (one character) are special; several names need several rules."
            );
        }

        return NameGlob().IsMatch(text)
            ? Parse.Ok(text)
            : Parse.Wrong<string>("is not a glob on a name. Give the name, not an id, with * for any text and ? for one character.");
    }

    /// <summary>Globs on a tag's name and value, as <c>name=value</c>.</summary>
    public static Parsed<string> Tag(string text) => NameParsers.Tag(text);

    [GeneratedRegex(SettingForms.Glob)]
    private static partial Regex NameGlob();
}

/// <summary>Reads Resource Manager ids.</summary>
internal static class IdParsers
{
    private const string ServiceType = "Microsoft.ApiManagement/service";
    private const string ServiceShape = "/subscriptions/<guid>/resourceGroups/<name>/providers/Microsoft.ApiManagement/service/<name>";

    /// <summary>The id of an API Management service.</summary>
    public static Parsed<ResourceId> Service(string text)
    {
        if (!ResourceId.TryParse(text, out var id))
        {
            return Parse.Wrong<ResourceId>($"is not an Azure resource id. Copy it from the service's JSON view: {ServiceShape}.");
        }

        return id.IsOfType(ServiceType)
            ? Parse.Ok(id)
            : Parse.Wrong<ResourceId>($"is the id of {Kind(id)}, not of an API Management service: {ServiceShape}.");
    }

    /// <summary>The id of a subscription, a resource group or a Foundry account.</summary>
    public static Parsed<ResourceId> Scope(string text)
    {
        if (Guid.TryParse(text, out _))
        {
            return Parse.Wrong<ResourceId>($"is a bare GUID. For a subscription write /subscriptions/{text}.");
        }

        if (!ResourceId.TryParse(text, out var id))
        {
            return Parse.Wrong<ResourceId>(
                "is not an Azure resource id. Write /subscriptions/<guid>, /subscriptions/<guid>/resourceGroups/<name> or the id of a Foundry account."
            );
        }

        if (id.IsOfType(ModelDeployment.ResourceType))
        {
            return Parse.Wrong<ResourceId>(
                $"is a single deployment. Name its account ({id.Parent()}) and leave the others out by a rule with Import false."
            );
        }

        return id.Type is null || id.IsOfType(FoundryAccount.ResourceType)
            ? Parse.Ok(id)
            : Parse.Wrong<ResourceId>(
                $"is the id of {Kind(id)}. Scopes are subscriptions, resource groups and accounts ({FoundryAccount.ResourceType})."
            );
    }

    private static string Kind(ResourceId id) => id.Type ?? (id.ResourceGroup is null ? "a subscription" : "a resource group");
}

/// <summary>Reads texts with placeholders.</summary>
internal static partial class TemplateParsers
{
    /// <summary>The placeholders that templates may hold, without their braces.</summary>
    public static IReadOnlyList<string> Placeholders { get; } =
    ["account", "deployment", "compatibility", "region", "subscription", "resourceGroup"];

    /// <summary>A template of up to <paramref name="max"/> characters.</summary>
    public static Parser<string> Text(int max) =>
        text =>
        {
            if (text.Length > max)
            {
                return Parse.Wrong<string>($"is {text.Length} characters long; API Management takes {max}. Shorten it.");
            }

            if (text.Contains("[foundry-importer", StringComparison.OrdinalIgnoreCase))
            {
                return Parse.Wrong<string>("contains the importer's own tag ([foundry-importer …]), which it adds itself. Take it out.");
            }

            return Problem(text) is { } problem ? Parse.Wrong<string>(problem) : Parse.Ok(text);
        };

    /// <summary>What is wrong with the placeholders, or null.</summary>
    public static string? Problem(string text)
    {
        var unknown = Braces().Matches(text).Select(match => match.Groups[1].Value).FirstOrDefault(name => !Placeholders.Contains(name));
        if (unknown is not null)
        {
            var known = string.Join(", ", Placeholders.Select(name => $"{{{name}}}"));
            return $"has an unknown placeholder {{{unknown}}}.{Question(unknown)} Known are {known}.";
        }

        return Braces().Replace(text, "").AsSpan().ContainsAny('{', '}')
            ? "has a brace without its partner. Placeholders look like {account}."
            : null;
    }

    /// <summary>The text with <paramref name="filler"/> in place of each placeholder.</summary>
    public static string Fill(string text, string filler) => Braces().Replace(text, filler);

    private static string Question(string unknown) =>
        Nearest.Of(unknown, Placeholders) is { } nearest ? $" Did you mean {{{nearest}}}?" : "";

    [GeneratedRegex(@"\{([^{}]*)\}")]
    private static partial Regex Braces();
}

/// <summary>Reads addresses. Plain http is for the loopback alone.</summary>
internal static partial class AddressParsers
{
    /// <summary>An https address (or http on the loopback), without user.</summary>
    public static Parsed<Uri> Secure(string text)
    {
        if (
            !Uri.TryCreate(text, UriKind.Absolute, out var address)
            || address.Host.Length == 0
            || address.Scheme is not ("https" or "http")
        )
        {
            return Parse.Wrong<Uri>("is not an address. Write it in full, beginning with https://.");
        }

        if (address.UserInfo.Length > 0)
        {
            return Parse.Wrong<Uri>("carries a user or password. Take it out of the address.");
        }

        return address.Scheme == "https" || address.IsLoopback
            ? Parse.Ok(address)
            : Parse.Wrong<Uri>("is plain http, which is only for the loopback (127.0.0.1). Use https.");
    }

    /// <summary>The address of a service: <see cref="Secure"/>, with neither path nor query.</summary>
    public static Parsed<Uri> Origin(string text) =>
        Secure(text) switch
        {
            { Problem: not null } wrong => wrong,
            { Value: { PathAndQuery: "/", Fragment: "" } address } => Parse.Ok(address),
            { Value: var address } => Parse.Wrong<Uri>($"must end after the host. Write {address!.GetLeftPart(UriPartial.Authority)}."),
        };

    /// <summary>The audience of tokens: an absolute URI without query, kept as it is written.</summary>
    public static Parsed<string> Audience(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "https" or "api" && address.Query.Length == 0
            ? Parse.Ok(text)
            : Parse.Wrong<string>("is not a token audience. Write a URI such as https://cognitiveservices.azure.com.");

    /// <summary>A secret in a Key Vault, with or without a version.</summary>
    public static Parsed<Uri> KeyVaultSecret(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && address is { Scheme: "https", Query: "" }
        && SecretPath().IsMatch(address.AbsolutePath)
            ? Parse.Ok(address)
            : Parse.Wrong<Uri>("is not a Key Vault secret. Write https://<vault>.vault.azure.net/secrets/<name>, not the key itself.");

    /// <summary>Where an OpenAPI document is: a path, or a <see cref="Secure"/> address.</summary>
    public static Parsed<string> Document(string text)
    {
        var name = text.Split('?', '#')[0];
        if (name.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".yml", StringComparison.OrdinalIgnoreCase))
        {
            return Parse.Wrong<string>("is YAML, which is not read. Convert the document to JSON.");
        }

        if (!text.Contains("://", StringComparison.Ordinal))
        {
            return Parse.Ok(text);
        }

        return Secure(text) is { Problem: { } problem } ? Parse.Wrong<string>(problem) : Parse.Ok(text);
    }

    [GeneratedRegex("^" + SettingForms.SecretPath + "$")]
    private static partial Regex SecretPath();
}

/// <summary>Reads where reports are kept: a blob container's address or a folder's path.</summary>
/// <remarks>
/// Source of the name's form: https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata
/// </remarks>
internal static partial class ContainerParser
{
    private const string Shape = "https://<account>.blob.core.windows.net/<container>";

    /// <summary>An https address (http on the loopback) that ends in the container's name, or a path.</summary>
    public static Parsed<string> Read(string text)
    {
        if (
            text.Contains("AccountKey=", StringComparison.OrdinalIgnoreCase)
            || text.Contains("AccountName=", StringComparison.OrdinalIgnoreCase)
        )
        {
            return Parse.Wrong<string>(
                $"is a connection string. Reports are written with the app's identity: give the container's address, {Shape}."
            );
        }

        return text.Contains("://", StringComparison.Ordinal) ? Address(text) : Folder(text);
    }

    private static Parsed<string> Address(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http"))
        {
            return Parse.Wrong<string>($"is neither a container's address ({Shape}) nor a folder's path.");
        }

        if (AddressParsers.Secure(text) is { Problem: { } problem })
        {
            return Parse.Wrong<string>(problem);
        }

        if (address.Query.Length > 0)
        {
            return Parse.Wrong<string>(
                "carries a query. Reports are written with the app's identity, not with a shared access signature: end the address after the container."
            );
        }

        return ContainerName().IsMatch(address.AbsolutePath.TrimEnd('/').Split('/')[^1])
            ? Parse.Ok(text.TrimEnd('/'))
            : Parse.Wrong<string>($"does not end in a container's name (3 to 63 lower-case letters, digits and single hyphens): {Shape}.");
    }

    private static Parsed<string> Folder(string text) =>
        text.AsSpan().ContainsAny('*', '?', '|')
            ? Parse.Wrong<string>($"is neither a container's address ({Shape}) nor a folder's path.")
            : Parse.Ok(text);

    [GeneratedRegex("^" + SettingForms.ContainerName + "$")]
    private static partial Regex ContainerName();
}
