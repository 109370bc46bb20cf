using System.Text.Json.Nodes;
using LocalAzure.FunctionsHost.Protocol;

namespace LocalAzure.FunctionsHost;

/// <summary>One firing of one function: what is sent to the worker.</summary>
internal sealed record Invocation
{
    public required FunctionDefinition Function { get; init; }

    /// <summary>The value of the trigger's binding.</summary>
    public required TypedData Input { get; init; }

    public required BindingData Metadata { get; init; }

    /// <summary>Carries the HTTP request to the worker, under the invocation's id; null for other triggers.</summary>
    public Func<WorkerChannel, string, CancellationToken, Task>? Forward { get; init; }

    /// <summary>Which repetition this is; null without a retry policy.</summary>
    public RetryContext? Retry { get; init; }
}

/// <summary>How an invocation ended: its outputs are written, or the error says why not.</summary>
internal sealed record InvocationResult
{
    /// <summary>The outputs by binding, for the journal.</summary>
    public JsonObject? Outputs { get; private init; }

    public string? Error { get; private init; }

    public bool IsSuccess => Error is null;

    public static InvocationResult Success(JsonObject outputs) => new() { Outputs = outputs };

    public static InvocationResult Failure(string error) => new() { Error = error };
}
