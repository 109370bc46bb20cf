namespace LocalAzure.Tests;

/// <summary>The material beside the repository that some tests compare with when it is there.</summary>
internal static class SharedFolder
{
    /// <summary>Walks up to a sibling folder <c>shared</c>; null when there is none.</summary>
    public static string? Find(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", path);
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
