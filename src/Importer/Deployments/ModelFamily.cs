using System.IO.Enumeration;

namespace Importer.Deployments;

/// <summary>
/// Models of one maker that are called in one way: a row of <c>docs/models.md</c>, which a test holds to this code.
/// </summary>
public sealed record ModelFamily
{
    /// <summary>The maker, as Resource Manager says in <c>model.format</c>.</summary>
    public required string Format { get; init; }

    /// <summary>What the family is called in the documentation.</summary>
    public required string Name { get; init; }

    /// <summary>The names of its models, with <c>*</c> for any letters.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>What its models can do; empty when the importer has no operations for them, or when their flags alone tell.</summary>
    public IReadOnlyList<Capability> Capabilities { get; init; } = [];

    /// <summary>Under which compatibilities the account answers for them.</summary>
    public IReadOnlyList<Compatibility> Compatibilities { get; init; } = [];

    /// <summary>How far the capability flags of a deployment count.</summary>
    public FlagTrust Flags { get; init; } = FlagTrust.Ignored;

    /// <summary>The oldest dated <c>api-version</c> that takes its models; null when every one does.</summary>
    public string? Since { get; init; }

    /// <summary>The path on which the account serves them, for models that are set aside; null for the others.</summary>
    public string? ServedOn { get; init; }

    /// <summary>Why there is no test call; null when there is one.</summary>
    public string? Untested { get; init; }

    /// <summary>Where that is documented or was reported.</summary>
    public required string Source { get; init; }

    /// <summary>Whether a model is of this family.</summary>
    public bool Has(string format, string model) =>
        Letters(format).Equals(Letters(Format), StringComparison.OrdinalIgnoreCase)
        && Models.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, model, ignoreCase: true));

    // "Mistral AI" and "MistralAI", "OpenAI-OSS" and "OpenAI OSS" are one maker.
    private static string Letters(string format) => string.Concat(format.Where(char.IsLetterOrDigit));
}

/// <summary>How far the capability flags of a deployment say what it can do.</summary>
public enum FlagTrust
{
    /// <summary>The name says it; flags are not looked at.</summary>
    Ignored,

    /// <summary>Flags that are there say it, else the name.</summary>
    Preferred,

    /// <summary>Only flags say it; without them the model is unknown.</summary>
    Required,
}
