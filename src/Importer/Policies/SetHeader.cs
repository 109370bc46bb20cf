using System.Xml.Linq;

namespace Importer.Policies;

/// <summary>
/// Sets, adds or removes a header. <c>Connection</c>, <c>Content-Length</c>, <c>Keep-Alive</c> and
/// <c>Transfer-Encoding</c> cannot be touched.
/// Source: https://learn.microsoft.com/azure/api-management/set-header-policy
/// </summary>
internal sealed record SetHeader : PolicyElement
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
    public override XElement ToXml() => NamedValueReferences.Element(ElementName, Name, ExistsAction, Values);

    /// <inheritdoc/>
    public bool Equals(SetHeader? other) => SameXml(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => XmlHash(this);
}

/// <summary>What happens to a header or query parameter that is already there.</summary>
internal enum ExistsAction
{
    /// <summary>The given values take its place (what API Management does when nothing is said).</summary>
    Override,

    /// <summary>It stays and the given values are left out.</summary>
    Skip,

    /// <summary>The given values are added to it.</summary>
    Append,

    /// <summary>It goes.</summary>
    Delete,
}
