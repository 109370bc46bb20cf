namespace Importer.Tests;

/// <summary>Files of this repository that ship beside the code.</summary>
internal static class RepositoryFiles
{
    /// <summary>The text of a file, by its path from the repository's root.</summary>
    public static string Read(string relativePath)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Functions.sln")))
        {
            folder = folder.Parent;
        }

        return File.ReadAllText(
            Path.Combine(
                folder?.FullName ?? throw new InvalidOperationException("The tests do not run inside the repository."),
                relativePath
            )
        );
    }
}
