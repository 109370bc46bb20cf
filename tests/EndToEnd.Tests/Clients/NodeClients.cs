using System.Diagnostics;
using System.Text.Json.Nodes;

namespace EndToEnd.Tests.Clients;

/// <summary>
/// The client libraries of npm, installed once beside the build's output, and scripts that use them as a user does. Without
/// Node, or without a registry, there are none, and the tests that need them are skipped with the reason.
/// </summary>
internal static class NodeClients
{
    private static readonly TimeSpan InstallTime = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan RunTime = TimeSpan.FromMinutes(1);

    private static readonly Lazy<string?> Why = new(Install);

    /// <summary>Why there are none; null when there are.</summary>
    public static string? Missing => Why.Value;

    /// <summary>Where they are.</summary>
    public static string Folder { get; } = Path.Combine(Root(), "artifacts", "npm-clients");

    private static string Scripts { get; } = Path.Combine(Root(), "tests", "EndToEnd.Tests", "Clients");

    /// <summary>Runs a script; a line for each call that it makes.</summary>
    public static async Task<IReadOnlyList<ClientCall>> RunAsync(string script, params string[] arguments)
    {
        var (code, output, errors) = await StartAsync("node", [script, .. arguments], RunTime);
        Assert.True(code == 0, $"{script} ended with {code}: {errors}");
        return
        [
            .. output
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonNode.Parse(line)!)
                .Select(line => new ClientCall(
                    (string)line["call"]!,
                    (bool)line["ok"]!,
                    (string?)line["said"] ?? "",
                    (int?)(line["status"] as JsonValue)
                )),
        ];
    }

    private static string? Install()
    {
        try
        {
            Directory.CreateDirectory(Folder);
            foreach (var file in Directory.GetFiles(Scripts).Where(file => Path.GetExtension(file) is ".mjs" or ".json"))
            {
                File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)), overwrite: true);
            }

            var (node, _, _) = StartAsync("node", ["--version"], RunTime).GetAwaiter().GetResult();
            var (npm, _, errors) = StartAsync(
                    "npm",
                    ["install", "--no-audit", "--no-fund", "--no-package-lock", "--prefer-offline", "--loglevel", "error"],
                    InstallTime
                )
                .GetAwaiter()
                .GetResult();
            return (node, npm) switch
            {
                (not 0, _) => "Node is not there, so the npm clients are not proven",
                (_, not 0) => $"the npm clients cannot be installed here and are not proven: {errors}",
                _ => null,
            };
        }
        catch (Exception fault) when (fault is System.ComponentModel.Win32Exception or IOException or TimeoutException)
        {
            return $"Node or npm is not there, so the npm clients are not proven: {fault.Message}";
        }
    }

    private static async Task<(int Code, string Output, string Errors)> StartAsync(string program, string[] arguments, TimeSpan most)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = Folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        using var patience = new CancellationTokenSource(most);
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
            throw new TimeoutException($"{program} did not end within {most}");
        }

        return (process.ExitCode, await output, await errors);
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

/// <summary>One call that a client made.</summary>
/// <param name="Call">What it was.</param>
/// <param name="Ok">Whether it worked.</param>
/// <param name="Said">What came of it, cut.</param>
/// <param name="Status">The HTTP status of a failure.</param>
internal sealed record ClientCall(string Call, bool Ok, string Said, int? Status);

/// <summary>A test that needs the npm clients; skipped, with the reason, where they are not.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NodeFactAttribute : FactAttribute
{
    public NodeFactAttribute() => Skip = NodeClients.Missing;
}
