using System.ComponentModel;
using System.Diagnostics;

namespace LocalAzure.Tests.Storage;

/// <summary>
/// The storage emulator of npm, installed once beside the build's output; AZURITE names a folder in which it is installed already. Without
/// Node, or
/// without a registry, there is none.
/// </summary>
internal static class Azurite
{
    private const string Package = "azurite@3.37.0";

    private static readonly TimeSpan InstallTime = TimeSpan.FromMinutes(5);
    private static readonly Lazy<string?> Why = new(Install);

    /// <summary>Why there is none; null when there is.</summary>
    public static string? Missing => Why.Value;

    /// <summary>What Node runs.</summary>
    public static string Script => Path.Combine(Folder, "node_modules", "azurite", "dist", "src", "azurite.js");

    private static string Folder { get; } =
        Environment.GetEnvironmentVariable("AZURITE") is { Length: > 0 } given ? given : Path.Combine(Root(), "artifacts", "npm-azurite");

    private static string? Install()
    {
        try
        {
            var node = Run("node", ["--version"]);
            if (node is not null)
            {
                return $"Node is not there, so Azurite is not asked: {node}";
            }

            if (File.Exists(Script))
            {
                return null;
            }

            string[] install =
            [
                "install",
                Package,
                "--no-audit",
                "--no-fund",
                "--no-package-lock",
                "--prefer-offline",
                "--loglevel",
                "error",
            ];
            return Run("npm", install) is { } refusal ? $"Azurite cannot be installed here and is not asked: {refusal}" : null;
        }
        catch (Exception fault) when (fault is Win32Exception or IOException)
        {
            return $"Node or npm is not there, so Azurite is not asked: {fault.Message}";
        }
    }

    // Null when it ended well.
    private static string? Run(string program, string[] arguments)
    {
        Directory.CreateDirectory(Folder);
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = Folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var errors = process.StandardError.ReadToEndAsync();
        _ = process.StandardOutput.ReadToEndAsync();
        if (process.WaitForExit(InstallTime))
        {
            return process.ExitCode == 0 ? null : errors.GetAwaiter().GetResult();
        }

        process.Kill(entireProcessTree: true);
        return $"{program} did not end within {InstallTime}";
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Functions.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}

/// <summary>Skipped, with the reason, where Azurite is not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class AzuriteFactAttribute : FactAttribute
{
    public AzuriteFactAttribute() => Skip = Azurite.Missing;
}
