using System.Text.Json.Nodes;

namespace LocalAzure.Arm;

/// <summary>One long-running operation and, at its end, its result.</summary>
internal sealed class LongOperation(string subject, string pollScope, string version, DateTimeOffset startedAt)
{
    public string Id { get; } = Guid.NewGuid().ToString("D");

    public string Subject { get; } = subject;

    public string PollScope { get; } = pollScope;

    public string Version { get; } = version;

    public DateTimeOffset StartedAt { get; } = startedAt;

    /// <summary>When it ends by itself; null when it never does.</summary>
    public DateTimeOffset? Due { get; init; }

    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Null while it runs.</summary>
    public ArmAnswer? Result { get; private set; }

    public string Status =>
        Result switch
        {
            null => "InProgress",
            { Status: >= 400 } => "Failed",
            _ => "Succeeded",
        };

    public void End(ArmAnswer result, DateTimeOffset at) => (Result, EndedAt) = (result, at);

    /// <summary>
    /// What Azure-AsyncOperation shows, see https://learn.microsoft.com/azure/azure-resource-manager/management/async-operations
    /// </summary>
    public JsonObject Describe()
    {
        var shown = new JsonObject
        {
            ["id"] = $"{PollScope}/operationstatuses/{Id}",
            ["name"] = Id,
            ["status"] = Status,
            ["startTime"] = StartedAt.ToString("O"),
        };
        if (EndedAt is { } ended)
        {
            shown["endTime"] = ended.ToString("O");
        }

        if (Status == "Failed")
        {
            shown["error"] = Result!.Body?["error"]?.DeepClone();
        }

        return shown;
    }
}
