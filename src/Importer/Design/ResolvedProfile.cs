namespace Importer.Design;

/// <summary>What the settings say about one deployment or account, and where each value comes from.</summary>
public sealed record ResolvedProfile
{
    /// <summary>The origin of a field that no rule set.</summary>
    public const string FromDefaults = "Defaults";

    /// <summary>The defaults with every matching rule applied.</summary>
    public required ApiProfile Profile { get; init; }

    /// <summary>False when a tag or a rule leaves it out.</summary>
    public bool Import => LeftOutBy is null;

    /// <summary>Where each field of <see cref="ProfileFields.All"/> comes from: <c>Defaults</c> or, such as <c>Rules[2]</c>, the rule that set it.</summary>
    public required IReadOnlyDictionary<string, string> Origins { get; init; }

    /// <summary>A sentence naming the tag or rule that leaves it out; null when it is in.</summary>
    public string? LeftOutBy { get; init; }
}
