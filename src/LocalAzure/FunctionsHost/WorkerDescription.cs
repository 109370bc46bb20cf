using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalAzure.FunctionsHost;

/// <summary>
/// How the app's worker is started: <c>worker.config.json</c> beside host.json.
/// https://github.com/Azure/azure-functions-dotnet-worker/blob/main/sdk/Sdk/worker.config.json
/// </summary>
internal sealed record WorkerDescription
{
    public const string FileName = "worker.config.json";

    /// <summary>A full path, or a name to be found on PATH.</summary>
    public required string Executable { get; init; }

    /// <summary>The assembly, relative to the app's folder.</summary>
    public required string WorkerPath { get; init; }

    /// <summary>The app's folder: the worker runs there.</summary>
    public required string Folder { get; init; }

    /// <summary>Reads the file; what is wrong is added to the faults.</summary>
    public static WorkerDescription? Read(string folder, List<string> faults)
    {
        var file = Path.Combine(folder, FileName);
        if (!File.Exists(file))
        {
            faults.Add(
                $"{file}: not found; the folder is not the output of a .NET isolated worker. Build or publish the app, then name its folder with --app DIR."
            );
            return null;
        }

        try
        {
            var description = (JsonNode.Parse(File.ReadAllText(file)) as JsonObject)?["description"] as JsonObject;
            return Of(folder, file, description, faults);
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException or ArgumentException)
        {
            faults.Add($"{file}: not JSON ({problem.Message})");
            return null;
        }
    }

    private static WorkerDescription? Of(string folder, string file, JsonObject? description, List<string> faults)
    {
        var before = faults.Count;
        var language = (string?)description?["language"];
        var path = ((string?)description?["defaultWorkerPath"] ?? "").Replace("{WorkerRoot}", "", StringComparison.Ordinal);
        var executable = (string?)description?["defaultExecutablePath"] ?? "";
        if (language != "dotnet-isolated")
        {
            faults.Add($"{file}: 'description.language' is \"{language}\"; only \"dotnet-isolated\" is simulated.");
        }
        else if (executable.Length == 0 || path.Length == 0)
        {
            faults.Add($"{file}: 'description' needs defaultExecutablePath and defaultWorkerPath.");
        }
        else if (!File.Exists(Path.Combine(folder, path)))
        {
            faults.Add($"{Path.Combine(folder, path)}: not found, but {FileName} names it as the worker; build or publish the app again.");
        }

        return faults.Count > before
            ? null
            : new WorkerDescription
            {
                Executable = executable.Replace("{WorkerRoot}", folder + Path.DirectorySeparatorChar, StringComparison.Ordinal),
                WorkerPath = path,
                Folder = folder,
            };
    }
}
