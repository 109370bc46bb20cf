namespace LocalAzure.Gateway.Documents;

/// <summary>Whether an element has text of its own.</summary>
internal enum TextRule
{
    None,
    Optional,
    Required,
}
