using System.ComponentModel;
using System.Diagnostics;

namespace Browser.Tests;

/// <summary>
/// axe-core, the checker of accessibility, from npm: installed once beside the build's output, and its reason where it is not there.
/// </summary>
internal static class AxeCore
{
    // The version that the rules were read with.
    private const string Package = "axe-core@4.14.1";

    private static readonly TimeSpan InstallTime = TimeSpan.FromMinutes(3);

    private static readonly Lazy<string?> Why = new(Install);

    /// <summary>Why it is not there; null when it is.</summary>
    public static string? Missing => Why.Value;

    /// <summary>Its source.</summary>
    public static string Source => File.ReadAllText(Path.Combine(Folder, "node_modules", "axe-core", "axe.min.js"));

    private static string Folder { get; } = Path.Combine(ReportBrowser.Repository(), "artifacts", "npm-axe");

    private static string? Install()
    {
        if (Directory.Exists(Path.Combine(Folder, "node_modules", "axe-core")))
        {
            return null;
        }

        Directory.CreateDirectory(Folder);
        try
        {
            string[] arguments =
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
            using var npm = Process.Start(
                new ProcessStartInfo("npm", arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true }
            )!;
            if (!npm.WaitForExit(InstallTime))
            {
                npm.Kill(entireProcessTree: true);
            }

            return npm is { HasExited: true, ExitCode: 0 }
                ? null
                : "axe-core cannot be installed from npm here, so the page was not checked with it";
        }
        catch (Win32Exception fault)
        {
            return $"npm is not there, so the page was not checked with axe-core: {fault.Message}";
        }
    }
}

/// <summary>A theory that needs a browser and axe-core; skipped, with the reason, where one is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class AxeTheoryAttribute : TheoryAttribute
{
    public AxeTheoryAttribute() => Skip = Chromium.Path is null ? Chromium.Missing : AxeCore.Missing;
}
