using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using LocalAzure.Tests;

namespace EndToEnd.Tests.Documentation;

/// <summary>
/// A folder of its own in which blocks of the pages are run by a shell as they stand there, but for what a reader or a busy machine
/// replaces: <c>dotnet run --project src/LocalAzure [--]</c> is the LocalAzure that was built, with <c>--port-base</c> for free ports;
/// each port 7071 to 7085 is the same one of these; <c>&lt;function key&gt;</c> is the key that LocalAzure printed; and a <c>curl</c> that
/// is answered by an error ends the block.
/// </summary>
internal sealed partial class DocumentedCloud : IAsyncDisposable
{
    private const int TextsBase = 7070;

    private readonly int _base = FreePorts.Base();
    private readonly ConcurrentQueue<string> _lines = new();
    private Process? _cloud;

    /// <summary>Where the blocks are run.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("documented-").FullName;

    /// <summary>What LocalAzure printed so far.</summary>
    public string Printed => string.Join('\n', _lines);

    /// <summary>A port as it is here.</summary>
    public string Here(string text) =>
        Port()
            .Replace(
                text,
                port => (int.Parse(port.Value, CultureInfo.InvariantCulture) - TextsBase + _base).ToString(CultureInfo.InvariantCulture)
            );

    /// <summary>Starts the LocalAzure of a block, and waits until it has printed <paramref name="until"/>.</summary>
    public async Task StartAsync(DocumentedBlock block, string until)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var built = Path.Combine(output.Parent!.Parent!.FullName, "LocalAzure", output.Name, "LocalAzure.dll");
        var script = Run().Replace(Here(block.Text), _ => $"exec dotnet '{built}' --port-base {_base} ");
        Assert.NotEqual(Here(block.Text), script);
        _cloud = Process.Start(Shell(script))!;
        _cloud.OutputDataReceived += (_, line) => _lines.Enqueue(line.Data ?? "");
        _cloud.ErrorDataReceived += (_, line) => _lines.Enqueue(line.Data ?? "");
        _cloud.BeginOutputReadLine();
        _cloud.BeginErrorReadLine();
        await Patience.UntilAsync(
            $"'{until}' of {block.First}",
            () => Task.FromResult(_lines.Any(line => line.Contains(until, StringComparison.Ordinal)) || _cloud.HasExited ? Printed : null),
            () => Task.FromResult(Printed)
        );
        Assert.False(_cloud.HasExited, Printed);
    }

    /// <summary>Runs lines of a block to their end; what they print.</summary>
    public async Task<string> RunAsync(string lines, string path = "")
    {
        var (code, text, script) = await TryAsync(lines, path);
        Assert.True(code == 0, $"{script}\n{text}");
        return text;
    }

    /// <summary>The same where an error may come first; what they print, and null of an error.</summary>
    public async Task<string?> TryAsync(string lines) => await TryAsync(lines, "") is (0, var text, _) ? text : null;

    private async Task<(int Code, string Text, string Script)> TryAsync(string lines, string path)
    {
        var key = Key().Match(Printed).Groups[1].Value;
        var script = $"set -euo pipefail\ncurl() {{ command curl --fail-with-body --silent --show-error \"$@\"; echo; }}\n{Here(lines)}";
        var start = Shell(script.Replace("<function key>", key, StringComparison.Ordinal));
        start.Environment["PATH"] = $"{path}{Path.PathSeparator}{start.Environment["PATH"]}";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors, script);
    }

    public async ValueTask DisposeAsync()
    {
        if (_cloud is { HasExited: false } cloud)
        {
            // In order, so that its worker goes too.
            using var kill = Process.Start("/bin/sh", ["-c", $"kill -TERM {cloud.Id}"]);
            await cloud.WaitForExitAsync();
        }

        _cloud?.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private ProcessStartInfo Shell(string script)
    {
        var start = new ProcessStartInfo(ShellFactAttribute.Bash, ["-c", script])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["TMPDIR"] = Folder;
        return start;
    }

    [GeneratedRegex(@"\b70(?:7[1-9]|8[0-5])\b")]
    private static partial Regex Port();

    [GeneratedRegex("dotnet run --project src/LocalAzure(?: -- )?")]
    private static partial Regex Run();

    [GeneratedRegex(@"function key: (\S+)")]
    private static partial Regex Key();
}

/// <summary>A test that runs blocks of the pages by the shell that they are written for.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ShellFactAttribute : FactAttribute
{
    public const string Bash = "/bin/bash";

    public ShellFactAttribute() => Skip = File.Exists(Bash) ? null : "There is no Bash on this machine.";
}
