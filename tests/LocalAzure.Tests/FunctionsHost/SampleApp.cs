namespace LocalAzure.Tests.FunctionsHost;

/// <summary>The build output of tests/SampleWorker: a real .NET isolated worker with one function for each kind of trigger.</summary>
internal static class SampleApp
{
    public static string Folder { get; } = OutputOf("SampleWorker");

    /// <summary>Build outputs lie at artifacts/bin/{project}/{configuration}.</summary>
    public static string OutputOf(string project)
    {
        var own = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);
        return Path.GetFullPath(Path.Combine(own, "..", "..", project, Path.GetFileName(own)));
    }
}
