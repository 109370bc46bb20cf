namespace Importer.Design;

/// <summary>Changes some fields of the profile for the deployments it matches. For each field the first matching rule that sets it wins.</summary>
public sealed record ProfileRule
{
    /// <summary>What it matches.</summary>
    public required RuleMatch Match { get; init; }

    /// <summary>False leaves the matched deployments out; null says nothing.</summary>
    public bool? Import { get; init; }

    /// <summary>The fields it sets, by their path in the settings (such as <c>Policies.TokenLimit</c>), each with how it changes a profile.</summary>
    public IReadOnlyDictionary<string, Func<ApiProfile, ApiProfile>> Fields { get; init; } = new Dictionary<string, Func<ApiProfile, ApiProfile>>();
}
