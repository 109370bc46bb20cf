using System.Xml.Linq;

namespace Importer.Policies;

/// <summary>
/// Ends a call with an answer of the gateway's own; what stands behind it does not run, and the backend is not asked.
/// Source: https://learn.microsoft.com/azure/api-management/return-response-policy
/// </summary>
internal sealed record ReturnResponse : PolicyElement
{
    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>The words beside the status.</summary>
    public required string Reason { get; init; }

    /// <summary>The headers.</summary>
    public IReadOnlyList<SetHeader> Headers { get; init; } = [];

    /// <summary>The body, literally or as an expression.</summary>
    public required string Body { get; init; }

    /// <inheritdoc/>
    public override string ElementName => "return-response";

    /// <summary>An answer whose JSON is sent as it is written.</summary>
    /// <exception cref="ArgumentException">The gateway would read the text as an expression or a named value.</exception>
    public static ReturnResponse OfJson(int status, string reason, string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        if (json.StartsWith('@') || json.Contains("{{", StringComparison.Ordinal))
        {
            throw new ArgumentException(
                "return-response: the body would be read as an expression or a named value; begin it with { and leave {{ out.",
                nameof(json)
            );
        }

        return new()
        {
            Status = status,
            Reason = reason,
            Headers = [new SetHeader { Name = "Content-Type", Values = ["application/json"] }],
            Body = json,
        };
    }

    /// <inheritdoc/>
    public override XElement ToXml() =>
        new(
            ElementName,
            Element("set-status", ("code", Status), ("reason", Reason)),
            Headers.Select(header => header.ToXml()),
            new XElement("set-body", Body)
        );

    /// <inheritdoc/>
    public bool Equals(ReturnResponse? other) => SameXml(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => XmlHash(this);
}
