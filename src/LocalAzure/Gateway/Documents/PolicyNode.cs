using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using LocalAzure.Gateway.Policies;

namespace LocalAzure.Gateway.Documents;

/// <summary>A policy element together with where it was found.</summary>
/// <param name="Element">The element, named values already in place.</param>
/// <param name="Document">The ARM id of the document, so that counters of two documents stay apart.</param>
internal sealed record PolicyNode(XElement Element, string Document)
{
    /// <summary>A stable name for this very element.</summary>
    public string Place => $"{Document}#{((IXmlLineInfo)Element).LineNumber}:{((IXmlLineInfo)Element).LinePosition}";

    public string? Text(string attribute) => (string?)Element.Attribute(attribute);

    public PolicyValue? Value(string attribute) => Text(attribute) is { } text ? PolicyValue.Read(text) : null;

    /// <summary>A value with a default, for attributes the check lets be absent.</summary>
    public PolicyValue Value(string attribute, string otherwise) => Value(attribute) ?? PolicyValue.Read(otherwise);

    public bool Flag(string attribute, bool otherwise = false) => Text(attribute) is { } text ? bool.Parse(text) : otherwise;

    public int? Whole(string attribute) => Text(attribute) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    public IEnumerable<PolicyNode> Children(string name) => Element.Elements(name).Select(child => this with { Element = child });

    /// <summary>The values of the child elements of that name.</summary>
    public IReadOnlyList<PolicyValue> Values(string name) =>
        [.. Element.Elements(name).Select(child => PolicyValue.Read(child.Value.Trim()))];

    /// <summary>The policies inside, ready to run.</summary>
    public IReadOnlyList<Policy> Policies() => [.. Element.Elements().Select(child => PolicyRegistry.Make(this with { Element = child }))];
}
