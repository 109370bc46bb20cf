using System.Xml.Linq;

namespace Importer.Policies;

/// <summary>
/// Sets, adds or removes a header. <c>Connection</c>, <c>Content-Length</c>, <c>Keep-Alive</c> and
/// <c>Transfer-Encoding</c> cannot be touched.
/// Source: https://learn.microsoft.com/azure/api-management/set-header-policy
/// </summary>
public sealed record SetHeader : PolicyElement
{
    /// <summary>The header's name.</summary>
    public required string Name { get; init; }

    /// <summary>What happens when it is there already.</summary>
    public ExistsAction ExistsAction { get; init; } = ExistsAction.Override;

    /// <summary>Its values, literally, as expressions or as named values (<c>{{name}}</c>); none to delete.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <inheritdoc/>
    public override string ElementName => "set-header";

    /// <summary>Removes a header.</summary>
    public static SetHeader Delete(string name) => new() { Name = name, ExistsAction = ExistsAction.Delete };

    /// <inheritdoc/>
    public override XElement ToXml() => NamedValues.Element(ElementName, Name, ExistsAction, Values);

    /// <inheritdoc/>
    public bool Equals(SetHeader? other) => SameXml(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => XmlHash(this);
}
