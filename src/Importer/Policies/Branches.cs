using System.Xml.Linq;

namespace Importer.Policies;

/// <summary>
/// Runs the first of several branches whose condition holds.
/// Source: https://learn.microsoft.com/azure/api-management/choose-policy
/// </summary>
/// <param name="All">The branches, in the order in which they are asked; at least one.</param>
internal sealed record Branches(IReadOnlyList<Branch> All) : PolicyElement
{
    /// <inheritdoc/>
    public override string ElementName => "choose";

    /// <inheritdoc/>
    public override IReadOnlyList<PolicyElement> Inner => [.. All.SelectMany(branch => branch.Elements)];

    /// <inheritdoc/>
    public override XElement ToXml() =>
        All.Count == 0
            ? throw new InvalidOperationException("choose: give at least one branch.")
            : new XElement(
                ElementName,
                All.Select(branch => new XElement(
                    "when",
                    new XAttribute("condition", branch.Condition),
                    branch.Elements.Select(element => element.ToXml())
                ))
            );

    /// <inheritdoc/>
    public bool Equals(Branches? other) => SameXml(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => XmlHash(this);
}

/// <summary>One branch.</summary>
/// <param name="Condition">An expression that is true or false.</param>
/// <param name="Elements">What runs; at least one element.</param>
internal sealed record Branch(string Condition, params IReadOnlyList<PolicyElement> Elements);

/// <summary>A piece of policy that policies include by its name. It includes no other, and names no section.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/api-management/policy-fragments</remarks>
internal static class FragmentDocument
{
    /// <summary>The document as well-formed XML, in the form of <see cref="PolicyDocument.ToXml"/>.</summary>
    public static string ToXml(IEnumerable<PolicyElement> elements) =>
        PolicyXml.Write(new XElement("fragment", elements.Select(element => element.ToXml())));
}
