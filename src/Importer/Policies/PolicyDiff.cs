using System.Xml;
using System.Xml.Linq;

namespace Importer.Policies;

/// <summary>Compares two policies and says in readable places what differs; layout and defaults do not count.</summary>
public static class PolicyDiff
{
    /// <summary>
    /// Every difference, from the top of the document down; empty when both mean the same. An actual policy that cannot
    /// be read is one difference, never an exception. Values that may be secrets are hidden.
    /// </summary>
    /// <exception cref="XmlException">The expected policy is not well-formed.</exception>
    public static IReadOnlyList<PolicyDifference> Differences(string expectedXml, string? actualXml)
    {
        var expected = PolicyCanonicalizer.Tree(expectedXml);
        if (string.IsNullOrWhiteSpace(actualXml))
        {
            return [new("policy", "present", null)];
        }

        try
        {
            var actual = PolicyCanonicalizer.Tree(actualXml);
            return expected.Name == actual.Name
                ? [.. Children(expected, actual, "")]
                : [new("policy", expected.Name.LocalName, actual.Name.LocalName)];
        }
        catch (XmlException fault)
        {
            return [new("policy", "well-formed XML", $"cannot be read: {fault.Message}")];
        }
    }

    private static IEnumerable<PolicyDifference> Inside(XElement expected, XElement actual, string where) =>
        Attributes(expected, actual, where)
            .Concat(expected.HasElements || actual.HasElements
                ? Children(expected, actual, where + "/")
                : Text(expected, actual, where));

    private static IEnumerable<PolicyDifference> Attributes(XElement expected, XElement actual, string where) =>
        expected.Attributes().Concat(actual.Attributes())
            .Select(attribute => attribute.Name)
            .Distinct()
            .Select(name => (Name: name, Expected: expected.Attribute(name), Actual: actual.Attribute(name)))
            .Where(pair => pair.Expected?.Value != pair.Actual?.Value)
            .Select(pair => new PolicyDifference($"{where}@{pair.Name.LocalName}", Show(pair.Expected), Show(pair.Actual)));

    private static IEnumerable<PolicyDifference> Text(XElement expected, XElement actual, string where)
    {
        if (expected.Value != actual.Value)
        {
            var shown = PolicySecrets.Text(actual);
            yield return new(where, PolicySecrets.Text(expected), shown == PolicySecrets.Hidden ? "(hidden, another)" : shown);
        }
    }

    private static IEnumerable<PolicyDifference> Children(XElement expected, XElement actual, string prefix)
    {
        var wanted = PolicyPlaces.Of(expected);
        var found = PolicyPlaces.Of(actual);
        foreach (var (place, element) in wanted)
        {
            foreach (var difference in Compare(element, found.GetValueOrDefault(place), prefix + place))
            {
                yield return difference;
            }
        }

        foreach (var (place, element) in found.Where(pair => !wanted.ContainsKey(pair.Key)))
        {
            yield return new(prefix + place, null, PolicySecrets.Line(element));
        }

        foreach (var difference in Order([.. wanted.Keys], [.. found.Keys], prefix))
        {
            yield return difference;
        }
    }

    private static IEnumerable<PolicyDifference> Compare(XElement expected, XElement? actual, string where) =>
        actual is null ? [new(where, PolicySecrets.Line(expected), null)] : Inside(expected, actual, where);

    /// <summary>Order is execution order, so the places that both hold must follow each other in the same way.</summary>
    private static IEnumerable<PolicyDifference> Order(string[] wanted, string[] found, string prefix)
    {
        var wantedShared = wanted.Where(found.Contains).ToList();
        var foundShared = found.Where(wanted.Contains).ToList();
        if (!wantedShared.SequenceEqual(foundShared))
        {
            yield return new(
                $"{prefix.TrimEnd('/')} (order)", string.Join(", ", wantedShared), string.Join(", ", foundShared));
        }
    }

    private static string? Show(XAttribute? attribute) => attribute is null ? null : PolicySecrets.Text(attribute);
}
