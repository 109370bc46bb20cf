using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace EndToEnd.Tests.Clients;

/// <summary>Runs a snippet of the report page as a user does: the text as it stands, the key in APIM_KEY, and nothing else.</summary>
internal static class SnippetRunner
{
    private const string ImplicitUsings =
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Net.Http; "
        + "global using System.Threading; global using System.Threading.Tasks;";

    private static readonly TimeSpan RunTime = TimeSpan.FromMinutes(1);

    /// <summary>Why Python's clients cannot be had; null when they can.</summary>
    public static string? NoPython => Python.Value;

    private static string PythonFolder { get; } = Path.Combine(Path.GetDirectoryName(NodeClients.Folder)!, "python-clients");

    private static Lazy<string?> Python { get; } = new(InstallPython);

    /// <summary>What it printed.</summary>
    public static Task<string> RunAsync(string language, string text, string key, bool needsOldLibrary) =>
        language switch
        {
            "curl" => StartAsync("bash", ["-c", $"{text} --fail --silent --show-error"], NodeClients.Folder, key),
            "JavaScript" => RunFileAsync("node", NodeClients.Folder, ".mjs", text, key),
            "Python" => RunFileAsync(Path.Combine(PythonFolder, "bin", "python"), PythonFolder, ".py", text, key),
            _ => RunDotNetAsync(text, key, needsOldLibrary),
        };

    private static async Task<string> RunFileAsync(string program, string folder, string extension, string text, string key)
    {
        var file = Path.Combine(folder, $"snippet-{Guid.NewGuid():N}{extension}");
        await File.WriteAllTextAsync(file, text);
        try
        {
            return await StartAsync(program, [file], folder, key);
        }
        finally
        {
            File.Delete(file);
        }
    }

    // Compiled as the SDK does it, beside the libraries that the tests (or, for the Azure class, the program with the older library) have.
    private static async Task<string> RunDotNetAsync(string text, string key, bool needsOldLibrary)
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var (folder, name) = needsOldLibrary
            ? (Path.Combine(here.Parent!.Parent!.FullName, "AzureClient", here.Name), "AzureClient")
            : (here.FullName, "EndToEnd.Tests");
        var file = Path.Combine(folder, $"snippet-{Guid.NewGuid():N}.dll");
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => !path.StartsWith(here.FullName, StringComparison.Ordinal))
            .Concat(
                new[] { "OpenAI.dll", "System.ClientModel.dll", "Azure.AI.OpenAI.dll", "Azure.Core.dll" }
                    .Select(library => Path.Combine(folder, library))
                    .Where(File.Exists)
            );
        var made = CSharpCompilation
            .Create(
                Path.GetFileNameWithoutExtension(file),
                [CSharpSyntaxTree.ParseText(ImplicitUsings), CSharpSyntaxTree.ParseText(text)],
                references.Select(path => MetadataReference.CreateFromFile(path)),
                new(OutputKind.ConsoleApplication)
            )
            .Emit(file);
        try
        {
            Assert.True(made.Success, string.Join('\n', made.Diagnostics));
            string[] arguments =
            [
                "exec",
                "--depsfile",
                Path.Combine(folder, $"{name}.deps.json"),
                "--runtimeconfig",
                Path.Combine(folder, $"{name}.runtimeconfig.json"),
                file,
            ];
            return await StartAsync("dotnet", arguments, folder, key);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string? InstallPython()
    {
        try
        {
            Directory.CreateDirectory(PythonFolder);
            StartAsync("python3", ["-m", "venv", PythonFolder], PythonFolder, "").GetAwaiter().GetResult();
            StartAsync(
                    Path.Combine(PythonFolder, "bin", "python"),
                    ["-m", "pip", "install", "--quiet", "openai", "anthropic"],
                    PythonFolder,
                    ""
                )
                .GetAwaiter()
                .GetResult();
            return null;
        }
        catch (Exception fault)
            when (fault is System.ComponentModel.Win32Exception or IOException or TimeoutException or InvalidOperationException)
        {
            return $"Python or its clients cannot be had here, so the snippets for Python were not run: {fault.Message.Split('\n')[^1]}";
        }
    }

    private static async Task<string> StartAsync(string program, string[] arguments, string folder, string key)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["APIM_KEY"] = key },
            }
        )!;
        using var patience = new CancellationTokenSource(RunTime);
        var (output, errors) = (
            process.StandardOutput.ReadToEndAsync(CancellationToken.None),
            process.StandardError.ReadToEndAsync(CancellationToken.None)
        );
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} did not end within {RunTime}");
        }

        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {(await errors).Trim()}");
    }
}

/// <summary>A theory that needs the npm clients; skipped, with the reason, where they are not.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NodeTheoryAttribute : TheoryAttribute
{
    public NodeTheoryAttribute() => Skip = NodeClients.Missing;
}

/// <summary>A theory that needs Python and its clients; skipped, with the reason, where they are not.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PythonTheoryAttribute : TheoryAttribute
{
    public PythonTheoryAttribute() => Skip = SnippetRunner.NoPython;
}
