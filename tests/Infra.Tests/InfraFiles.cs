using System.Text.RegularExpressions;

namespace Infra.Tests;

/// <summary>The files that deploy the app, as text.</summary>
internal static class InfraFiles
{
    public static string Root { get; } = FindRoot();

    /// <summary>The text of a file by its path from the repository's root.</summary>
    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>All Bicep together.</summary>
    public static string Bicep() =>
        string.Join(
            '\n',
            Directory.EnumerateFiles(Path.Combine(Root, "infra"), "*.bicep", SearchOption.AllDirectories).Select(File.ReadAllText)
        );

    /// <summary>The names of a Bicep file's parameters.</summary>
    public static IReadOnlySet<string> Parameters(string path) => Declared("param", path);

    /// <summary>The names of a Bicep file's outputs.</summary>
    public static IReadOnlySet<string> Outputs(string path) => Declared("output", path);

    /// <summary>What a group of an expression finds, each value once.</summary>
    public static IReadOnlySet<string> All(string text, string pattern) =>
        Regex.Matches(text, pattern, RegexOptions.Multiline).Select(match => match.Groups[1].Value).ToHashSet(StringComparer.Ordinal);

    private static IReadOnlySet<string> Declared(string keyword, string path) => All(Read(path), $@"^{keyword} (\w+) ");

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Functions.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
