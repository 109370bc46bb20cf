using System.Globalization;

namespace Importer.Design;

/// <summary>Tells which rule gave a deployment which value.</summary>
internal static class Explanation
{
    /// <summary>The entry that stands for everything no rule changed.</summary>
    public const string Rest = "*";

    /// <summary>
    /// By field, the rule with what it asks for and the value it gave; under <see cref="Rest"/> where the others come from.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Of(ApiProfile profile, IReadOnlyDictionary<string, string> origins, ImporterSettings settings)
    {
        var said = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in ProfileFields.All.Where(field => origins[field] != ResolvedProfile.FromDefaults))
        {
            said[field] = $"{origins[field]} ({RuleMatcher.Describe(Rule(origins[field], settings).Match)}): {ProfileWords.Of(field, profile)}";
        }

        said[Rest] = said.Count == 0 ? "Defaults; no rule changes anything" : "Defaults";
        return said;
    }

    /// <summary>The rule that an origin such as <c>Rules[2]</c> names.</summary>
    public static ProfileRule Rule(string origin, ImporterSettings settings) =>
        settings.Rules[int.Parse(origin["Rules[".Length..^1], CultureInfo.InvariantCulture)];
}
