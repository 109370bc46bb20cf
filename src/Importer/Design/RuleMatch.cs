namespace Importer.Design;

/// <summary>Globs (<c>*</c> and <c>?</c>, case ignored) that a deployment must match; a null one matches everything.</summary>
public sealed record RuleMatch
{
    /// <summary>The account's name.</summary>
    public string? Account { get; init; }

    /// <summary>The deployment's name.</summary>
    public string? Deployment { get; init; }

    /// <summary>The model's format, such as <c>OpenAI</c>.</summary>
    public string? ModelFormat { get; init; }

    /// <summary>The model's name.</summary>
    public string? ModelName { get; init; }

    /// <summary>A tag of the deployment or its account, as <c>name=value</c>.</summary>
    public string? Tag { get; init; }
}
