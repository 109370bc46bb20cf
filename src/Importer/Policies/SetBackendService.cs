using System.Xml.Linq;

namespace Importer.Policies;

/// <summary>
/// Sends the request to a backend resource or to a URL; exactly one of the two is given. An API inside a scope that
/// already names a backend resource has to name one as well.
/// Source: https://learn.microsoft.com/azure/api-management/set-backend-service-policy
/// </summary>
internal sealed record SetBackendService : PolicyElement
{
    /// <summary>The name of a backend resource of the same service.</summary>
    public string? BackendId { get; init; }

    /// <summary>
    /// The URL that stands in front of the operation's path, for example <c>https://contoso.openai.azure.com</c>; a slash at its end is
    /// dropped.
    /// </summary>
    public Uri? BaseUrl { get; init; }

    /// <inheritdoc/>
    public override string ElementName => "set-backend-service";

    /// <inheritdoc/>
    public override XElement ToXml() =>
        (BackendId is null) == (BaseUrl is null)
            ? throw new InvalidOperationException("set-backend-service needs exactly one of BackendId and BaseUrl.")
            : Element(ElementName, ("backend-id", BackendId), ("base-url", BaseUrl?.OriginalString.TrimEnd('/')));
}
