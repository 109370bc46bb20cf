using System.Text.RegularExpressions;

namespace Cli.Output;

/// <summary>The importer's sentences name its HTTP functions as the way out; here the way is a command.</summary>
internal static partial class Wording
{
    // Here the identity is a person's.
    private static readonly (string Importer, string Person)[] Identities =
    [
        (
            "The importer's identity got no token for Resource Manager.",
            "nobody is signed in to Azure here: az login (in a pipeline azure/login), then the same again."
        ),
        (
            "No token for the report container could be had with the app's identity.",
            "nobody is signed in to Azure here for the report container: az login, then the same again."
        ),
        ("the importer's identity lacks", "whoever is signed in lacks"),
    ];

    /// <summary>The sentence with commands in it.</summary>
    public static string Of(string sentence)
    {
        var text = Identities.Aggregate(
            sentence,
            (so, identity) => so.Replace(identity.Importer, identity.Person, StringComparison.Ordinal)
        );
        text = Action().Replace(text, match => $"foundry-importer {match.Groups["action"].Value} {Quoted(match.Groups["target"].Value)}");
        text = InsistOn().Replace(text, match => $"foundry-importer apply --insist --scope {match.Groups["scope"].Value}");
        text = InsistOnThat().Replace(text, match => $"foundry-importer apply --insist --scope <{match.Groups["whose"].Value} id>");
        text = text.Replace("adopt it with \"insist\": true", "adopt it with --insist", StringComparison.Ordinal);
        return Import().Replace(text, "foundry-importer apply");
    }

    private static string Quoted(string target) => target.Contains(' ', StringComparison.Ordinal) ? $"\"{target}\"" : target;

    [GeneratedRegex(
        """POST /api/import with "(?<action>adopt|detach|restore)": "(?<target>[^"]*)"(?: \})?""",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Action();

    [GeneratedRegex("""import (?<scope>/\S+) with "insist": true""", RegexOptions.CultureInvariant)]
    private static partial Regex InsistOn();

    [GeneratedRegex("""import (?<whose>that|its) scope with "insist": true""", RegexOptions.CultureInvariant)]
    private static partial Regex InsistOnThat();

    [GeneratedRegex("POST /api/import(?! with)", RegexOptions.CultureInvariant)]
    private static partial Regex Import();
}
