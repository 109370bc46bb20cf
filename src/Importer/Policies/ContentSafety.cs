using System.Xml.Linq;

namespace Importer.Policies;

/// <summary>
/// Blocks unsafe prompts (403), on request unsafe answers too. The backend is an Azure AI Content Safety account;
/// not on the Consumption tier, not at operation scope.
/// Source: https://learn.microsoft.com/azure/api-management/llm-content-safety-policy
/// </summary>
internal sealed record ContentSafety : PolicyElement
{
    /// <summary>The backend resource of the content safety account.</summary>
    public required string BackendId { get; init; }

    /// <summary>Whether attacks on the system prompt are looked for; null means no.</summary>
    public bool? ShieldPrompt { get; init; }

    /// <summary>Whether answers are checked as well; inbound only; null means no.</summary>
    public bool? EnforceOnCompletions { get; init; }

    /// <summary>The kinds of harm to block, each with its threshold.</summary>
    public IReadOnlyList<ContentSafetyCategory> Categories { get; init; } = [];

    /// <summary>How finely severity is graded; null means four levels. Only counts with categories.</summary>
    public SeverityLevels? OutputType { get; init; }

    /// <summary>Ids of block lists kept in the content safety account.</summary>
    public IReadOnlyList<string> Blocklists { get; init; } = [];

    /// <inheritdoc/>
    public override string ElementName => "llm-content-safety";

    /// <inheritdoc/>
    public override XElement ToXml()
    {
        var element = Element(
            ElementName,
            ("backend-id", BackendId),
            ("shield-prompt", ShieldPrompt),
            ("enforce-on-completions", EnforceOnCompletions)
        );
        if (Categories.Count > 0)
        {
            element.Add(CategoriesXml());
        }

        if (Blocklists.Count > 0)
        {
            element.Add(new XElement("blocklists", Blocklists.Select(id => new XElement("id", id))));
        }

        return element;
    }

    /// <inheritdoc/>
    public bool Equals(ContentSafety? other) => SameXml(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => XmlHash(this);

    private XElement CategoriesXml()
    {
        var categories = Element("categories", ("output-type", OutputType));
        categories.Add(
            Categories.Select(category =>
                category.Threshold is < 0 or > 7
                    ? throw new InvalidOperationException($"llm-content-safety: the threshold of {category.Name} lies between 0 and 7.")
                    : Element("category", ("name", category.Name), ("threshold", category.Threshold))
            )
        );
        return categories;
    }
}

/// <summary>From which severity on a kind of harm is blocked.</summary>
/// <param name="Name">The kind of harm.</param>
/// <param name="Threshold">0 to 7; content at this severity or above is blocked.</param>
internal sealed record ContentSafetyCategory(HarmCategory Name, int Threshold);

/// <summary>The kinds of harm that Azure AI Content Safety looks for.</summary>
internal enum HarmCategory
{
    /// <summary>Hate and discrimination.</summary>
    Hate,

    /// <summary>Harm to oneself.</summary>
    SelfHarm,

    /// <summary>Sexual content.</summary>
    Sexual,

    /// <summary>Violence.</summary>
    Violence,
}

/// <summary>How finely severity is graded.</summary>
internal enum SeverityLevels
{
    /// <summary>0, 2, 4 and 6 (what API Management does when nothing is said).</summary>
    FourSeverityLevels,

    /// <summary>0 to 7.</summary>
    EightSeverityLevels,
}
