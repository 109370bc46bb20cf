using System.Text.RegularExpressions;

namespace Infra.Tests;

/// <summary>The actions that docs/security.md says the app's roles hold.</summary>
internal static class SecurityPage
{
    // Tables of the page: `service/apis/read`, `write`, `delete` is one action after the other of the same type.
    public static IReadOnlySet<string> Actions()
    {
        var actions = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var cell in InfraFiles.All(InfraFiles.Read("docs/security.md"), @"^\| (`(?:Microsoft\.|service/)[^|]*) \|"))
        {
            var type = "";
            foreach (var name in Regex.Matches(cell, "`([^`]+)`").Select(match => match.Groups[1].Value))
            {
                type = name.Contains('/', StringComparison.Ordinal) ? name[..name.LastIndexOf('/')] : type;
                var action = $"{type}/{name[(name.LastIndexOf('/') + 1)..]}";
                actions.Add(action.StartsWith("service/", StringComparison.Ordinal) ? $"Microsoft.ApiManagement/{action}" : action);
            }
        }

        return actions;
    }
}
