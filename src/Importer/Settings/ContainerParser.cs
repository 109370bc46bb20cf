using System.Text.RegularExpressions;

namespace Importer.Settings;

/// <summary>Reads where reports are kept: a blob container's address or a folder's path.</summary>
/// <remarks>Source of the name's form: https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata</remarks>
internal static partial class ContainerParser
{
    private const string Shape = "https://<account>.blob.core.windows.net/<container>";

    /// <summary>An https address (http on the loopback) that ends in the container's name, or a path.</summary>
    public static Parsed<string> Read(string text)
    {
        if (text.Contains("AccountKey=", StringComparison.OrdinalIgnoreCase) || text.Contains("AccountName=", StringComparison.OrdinalIgnoreCase))
        {
            return Parse.Wrong<string>($"is a connection string. Reports are written with the app's identity: give the container's address, {Shape}.");
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
            return Parse.Wrong<string>("carries a query. Reports are written with the app's identity, not with a shared access signature: end the address after the container.");
        }

        return ContainerName().IsMatch(address.AbsolutePath.TrimEnd('/').Split('/')[^1])
            ? Parse.Ok(text.TrimEnd('/'))
            : Parse.Wrong<string>($"does not end in a container's name (3 to 63 lower-case letters, digits and single hyphens): {Shape}.");
    }

    private static Parsed<string> Folder(string text) => text.AsSpan().ContainsAny('*', '?', '|')
        ? Parse.Wrong<string>($"is neither a container's address ({Shape}) nor a folder's path.")
        : Parse.Ok(text);

    [GeneratedRegex(@"^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex ContainerName();
}
