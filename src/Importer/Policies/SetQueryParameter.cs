using System.Xml.Linq;

namespace Importer.Policies;

/// <summary>
/// Sets, adds or removes a query parameter.
/// Source: https://learn.microsoft.com/azure/api-management/set-query-parameter-policy
/// </summary>
internal sealed record SetQueryParameter : PolicyElement
{
    /// <summary>The parameter's name.</summary>
    public required string Name { get; init; }

    /// <summary>What happens when it is there already.</summary>
    public ExistsAction ExistsAction { get; init; } = ExistsAction.Override;

    /// <summary>Its values; none to delete.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <inheritdoc/>
    public override string ElementName => "set-query-parameter";

    /// <summary>Removes a query parameter.</summary>
    public static SetQueryParameter Delete(string name) => new() { Name = name, ExistsAction = ExistsAction.Delete };

    /// <inheritdoc/>
    public override XElement ToXml() => NamedValueReferences.Element(ElementName, Name, ExistsAction, Values);

    /// <inheritdoc/>
    public bool Equals(SetQueryParameter? other) => SameXml(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => XmlHash(this);
}
