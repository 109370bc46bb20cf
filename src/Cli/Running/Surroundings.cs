using System.Collections;
using System.Diagnostics;
using System.Globalization;
using Azure.Core;

namespace Cli.Running;

/// <summary>What the program runs in: its streams, folder, environment and clock. Tests bring their own.</summary>
internal sealed record Surroundings
{
    private const int WidthOfTerminals = 80;

    /// <summary>Where results go, and nothing else.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Where progress, questions and faults go.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Where answers come from; null where nobody can answer.</summary>
    public TextReader? Input { get; init; }

    /// <summary>Whether a person reads the results as they come.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>Whether a person reads progress as it comes.</summary>
    public bool IsErrorTerminal { get; init; }

    /// <summary>How wide lines may be; null for as long as they are.</summary>
    public int? Width { get; init; }

    /// <summary>The folder that paths begin in.</summary>
    public required string Folder { get; init; }

    /// <summary>The environment variables.</summary>
    public required IReadOnlyDictionary<string, string?> Environment { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Where tokens come from; null for what a person is signed in with.</summary>
    public TokenCredential? Credential { get; init; }

    /// <summary>Shows a file to a person.</summary>
    public Action<string> Open { get; init; } = OpenFile;

    /// <summary>Those of this process.</summary>
    public static Surroundings OfThisProcess()
    {
        var environment = System
            .Environment.GetEnvironmentVariables()
            .Cast<DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value);
        return new()
        {
            Output = Console.Out,
            Error = Console.Error,
            Input = Console.IsInputRedirected ? null : Console.In,
            IsTerminal = !Console.IsOutputRedirected,
            IsErrorTerminal = !Console.IsErrorRedirected,
            Width = Columns(environment) ?? (Console.IsOutputRedirected ? null : WindowWidth()),
            Folder = Directory.GetCurrentDirectory(),
            Environment = environment,
        };
    }

    /// <summary>The path as it is meant from <see cref="Folder"/>.</summary>
    public string PathOf(string path) => Path.GetFullPath(path, Folder);

    /// <summary>True when a variable is set to something.</summary>
    public bool Has(string variable) => Environment.TryGetValue(variable, out var value) && !string.IsNullOrEmpty(value);

    private static int? Columns(Dictionary<string, string?> environment) =>
        environment.TryGetValue("COLUMNS", out var text)
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var columns)
        && columns >= 40
            ? columns
            : null;

    private static int WindowWidth()
    {
        try
        {
            return Console.WindowWidth is > 0 and var width ? width : WidthOfTerminals;
        }
        catch (IOException)
        {
            return WidthOfTerminals;
        }
    }

    private static void OpenFile(string path) => Process.Start(new ProcessStartInfo(path) { UseShellExecute = true })?.Dispose();
}
