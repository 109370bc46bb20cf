namespace Functions.Tests;

/// <summary>Material beside the repository that tests may check against when it is there.</summary>
internal static class SharedFolder
{
    /// <summary>The path of a file in the folder <c>shared</c> beside the repository or one of its parents, or null.</summary>
    public static string? Find(string relative)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "shared", relative);
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }
}
