using System.Text.Json.Nodes;
using System.Threading.Channels;
using LocalAzure.FunctionsHost;
using LocalAzure.FunctionsHost.Protocol;

namespace LocalAzure.Tests.FunctionsHost;

/// <summary>How the scripted worker behaves over all its starts, and what it was sent.</summary>
internal sealed class WorkerScript
{
    private readonly Channel<WorkerRequest> _requests = Channel.CreateUnbounded<WorkerRequest>();
    private readonly Channel<ScriptedWorker> _starts = Channel.CreateUnbounded<ScriptedWorker>();

    /// <summary>
    /// Answers one invocation; everything succeeds by default. The token fires when the host cancels it or the worker ends.
    /// </summary>
    public Func<WorkerRequest, CancellationToken, Task<WorkerReply>> Reply { get; set; } = (_, _) => Task.FromResult(WorkerReply.Done);

    public Func<WorkerRequest, WorkerReply> Answers
    {
        set => Reply = (request, _) => Task.FromResult(value(request));
    }

    public void Started(ScriptedWorker worker) => _starts.Writer.TryWrite(worker);

    public Task<WorkerReply> ReplyAsync(WorkerRequest request, CancellationToken cancellationToken)
    {
        _requests.Writer.TryWrite(request);
        return Reply(request, cancellationToken);
    }

    /// <summary>The next invocation, in the order they came.</summary>
    public async Task<WorkerRequest> NextAsync() => await _requests.Reader.ReadAsync().AsTask().WaitAsync(HostUnderTest.Patience);

    /// <summary>The next start of the worker.</summary>
    public async Task<ScriptedWorker> NextStartAsync() => await _starts.Reader.ReadAsync().AsTask().WaitAsync(HostUnderTest.Patience);

    public bool HasMore => _requests.Reader.TryPeek(out _);
}

/// <summary>What the worker was sent.</summary>
internal sealed record WorkerRequest(string Function, string WorkerId, InvocationRequest Message)
{
    /// <summary>The trigger's value as it travelled.</summary>
    public TypedData Input => Message.InputData.Single().Data;

    public JsonNode? Data => TypedValue.ToJson(Input);

    public JsonObject Metadata => new(Message.TriggerMetadata.Select(one => KeyValuePair.Create(one.Key, TypedValue.ToJson(one.Value))));

    /// <summary>The forwarded request; null for other triggers.</summary>
    public ForwardedRequest? Http { get; init; }
}

/// <summary>An HTTP request as it reached the worker.</summary>
internal sealed record ForwardedRequest(string Line, IReadOnlyDictionary<string, string> Headers, string Body);

/// <summary>What the worker answers.</summary>
internal sealed record WorkerReply
{
    public static WorkerReply Done { get; } = new();

    public int HttpStatus { get; init; } = 200;

    public string HttpBody { get; init; } = "";

    public string? Failure { get; init; }

    public TypedData? ReturnValue { get; init; }

    public IReadOnlyDictionary<string, TypedData> Outputs { get; init; } = new Dictionary<string, TypedData>();

    public static WorkerReply Failed(string message = "asked to fail") => new() { Failure = message };
}
