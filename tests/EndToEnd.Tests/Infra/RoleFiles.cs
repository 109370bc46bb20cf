using System.Text.RegularExpressions;

namespace EndToEnd.Tests.Infra;

/// <summary>The actions that the custom roles in infra/ hold.</summary>
internal static partial class RoleFiles
{
    /// <summary>All of them, each with the file it is in.</summary>
    public static IReadOnlyDictionary<string, string> Actions()
    {
        var found = Directory
            .EnumerateFiles(Path.Combine(Root(), "infra", "modules"), "roles-*.bicep")
            .SelectMany(file =>
                Action().Matches(File.ReadAllText(file)).Select(match => (Name: match.Groups[1].Value, File: Path.GetFileName(file)))
            );
        return found.ToDictionary(action => action.Name, action => action.File, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Actions that stand for many, such as <c>Microsoft.ApiManagement/*</c>.</summary>
    public static IEnumerable<string> Wildcards() =>
        Directory
            .EnumerateFiles(Path.Combine(Root(), "infra", "modules"), "roles-*.bicep")
            .SelectMany(file => Wildcard().Matches(File.ReadAllText(file)).Select(match => $"{match.Value} in {Path.GetFileName(file)}"));

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Functions.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }

    // A whole string of its own: those inside conditions are escaped.
    [GeneratedRegex(@"(?<!\\)'(Microsoft\.\w+/[\w/]+/(?:read|write|delete|action))'")]
    private static partial Regex Action();

    [GeneratedRegex(@"'(?:Microsoft\.[^'@]*)?\*[^']*'")]
    private static partial Regex Wildcard();
}
