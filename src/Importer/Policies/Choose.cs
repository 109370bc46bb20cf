using System.Xml.Linq;

namespace Importer.Policies;

/// <summary>
/// Runs its children only while a condition holds, so that a policy of an API reaches some of its operations only.
/// Source: https://learn.microsoft.com/azure/api-management/choose-policy
/// </summary>
internal sealed record Choose : PolicyElement
{
    /// <summary>An expression that is true or false, see <see cref="OperationConditions"/>.</summary>
    public required string Condition { get; init; }

    /// <summary>What runs; at least one element.</summary>
    public required IReadOnlyList<PolicyElement> When { get; init; }

    /// <inheritdoc/>
    public override string ElementName => "choose";

    /// <inheritdoc/>
    public override IReadOnlyList<PolicyElement> Inner => When;

    /// <inheritdoc/>
    public override XElement ToXml()
    {
        if (When.Count == 0)
        {
            throw new InvalidOperationException("choose: When needs at least one element.");
        }

        var branch = Element("when", ("condition", Condition));
        branch.Add(When.Select(child => child.ToXml()));
        return new XElement(ElementName, branch);
    }

    /// <inheritdoc/>
    public bool Equals(Choose? other) => SameXml(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => XmlHash(this);
}
