namespace Importer.Tests;

/// <summary>
/// Material of others that tests check against when it lies beside the repository (a folder <c>shared</c> next to it or
/// to one of the folders above). Tests pass without it and say what they did not check.
/// </summary>
internal static class SharedMaterial
{
    /// <summary>The full path of a file or folder in it, or null when it is not there.</summary>
    public static string? Find(string relativePath)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "shared", relativePath);
            if (Path.Exists(path))
            {
                return path;
            }
        }

        return null;
    }
}
