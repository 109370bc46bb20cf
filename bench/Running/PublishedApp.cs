using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Bench.Running;

/// <summary>The app as it is deployed: published for this machine, trimmed and compiled ahead.</summary>
internal static class PublishedApp
{
    private static readonly string[] Sources = ["Importer", "Functions"];

    /// <summary>Its folder; published now unless it is there and nothing of the sources is newer.</summary>
    public static async Task<string> FolderAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        if (options.App is { } given)
        {
            return given;
        }

        var folder = Path.Combine(Repository.Root, "artifacts", "bench", "app");
        if (!IsFresh(Path.Combine(folder, "host.json")))
        {
            await Console.Out.WriteLineAsync("  publishing the app; this takes a minute or two");
            await PublishAsync(folder, cancellationToken);
        }

        return folder;
    }

    /// <summary>The executable in a folder.</summary>
    public static string Executable(string folder) => Path.Combine(folder, OperatingSystem.IsWindows() ? "foundry-importer.exe" : "foundry-importer");

    private static async Task PublishAsync(string folder, CancellationToken cancellationToken)
    {
        var info = new ProcessStartInfo("dotnet", ["publish", Path.Combine(Repository.Root, "src", "Functions"), "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "-o", folder, "-v", "q", "--nologo"])
        {
            UseShellExecute = false,
        };
        using var publish = Process.Start(info)!;
        await publish.WaitForExitAsync(cancellationToken);
        if (publish.ExitCode != 0)
        {
            throw new InvalidOperationException("The app cannot be published; name a published folder with --app.");
        }

        File.SetLastWriteTimeUtc(Path.Combine(folder, "host.json"), DateTime.UtcNow);
    }

    private static bool IsFresh(string stamp) => File.Exists(stamp)
        && Sources
            .SelectMany(project => Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", project), "*", SearchOption.AllDirectories))
            .All(file => File.GetLastWriteTimeUtc(file) < File.GetLastWriteTimeUtc(stamp));
}
