using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;

namespace Infra.Tests;

/// <summary>
/// The real Bicep CLI, one process for all tests: compiles, and predicts offline what a deployment would make.
/// https://github.com/Azure/bicep/blob/main/docs/experimental/snapshot-command.md
/// </summary>
internal static class BicepCli
{
    /// <summary>The subscription that is deployed to; the tenant is as made up as it is.</summary>
    public const string Home = "00000000-0000-0000-0000-000000000001";

    /// <summary>Why it cannot be run here; null where it can.</summary>
    public static string? NotHere =>
        Executable is null ? "The Bicep CLI is restored on Linux x64 only: infra/ was not compiled on this machine." : null;

    private static readonly SemaphoreSlim OneAtATime = new(1);
    private static readonly Lazy<Process> Running = new(Start);
    private static int _calls;

    private static string? Executable =>
        typeof(BicepCli)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(metadata => metadata.Key == "BicepCli")
            ?.Value;

    /// <summary>What the compiler says of a file, one line each; and the template if it compiles.</summary>
    public static async Task<(IReadOnlyList<string> Diagnostics, JsonObject? Template)> CompileAsync(string path)
    {
        var answer = await CallAsync("bicep/compile", new JsonObject { ["path"] = path });
        var result = answer["result"] ?? throw new InvalidOperationException(answer.ToJsonString());
        var template = (string?)result["contents"] is { } contents ? JsonNode.Parse(contents)!.AsObject() : null;
        return ([.. result["diagnostics"]!.AsArray().Select(Line)], template);
    }

    /// <summary>What a deployment with a parameter file would make, or why there is none.</summary>
    public static async Task<(JsonObject? Snapshot, string? Failure)> PredictAsync(string parameterFile)
    {
        var answer = await CallAsync(
            "bicep/getSnapshot",
            new JsonObject
            {
                ["path"] = parameterFile,
                ["metadata"] = new JsonObject
                {
                    ["tenantId"] = "00000000-0000-0000-0000-0000000000aa",
                    ["subscriptionId"] = Home,
                    ["location"] = "swedencentral",
                    ["deploymentName"] = "main",
                },
            }
        );
        return answer["result"]?["snapshot"] is { } snapshot
            ? (JsonNode.Parse((string)snapshot!)!.AsObject(), null)
            : (null, (string?)answer["error"]?["data"]?["message"] ?? answer.ToJsonString());
    }

    private static string Line(JsonNode? diagnostic) =>
        $"{Path.GetFileName((string?)diagnostic!["source"])} {diagnostic["level"]} {diagnostic["code"]}: {diagnostic["message"]}";

    private static async Task<JsonNode> CallAsync(string method, JsonObject parameters)
    {
        await OneAtATime.WaitAsync();
        try
        {
            var call = new JsonObject
            {
                ["jsonrpc"] = "2.0",
                ["id"] = ++_calls,
                ["method"] = method,
                ["params"] = new JsonArray(parameters),
            };
            var body = Encoding.UTF8.GetBytes(call.ToJsonString());
            var input = Running.Value.StandardInput.BaseStream;
            await input.WriteAsync(Encoding.ASCII.GetBytes($"Content-Length: {body.Length}\r\n\r\n"));
            await input.WriteAsync(body);
            await input.FlushAsync();
            return await ReadAsync(Running.Value.StandardOutput.BaseStream);
        }
        finally
        {
            OneAtATime.Release();
        }
    }

    private static async Task<JsonNode> ReadAsync(Stream output)
    {
        var header = new StringBuilder();
        var one = new byte[1];
        while (!header.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await output.ReadExactlyAsync(one);
            header.Append((char)one[0]);
        }

        var length = header.ToString().Split("Content-Length:")[1].Split("\r\n")[0];
        var body = new byte[int.Parse(length, CultureInfo.InvariantCulture)];
        await output.ReadExactlyAsync(body);
        return JsonNode.Parse(body)!;
    }

    // It ends by itself when its input is closed, which the end of the tests does.
    private static Process Start() =>
        Process.Start(
            new ProcessStartInfo(Executable!, ["jsonrpc", "--stdio"]) { RedirectStandardInput = true, RedirectStandardOutput = true }
        )!;
}

/// <summary>A test that runs the Bicep CLI.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BicepFactAttribute : FactAttribute
{
    public BicepFactAttribute() => Skip = BicepCli.NotHere;
}

/// <summary>A test that runs the Bicep CLI, for each of several inputs.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BicepTheoryAttribute : TheoryAttribute
{
    public BicepTheoryAttribute() => Skip = BicepCli.NotHere;
}
