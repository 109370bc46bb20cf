namespace LocalAzure.Tests.FunctionsHost;

/// <summary>A functions app folder under the temp path.</summary>
internal sealed class AppFolder : IDisposable
{
    public const string HostJson = """
        {
          "version": "2.0",
          "functionTimeout": "00:05:00",
          "customHandler": { "description": { "defaultExecutablePath": "handler" } },
          "extensionBundle": { "id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[4.0.0, 5.0.0)" },
          "extensions": { "queues": { "batchSize": 1, "newBatchThreshold": 0, "maxDequeueCount": 3, "visibilityTimeout": "00:00:30" } }
        }
        """;

    public AppFolder()
    {
        Directory.CreateDirectory(Root);
        Host(HostJson);
        Settings("{}");
    }

    public string Root { get; } = Path.Combine(Path.GetTempPath(), $"app-{Guid.NewGuid():N}");

    public string SettingsFile => Path.Combine(Root, "local.settings.json");

    public AppFolder Host(string json)
    {
        File.WriteAllText(Path.Combine(Root, "host.json"), json);
        return this;
    }

    public AppFolder Settings(string values)
    {
        File.WriteAllText(SettingsFile, $$"""{ "IsEncrypted": false, "Values": {{values}} }""");
        return this;
    }

    /// <summary>Adds a function with the bindings given as the inner text of the array.</summary>
    public AppFolder With(string name, string bindings)
    {
        Directory.CreateDirectory(Path.Combine(Root, name));
        File.WriteAllText(Path.Combine(Root, name, "function.json"), $$"""{ "bindings": [ {{bindings}} ] }""");
        return this;
    }

    public AppFolder WithEventGrid(string name = "EgOne", string more = "") =>
        With(name, $$"""{ "type": "eventGridTrigger", "name": "event", "direction": "in"{{more}} }""");

    public AppFolder WithQueue(string name = "Work", string queue = "work", string more = "") =>
        With(name, $$"""{ "type": "queueTrigger", "name": "msg", "direction": "in", "queueName": "{{queue}}"{{more}} }""");

    public AppFolder WithTimer(string name = "Tick", string schedule = "0 0 3 * * *", string more = "") =>
        With(name, $$"""{ "type": "timerTrigger", "name": "timer", "direction": "in", "schedule": "{{schedule}}"{{more}} }""");

    public AppFolder WithHttp(string name = "Things", string trigger = "", string more = "") =>
        With(name, $$"""{ "type": "httpTrigger", "name": "req", "direction": "in"{{trigger}} }, { "type": "http", "name": "res", "direction": "out" }{{more}}""");

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
