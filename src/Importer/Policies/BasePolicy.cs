using System.Xml.Linq;

namespace Importer.Policies;

/// <summary>Runs what the outer scopes (product, all APIs) say at this place.</summary>
internal sealed record BasePolicy : PolicyElement
{
    /// <inheritdoc/>
    public override string ElementName => "base";

    /// <inheritdoc/>
    public override XElement ToXml() => Element(ElementName);
}
