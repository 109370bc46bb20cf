using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Bench.Running;

/// <summary>The app as it is deployed: published for this machine, compiled ahead.</summary>
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
            await PublishAsync(Path.Combine("src", "Functions"), folder, [], cancellationToken);
        }

        return folder;
    }

    /// <summary>The folder of a worker with four empty functions (tests/SampleWorker), published as the app is.</summary>
    public static async Task<string> EmptyWorkerAsync(CancellationToken cancellationToken)
    {
        var folder = Path.Combine(Repository.Root, "artifacts", "bench", "empty-worker");
        if (!File.Exists(Path.Combine(folder, "host.json")))
        {
            await PublishAsync(
                Path.Combine("tests", "SampleWorker"),
                folder,
                ["-p:PublishReadyToRun=true", "--self-contained", "false"],
                cancellationToken
            );
        }

        return folder;
    }

    private static async Task PublishAsync(string project, string folder, string[] options, CancellationToken cancellationToken)
    {
        var info = new ProcessStartInfo(
            "dotnet",
            [
                "publish",
                Path.Combine(Repository.Root, project),
                "-c",
                "Release",
                "-r",
                RuntimeInformation.RuntimeIdentifier,
                "-o",
                folder,
                "-v",
                "q",
                "--nologo",
                .. options,
            ]
        )
        {
            UseShellExecute = false,
        };
        using var publish = Process.Start(info)!;
        await publish.WaitForExitAsync(cancellationToken);
        if (publish.ExitCode != 0)
        {
            throw new InvalidOperationException($"{project} cannot be published; name a published app with --app.");
        }

        File.SetLastWriteTimeUtc(Path.Combine(folder, "host.json"), DateTime.UtcNow);
    }

    private static bool IsFresh(string stamp) =>
        File.Exists(stamp)
        && Sources
            .SelectMany(project =>
                Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", project), "*", SearchOption.AllDirectories)
            )
            .All(file => File.GetLastWriteTimeUtc(file) < File.GetLastWriteTimeUtc(stamp));
}
