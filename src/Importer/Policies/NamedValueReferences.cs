using System.Xml.Linq;

namespace Importer.Policies;

/// <summary>The shape that <c>set-header</c> and <c>set-query-parameter</c> share: a name, an action, values.</summary>
internal static class NamedValueReferences
{
    public static XElement Element(string element, string name, ExistsAction action, IReadOnlyList<string> values)
    {
        var isDelete = action == ExistsAction.Delete;
        var hasValues = values.Count > 0;
        if (isDelete == hasValues)
        {
            throw new InvalidOperationException($"{element} '{name}': give values to set it, or none and the action Delete to remove it.");
        }

        return new XElement(
            element,
            new XAttribute("name", name),
            new XAttribute("exists-action", Word(action)),
            values.Select(value => new XElement("value", value))
        );
    }

    private static string Word(ExistsAction action) =>
        action switch
        {
            ExistsAction.Skip => "skip",
            ExistsAction.Append => "append",
            ExistsAction.Delete => "delete",
            _ => "override",
        };
}
