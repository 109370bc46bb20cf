using System.Text.Json.Nodes;
using LocalAzure.FunctionsHost;
using LocalAzure.FunctionsHost.Protocol;

namespace LocalAzure.Tests.FunctionsHost;

/// <summary>A functions app folder under the temp path, and the functions that its scripted worker lists.</summary>
internal sealed class AppFolder : IDisposable
{
    public const string HostJson = """
        {
          "version": "2.0",
          "functionTimeout": "00:05:00",
          "extensions": { "queues": { "batchSize": 1, "newBatchThreshold": 0, "maxDequeueCount": 3, "visibilityTimeout": "00:00:30", "maxPollingInterval": "00:00:00.2" } }
        }
        """;

    private readonly List<RpcFunctionMetadata> _functions = [];

    public AppFolder()
    {
        Directory.CreateDirectory(Path.Combine(Root, ".azurefunctions"));
        Host(HostJson);
        Settings("{}");
        Worker(
            """{ "description": { "language": "dotnet-isolated", "defaultExecutablePath": "dotnet", "defaultWorkerPath": "app.dll" } }"""
        );
        File.WriteAllText(Path.Combine(Root, "app.dll"), "");
        Extensions("""{ "extensions": [ { "name": "EventGrid" }, { "name": "AzureStorageQueues" } ] }""");
    }

    public string Root { get; } = Path.Combine(Path.GetTempPath(), $"app-{Guid.NewGuid():N}");

    public string SettingsFile => Path.Combine(Root, "local.settings.json");

    public IReadOnlyList<RpcFunctionMetadata> Functions => _functions;

    public AppFolder Host(string json) => Write("host.json", json);

    public AppFolder Worker(string json) => Write(WorkerDescription.FileName, json);

    public AppFolder Extensions(string json) => Write("extensions.json", json);

    public AppFolder Settings(string values) => Write("local.settings.json", $$"""{ "IsEncrypted": false, "Values": {{values}} }""");

    /// <summary>Adds a function with the bindings given as the inner text of an array.</summary>
    public AppFolder With(string name, string bindings, RpcRetryOptions? retry = null)
    {
        _functions.Add(
            new RpcFunctionMetadata
            {
                Name = name,
                FunctionId = $"id-of-{name}",
                EntryPoint = $"App.{name}.Run",
                ScriptFile = "app.dll",
                RetryOptions = retry,
                RawBindings = { JsonNode.Parse($"[{bindings}]")!.AsArray().Select(binding => binding!.ToJsonString()) },
            }
        );
        return this;
    }

    public AppFolder WithEventGrid(string name = "EgOne", string more = "") =>
        With(name, $$"""{ "type": "eventGridTrigger", "name": "event", "direction": "In"{{more}} }""");

    public AppFolder WithQueue(string name = "Work", string queue = "work", string more = "") =>
        With(name, $$"""{ "type": "queueTrigger", "name": "msg", "direction": "In", "queueName": "{{queue}}"{{more}} }""");

    public AppFolder WithTimer(string name = "Tick", string schedule = "0 0 3 * * *", string more = "", RpcRetryOptions? retry = null) =>
        With(name, $$"""{ "type": "timerTrigger", "name": "timer", "direction": "In", "schedule": "{{schedule}}"{{more}} }""", retry);

    public AppFolder WithHttp(string name = "Things", string trigger = "", string more = "") =>
        With(
            name,
            $$"""{ "type": "httpTrigger", "name": "req", "direction": "In"{{trigger}} }, { "type": "http", "name": "$return", "direction": "Out" }{{more}}"""
        );

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private AppFolder Write(string file, string text)
    {
        File.WriteAllText(Path.Combine(Root, file), text);
        return this;
    }
}
