using System.Text.Json.Nodes;

namespace Functions.Host;

/// <summary>What a function answers the host with.</summary>
internal sealed record Answer
{
    /// <summary>False fails the invocation, so that the trigger's source delivers again.</summary>
    public bool Succeeded { get; init; } = true;

    /// <summary>One property per output binding; names are case-sensitive to the host.</summary>
    public JsonObject Outputs { get; init; } = [];

    /// <summary>Lines for the function's log; the host drops them when the invocation fails.</summary>
    public IReadOnlyList<string> Logs { get; init; } = [];

    /// <summary>It is settled: nothing is delivered again.</summary>
    public static Answer Done(params IReadOnlyList<string> logs) => new() { Logs = logs };

    /// <summary>It is not settled: deliver again.</summary>
    public static Answer Redeliver(string reason) => new() { Succeeded = false, Logs = [reason] };

    /// <summary>The same answer, with one output more.</summary>
    public Answer With(string binding, JsonNode value)
    {
        var outputs = (JsonObject)Outputs.DeepClone();
        outputs[binding] = value;
        return this with { Outputs = outputs };
    }

    /// <summary>The object that the host reads.</summary>
    public JsonObject ToJson() => new()
    {
        [nameof(Outputs)] = Outputs.DeepClone(),
        [nameof(Logs)] = new JsonArray([.. Logs.Select(line => JsonValue.Create(line))]),
        ["ReturnValue"] = null,
    };
}
