using System.Diagnostics;

namespace Infra.Tests;

/// <summary>Commands that only note how they were called, in the place of az, azd and curl.</summary>
internal sealed class FakeCommands : IDisposable
{
    private const char Between = '\u001f';

    private readonly string _folder = Directory.CreateTempSubdirectory("commands-").FullName;

    /// <summary>Makes a command that notes its arguments and then runs a line of shell.</summary>
    public void Add(string name, string then = "exit 0")
    {
        var file = Path.Combine(_folder, name);
        File.WriteAllText(
            file,
            $$"""
            #!/bin/sh
            { printf '%s' '{{name}}'; for one in "$@"; do printf '\037%s' "$one"; done; printf '\n'; } >> "{{_folder}}/calls"
            {{then}}
            """.ReplaceLineEndings("\n")
        );
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Every call so far: the command and its arguments.</summary>
    public IReadOnlyList<string[]> Calls() =>
        File.Exists(Path.Combine(_folder, "calls"))
            ? [.. File.ReadAllLines(Path.Combine(_folder, "calls")).Select(line => line.Split(Between))]
            : [];

    /// <summary>Runs a script of the shell from the repository's root.</summary>
    public async Task<(int ExitCode, string Output)> RunAsync(string script, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", script])
        {
            WorkingDirectory = InfraFiles.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("IMPORTER_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        start.Environment["PATH"] = $"{_folder}:/usr/bin:/bin";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

/// <summary>A test that runs a POSIX shell.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ShellFactAttribute : FactAttribute
{
    public ShellFactAttribute() => Skip = File.Exists("/bin/sh") ? null : "There is no POSIX shell on this machine.";
}

/// <summary>A test that runs a POSIX shell, for each of several inputs.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ShellTheoryAttribute : TheoryAttribute
{
    public ShellTheoryAttribute() => Skip = File.Exists("/bin/sh") ? null : "There is no POSIX shell on this machine.";
}
