using System.Xml.Linq;

namespace Importer.Policies;

/// <summary>
/// Names the children of an element so that they can be found again: by element name, by what it is about where it says
/// so (<c>set-header[api-key]</c>), and by number from the second on (<c>vary-by[2]</c>).
/// </summary>
internal static class PolicyPlaces
{
    public static IReadOnlyDictionary<string, XElement> Of(XElement parent)
    {
        var places = new OrderedDictionary<string, XElement>(StringComparer.Ordinal);
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var child in parent.Elements())
        {
            var place = Place(child);
            var number = seen[place] = seen.GetValueOrDefault(place) + 1;
            places[number == 1 ? place : $"{place}[{number}]"] = child;
        }

        return places;
    }

    private static string Place(XElement element)
    {
        var about = element.Attribute("name") ?? element.Attribute("fragment-id");
        return about is null ? element.Name.LocalName : $"{element.Name.LocalName}[{about.Value}]";
    }
}
