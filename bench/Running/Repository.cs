namespace Bench.Running;

/// <summary>Where the repository is.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string folder)
    {
        for (var place = new DirectoryInfo(folder); place is not null; place = place.Parent)
        {
            if (File.Exists(Path.Combine(place.FullName, "Functions.sln")))
            {
                return place.FullName;
            }
        }

        return Directory.GetCurrentDirectory();
    }
}
