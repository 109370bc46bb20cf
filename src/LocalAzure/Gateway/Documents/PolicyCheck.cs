using System.Xml;
using System.Xml.Linq;
using LocalAzure.Gateway.Policies;

namespace LocalAzure.Gateway.Documents;

/// <summary>
/// The check behind a policy PUT: collects every fault of a document rather than stop at the first.
/// It is stricter than the XML schema: sections, scopes, tiers, expressions and names that do not exist.
/// </summary>
internal sealed class PolicyCheck(PolicyScope scope, string sku, PolicyReferences? references)
{
    private readonly List<PolicyFault> _faults = [];

    public IReadOnlyList<PolicyFault> Run(XElement root)
    {
        var expected = scope == PolicyScope.Fragment ? "fragment" : "policies";
        if (root.Name.LocalName != expected)
        {
            Add(root, $"The document element must be '{expected}'.");
        }
        else if (scope == PolicyScope.Fragment)
        {
            CheckPolicies(root, PolicySections.All, topLevel: false);
        }
        else
        {
            CheckSections(root);
        }

        CheckNamedValues(root);
        return _faults;
    }

    private void CheckSections(XElement root)
    {
        foreach (var section in root.Elements())
        {
            if (!SectionNames.All.TryGetValue(section.Name.LocalName, out var known))
            {
                Add(section, $"the sections of a policy document are {string.Join(", ", SectionNames.All.Keys)}");
                continue;
            }

            if (section.ElementsBeforeSelf(section.Name).Any())
            {
                Add(section, "a section may be there only once");
            }

            CheckPolicies(section, known, topLevel: true);
        }
    }

    private void CheckPolicies(XElement parent, PolicySections sections, bool topLevel, IReadOnlyList<ElementShape>? own = null)
    {
        foreach (var element in parent.Elements().Where(child => own?.Any(shape => shape.Name == child.Name.LocalName) != true))
        {
            var shape = PolicyRegistry.Find(element.Name.LocalName);
            if (shape is null)
            {
                Add(
                    element,
                    $"policy '{element.Name.LocalName}' is not simulated by LocalAzure; it knows {string.Join(", ", PolicyRegistry.Names)}"
                );
                continue;
            }

            CheckPlace(element, shape, sections, topLevel);
            new ElementCheck(Add, references).Run(
                element,
                shape.Element,
                (inside, policies) => CheckPolicies(inside, sections, topLevel: false, policies)
            );
            CheckOwnRules(element, shape);
        }
    }

    private void CheckPlace(XElement element, PolicyShape shape, PolicySections sections, bool topLevel)
    {
        if ((shape.Sections & sections) == 0 || (scope == PolicyScope.Fragment && shape.Name == PolicyRegistry.BaseName))
        {
            Add(
                element,
                $"policy is not allowed in the section '{(scope == PolicyScope.Fragment ? "fragment" : SectionNames.Of(sections))}'"
            );
        }

        // https://learn.microsoft.com/azure/api-management/policy-fragments
        if (scope == PolicyScope.Fragment && shape.Name == PolicyRegistry.IncludeName)
        {
            Add(element, "a policy fragment cannot include another one");
        }

        if ((shape.Scopes & scope) == 0)
        {
            Add(element, $"policy is not allowed at the scope '{scope}'");
        }

        if ((IsConsumption && !shape.OnConsumption) || (IsV2 && !shape.OnV2))
        {
            Add(element, $"policy is not available in the tier '{sku}'");
        }

        if ((shape.Once && element.ElementsBeforeSelf(element.Name).Any()) || (shape.Name == PolicyRegistry.BaseName && !topLevel))
        {
            Add(element, "policy may stand only once, directly in the section");
        }
    }

    private void CheckOwnRules(XElement element, PolicyShape shape)
    {
        foreach (var reason in shape.Also(new PolicyNode(element, string.Empty)))
        {
            Add(element, reason);
        }
    }

    private void CheckNamedValues(XElement root)
    {
        if (references is null)
        {
            return;
        }

        foreach (var element in root.DescendantsAndSelf())
        {
            var texts = element
                .Attributes()
                .Select(attribute => attribute.Value)
                .Concat(element.Nodes().OfType<XText>().Select(text => text.Value));
            foreach (var name in texts.SelectMany(NamedValues.In).Where(name => !references.NamedValues.Contains(name)))
            {
                Add(element, $"Cannot find a property '{name}'");
            }
        }
    }

    private bool IsConsumption => string.Equals(sku, "Consumption", StringComparison.OrdinalIgnoreCase);

    private bool IsV2 => sku.EndsWith("V2", StringComparison.OrdinalIgnoreCase);

    private void Add(XElement element, string reason)
    {
        var at = (IXmlLineInfo)element;
        _faults.Add(new PolicyFault(element.Name.LocalName, at.LineNumber, at.LinePosition, reason));
    }
}
