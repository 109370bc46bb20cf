using System.Xml.Linq;

namespace Importer.Policies;

/// <summary>
/// Sends the request to the backend. Stands in the backend section in place of <c>base</c>, which would send it too.
/// Source: https://learn.microsoft.com/azure/api-management/forward-request-policy
/// </summary>
internal sealed record ForwardRequest : PolicyElement
{
    /// <summary>Seconds to wait for the backend's first answer; null means API Management's 300. More than 240 is unreliable.</summary>
    public int? Timeout { get; init; }

    /// <summary>
    /// Whether the answer is collected before it is passed on; false lets server-sent events through as they come.
    /// Source: https://learn.microsoft.com/azure/api-management/how-to-server-sent-events
    /// </summary>
    public required bool BufferResponse { get; init; }

    /// <summary>Whether the request's body is kept, which a retry needs in order to send it again.</summary>
    public bool? BufferRequestBody { get; init; }

    /// <inheritdoc/>
    public override string ElementName => "forward-request";

    /// <inheritdoc/>
    public override XElement ToXml() =>
        Element(ElementName, ("timeout", Timeout), ("buffer-request-body", BufferRequestBody), ("buffer-response", BufferResponse));
}
