using System.Xml.Linq;

namespace Importer.Policies;

/// <summary>
/// Answers the call by itself and ends it; what stands behind it does not run.
/// Source: https://learn.microsoft.com/azure/api-management/return-response-policy
/// </summary>
public sealed record ReturnResponse : PolicyElement
{
    /// <summary>The status.</summary>
    public required int Status { get; init; }

    /// <summary>The words of the status.</summary>
    public required string Reason { get; init; }

    /// <summary>The headers.</summary>
    public IReadOnlyList<SetHeader> Headers { get; init; } = [];

    /// <summary>The body, literally or as an expression.</summary>
    public required string Body { get; init; }

    /// <inheritdoc/>
    public override string ElementName => "return-response";

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
