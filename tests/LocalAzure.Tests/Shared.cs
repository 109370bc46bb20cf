namespace LocalAzure.Tests;

/// <summary>The material beside the repository, where there is some.</summary>
public static class Shared
{
    /// <summary>A file or folder in it; null when it is not there.</summary>
    public static string? Find(params string[] parts)
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var found = Path.Combine([at.FullName, "shared", .. parts]);
            if (File.Exists(found) || Directory.Exists(found))
            {
                return found;
            }
        }

        return null;
    }
}
