using System.Text.RegularExpressions;

namespace Importer.Settings;

/// <summary>Reads addresses. Plain http is for the loopback alone.</summary>
internal static partial class AddressParsers
{
    /// <summary>An https address (or http on the loopback), without user.</summary>
    public static Parsed<Uri> Secure(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Host.Length == 0 || address.Scheme is not ("https" or "http"))
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
    public static Parsed<Uri> Origin(string text) => Secure(text) switch
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
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address is { Scheme: "https", Query: "" } && SecretPath().IsMatch(address.AbsolutePath)
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
