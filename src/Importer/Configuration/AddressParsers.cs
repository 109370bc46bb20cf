using System.Text.RegularExpressions;

namespace Importer.Configuration;

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

    [GeneratedRegex("^/secrets/[A-Za-z0-9-]{1,127}(/[A-Za-z0-9]+)?/?$")]
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

    [GeneratedRegex(@"^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex ContainerName();
}
