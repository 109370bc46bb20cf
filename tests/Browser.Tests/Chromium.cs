namespace Browser.Tests;

/// <summary>The browser of this machine; none is downloaded.</summary>
internal static class Chromium
{
    /// <summary>What is said where there is none.</summary>
    public const string Missing =
        "No Chromium on this machine, so the page was not looked at: install Debian's package chromium, or name a Chromium or Chrome in CHROMIUM_PATH.";

    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    /// <summary>Where it is; null when there is none.</summary>
    public static string? Path { get; } =
        Environment.GetEnvironmentVariable("CHROMIUM_PATH") is { Length: > 0 } named ? named : Places.FirstOrDefault(File.Exists);
}
