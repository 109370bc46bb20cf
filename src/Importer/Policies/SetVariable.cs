using System.Xml.Linq;

namespace Importer.Policies;

/// <summary>
/// Notes something about the request, for later policies of it.
/// Source: https://learn.microsoft.com/azure/api-management/set-variable-policy
/// </summary>
/// <param name="Name">The variable's name.</param>
/// <param name="Value">Its value, literally or as an expression.</param>
internal sealed record SetVariable(string Name, string Value) : PolicyElement
{
    /// <inheritdoc/>
    public override string ElementName => "set-variable";

    /// <inheritdoc/>
    public override XElement ToXml() => Element(ElementName, ("name", Name), ("value", Value));
}
