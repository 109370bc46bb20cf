namespace Importer.Gateway;

/// <summary>One operation of an API.</summary>
/// <param name="Name">The operation's resource name.</param>
/// <param name="Method">The HTTP method, upper case.</param>
/// <param name="UrlTemplate">The template below the API's path, starting with a slash.</param>
public sealed record ApiOperation(string Name, string Method, string UrlTemplate)
{
    /// <summary>The name people see; null when it was not read.</summary>
    public string? DisplayName { get; init; }

    /// <summary>A text for people; null when there is none.</summary>
    public string? Description { get; init; }

    /// <summary>The parameters, as read; empty on a wanted operation, whose document holds them.</summary>
    public IReadOnlyList<ApiParameter> Parameters { get; init; } = [];

    /// <summary>What identifies an operation: the service's own match when a document is imported again.</summary>
    public string Route => $"{Method} {UrlTemplate}";
}
