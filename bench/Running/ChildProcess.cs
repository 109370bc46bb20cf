using System.Diagnostics;

namespace Bench.Running;

/// <summary>A child of this program, ended with it.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ChildProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public TimeSpan ProcessorTime => _process.TotalProcessorTime;

    public StreamReader Output => _process.StandardOutput;

    public StreamWriter Input => _process.StandardInput;

    /// <summary>This program once more, with other arguments.</summary>
    public static ChildProcess StartSelf(params IReadOnlyList<string> arguments)
    {
        var own = Environment.ProcessPath!;
        var dll = Path.Combine(AppContext.BaseDirectory, "Bench.dll");
        return Path.GetFileNameWithoutExtension(own) == "dotnet" ? Start(own, [dll, .. arguments]) : Start(own, arguments);
    }

    public static ChildProcess Start(string file, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var info = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            info.Environment[name] = value;
        }

        return new ChildProcess(Process.Start(info) ?? throw new InvalidOperationException($"{file} does not start."));
    }

    /// <summary>Lets what it prints go by, so that it never waits for a reader.</summary>
    public void IgnoreOutput() => _ = _process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);

    /// <summary>Passes on what it prints until it has ended; its exit code.</summary>
    public async Task<int> EndAsync(TextWriter output, CancellationToken cancellationToken)
    {
        while (await _process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            await output.WriteLineAsync(line);
        }

        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
