namespace Importer.Gateway;

/// <summary>One operation of an API.</summary>
/// <param name="Name">The operation's resource name.</param>
/// <param name="Method">The HTTP method, upper case.</param>
/// <param name="UrlTemplate">The template below the API's path, starting with a slash.</param>
public sealed record ApiOperation(string Name, string Method, string UrlTemplate)
{
    /// <summary>What identifies an operation: the service's own match when a document is imported again.</summary>
    public string Route => $"{Method} {UrlTemplate}";
}
