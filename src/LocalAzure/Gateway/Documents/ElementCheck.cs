using System.Xml.Linq;

namespace LocalAzure.Gateway.Documents;

/// <summary>Compares one element with its shape: attributes, text and children.</summary>
internal sealed class ElementCheck(Action<XElement, string> add, PolicyReferences? references)
{
    /// <param name="element">The element found.</param>
    /// <param name="shape">What it should be.</param>
    /// <param name="policies">Checks the policies an element holds, leaving out its own parts.</param>
    public void Run(XElement element, ElementShape shape, Action<XElement, IReadOnlyList<ElementShape>> policies)
    {
        CheckAttributes(element, shape);
        CheckText(element, shape);
        if (shape.Policies)
        {
            policies(element, shape.Elements);
        }
        else
        {
            RefuseUnknownChildren(element, shape);
        }

        foreach (var part in shape.Elements)
        {
            CheckPart(element, part, policies);
        }
    }

    private void CheckPart(XElement element, ElementShape part, Action<XElement, IReadOnlyList<ElementShape>> policies)
    {
        var found = element.Elements(part.Name).ToList();
        if (found.Count < part.Least)
        {
            add(element, $"the element '{part.Name}' is missing");
        }

        if (found.Count > part.Most)
        {
            add(found[part.Most], $"the element '{part.Name}' may be there only {part.Most} time(s)");
        }

        found.ForEach(child => Run(child, part, policies));
    }

    private void RefuseUnknownChildren(XElement element, ElementShape shape)
    {
        foreach (var child in element.Elements().Where(child => shape.Elements.All(part => part.Name != child.Name.LocalName)))
        {
            add(child, $"'{child.Name.LocalName}' is not known inside '{shape.Name}'");
        }
    }

    private void CheckAttributes(XElement element, ElementShape shape)
    {
        foreach (
            var attribute in element.Attributes().Where(attribute => shape.Attributes.All(known => known.Name != attribute.Name.LocalName))
        )
        {
            // Every policy element may carry an id; the portal writes one on what it generates.
            if (attribute.Name.LocalName != "id")
            {
                add(element, $"The '{attribute.Name.LocalName}' attribute is not declared.");
            }
        }

        foreach (var known in shape.Attributes)
        {
            var attribute = element.Attribute(known.Name);
            if (attribute is not null)
            {
                Report(element, known.Name, ValueCheck.Fault(known, attribute.Value, references));
            }
            else if (known.Required)
            {
                add(element, $"The required attribute '{known.Name}' is missing.");
            }
        }
    }

    private void CheckText(XElement element, ElementShape shape)
    {
        var text = string.Concat(element.Nodes().OfType<XText>().Select(node => node.Value)).Trim();
        if (text.Length > 0 && shape.Text == TextRule.None)
        {
            add(element, "the element may not hold text");
        }
        else if (text.Length == 0 && shape.Text == TextRule.Required)
        {
            add(element, "the element needs text");
        }
        else if (text.Length > 0)
        {
            Report(element, "text", ValueCheck.Fault(new AttributeShape("text") { Expression = true }, text, references));
        }
    }

    private void Report(XElement element, string what, string? fault)
    {
        if (fault is not null)
        {
            add(element, $"{what}: {fault}");
        }
    }
}
