using System.Xml.Linq;

namespace Importer.Policies;

/// <summary>
/// Gives the request another path below the backend's address. Query parameters that the operation's template does not match go along.
/// Source: https://learn.microsoft.com/azure/api-management/rewrite-uri-policy
/// </summary>
internal sealed record RewriteUri : PolicyElement
{
    /// <summary>The path, or an expression that gives it.</summary>
    public required string Template { get; init; }

    /// <inheritdoc/>
    public override string ElementName => "rewrite-uri";

    /// <inheritdoc/>
    public override XElement ToXml() => Element(ElementName, ("template", Template), ("copy-unmatched-params", true));
}
