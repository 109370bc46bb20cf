using System.Text.RegularExpressions;

namespace Importer.Configuration;

/// <summary>
/// Finds path templates under which two deployments can get one path: <c>{account}-{deployment}</c> makes the same of
/// <c>contoso</c> with <c>prod-gpt-4o</c> and of <c>contoso-prod</c> with <c>gpt-4o</c>. Who is there first keeps the path, so
/// nothing is taken over; but the second gets no API, and people are told at start.
/// </summary>
/// <remarks>
/// What names may hold: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules (accounts: letters,
/// digits and hyphens; resource groups: also <c>_ . ( )</c>). Deployments are taken to hold <c>- _ .</c> as well.
/// </remarks>
internal static partial class TemplateCollisions
{
    // Characters between two values that the value cannot hold itself. A colon becomes a hyphen in paths.
    private static readonly Dictionary<string, string> Foreign = new(StringComparer.OrdinalIgnoreCase)
    {
        ["account"] = "._",
        ["deployment"] = "",
        ["region"] = "-._",
        ["resourceGroup"] = "",
    };

    // Always of the same length, or one of a few words of which none ends in another.
    private static readonly string[] Fixed = ["subscription", "compatibility"];

    /// <summary>A sentence for each place whose template is of this sort.</summary>
    public static IReadOnlyList<string> Warnings(ApiProfile defaults, IReadOnlyList<ProfileRule> rules) =>
        [
            .. Warning("Importer:Defaults:BasePath", defaults.BasePath),
            .. rules.SelectMany(
                (rule, index) =>
                    rule.Fields.TryGetValue(ProfileFields.BasePath, out var change)
                        ? Warning($"Importer:Rules:{index}:BasePath", change(defaults).BasePath)
                        : []
            ),
        ];

    /// <summary>True when two different sets of names can give one text.</summary>
    public static bool CanCollide(string template) => template.Split('/').Any(CanRunTogether);

    // A template with a fault is null here.
    private static IEnumerable<string> Warning(string path, string? template) =>
        template is not null && CanCollide(template)
            ?
            [
                $"{path} = '{template}': two deployments can get one path, because the names on both sides may hold what stands between them. The first keeps the path, and the second gets no API. Put a slash there: '{Safe(template)}'.",
            ]
            : [];

    // Read from the left, or from the right, every value must end where the next character says so.
    private static bool CanRunTogether(string segment)
    {
        var places = Placeholder().Matches(segment).ToList();
        var pairs = places
            .Zip(
                places.Skip(1),
                (left, right) =>
                    (
                        Left: left.Groups[1].Value,
                        Between: segment[(left.Index + left.Length)..right.Index].Replace(':', '-'),
                        Right: right.Groups[1].Value
                    )
            )
            .ToList();
        return !pairs.TrueForAll(pair => Ends(pair.Left, pair.Between.FirstOrDefault()))
            && !pairs.TrueForAll(pair => Ends(pair.Right, pair.Between.LastOrDefault()));
    }

    private static bool Ends(string value, char separator) =>
        Fixed.Contains(value, StringComparer.OrdinalIgnoreCase)
        || (separator != default && (Foreign.GetValueOrDefault(value)?.Contains(separator, StringComparison.Ordinal) ?? false));

    private static string Safe(string template) => Between().Replace(template, "}/{");

    [GeneratedRegex(@"\{([A-Za-z]+)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\}[^{}/]*\{", RegexOptions.CultureInvariant)]
    private static partial Regex Between();
}
