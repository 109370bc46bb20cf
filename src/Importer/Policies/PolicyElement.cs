using System.Globalization;
using System.Xml.Linq;

namespace Importer.Policies;

/// <summary>One element of an API Management policy document, such as <c>set-header</c>. Immutable.</summary>
public abstract record PolicyElement
{
    /// <summary>The element's name in the policy document, for example <c>llm-token-limit</c>.</summary>
    public abstract string ElementName { get; }

    /// <summary>The elements that it runs itself; none for most.</summary>
    public virtual IReadOnlyList<PolicyElement> Inner => [];

    /// <summary>The element as XML, with only the attributes that were given.</summary>
    /// <exception cref="InvalidOperationException">The values contradict each other; the message names the fix.</exception>
    public abstract XElement ToXml();

    /// <summary>Builds an element from attributes, leaving out those without a value.</summary>
    private protected static XElement Element(string name, params ReadOnlySpan<(string Name, object? Value)> attributes)
    {
        var element = new XElement(name);
        foreach (var (attribute, value) in attributes)
        {
            if (value is not null)
            {
                element.SetAttributeValue(attribute, Text(value));
            }
        }

        return element;
    }

    /// <summary>Records that hold lists are equal when their XML is.</summary>
    private protected static bool SameXml(PolicyElement one, PolicyElement? other) =>
        other is not null && XNode.DeepEquals(one.ToXml(), other.ToXml());

    /// <summary>The hash that goes with <see cref="SameXml"/>.</summary>
    private protected static int XmlHash(PolicyElement element) =>
        element.ToXml().ToString(SaveOptions.DisableFormatting).GetHashCode(StringComparison.Ordinal);

    private static string Text(object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
