using System.Text.RegularExpressions;

namespace LocalAzure.Arm.Authorization;

/// <summary>A built-in role with the actions that matter here.</summary>
public sealed record RoleDefinition(string Id, string Name)
{
    public IReadOnlyList<string> Actions { get; init; } = [];

    public IReadOnlyList<string> DataActions { get; init; } = [];

    public IReadOnlyList<string> NotDataActions { get; init; } = [];

    /// <summary>
    /// An asterisk stands for any text: https://learn.microsoft.com/azure/role-based-access-control/role-definitions#wildcard-permissions
    /// </summary>
    public bool AllowsData(string action) =>
        DataActions.Any(pattern => Fits(pattern, action)) && !NotDataActions.Any(pattern => Fits(pattern, action));

    private static bool Fits(string pattern, string action) =>
        Regex.IsMatch(
            action,
            $@"\A{Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal)}\z",
            RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
            TimeSpan.FromSeconds(1)
        );
}
