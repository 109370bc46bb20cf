using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Google.Protobuf.Collections;
using Grpc.Core;

namespace LocalAzure.FunctionsHost.Protocol;

/// <summary>
/// The talk with one worker over its stream. The worker answers in any order; answers find their question by kind, or by the
/// id of the function or invocation.
/// https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script.Grpc/Channel/GrpcWorkerChannel.cs
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The semaphore holds no handle: nothing asks for one.")]
internal sealed class WorkerChannel(IAsyncStreamWriter<StreamingMessage> writer, HostLog log)
{
    private static readonly TimeSpan InitTimeout = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan IndexTimeout = TimeSpan.FromMinutes(1);

    private readonly TaskCompletionSource<WorkerInitResponse> _init = New<WorkerInitResponse>();
    private readonly TaskCompletionSource<FunctionMetadataResponse> _functions = New<FunctionMetadataResponse>();
    private readonly TaskCompletionSource _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<FunctionLoadResponse>> _loads = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<InvocationResponse>> _invocations = new();
    private readonly Dictionary<string, string> _loadFailures = [];
    private volatile string? _fault;

    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Where the worker takes HTTP requests; null when the app does not use the ASP.NET Core integration.</summary>
    public Uri? HttpUri { get; private set; }

    /// <summary>The app's functions by name, as the worker indexed them; function ids may change with each start.</summary>
    public IReadOnlyDictionary<string, RpcFunctionMetadata> Functions { get; private set; } = new Dictionary<string, RpcFunctionMetadata>();

    /// <summary>Greets the worker and asks what it has.</summary>
    /// <exception cref="InvocationFailedException">It refused, or did not answer in time.</exception>
    public async Task InitializeAsync(string folder)
    {
        var init = new WorkerInitRequest
        {
            HostVersion = AdminRoutes.HostVersion,
            WorkerDirectory = folder,
            FunctionAppDirectory = folder,
        };
        init.Capabilities["MultiStream"] = "10";
        await SendAsync(new StreamingMessage { WorkerInitRequest = init });
        var greeted = await WithinAsync(_init.Task, InitTimeout, "WorkerInitRequest");
        Expect(greeted.Result, "The worker did not initialize");
        HttpUri = greeted.Capabilities.TryGetValue("HttpUri", out var uri) ? new Uri(uri) : null;
        await SendAsync(new StreamingMessage { FunctionsMetadataRequest = new() { FunctionAppDirectory = folder } });
        var indexed = await WithinAsync(_functions.Task, IndexTimeout, "FunctionsMetadataRequest");
        Expect(indexed.Result, "The worker could not list its functions");
        Functions = indexed.FunctionMetadataResults.ToDictionary(function => function.Name);
    }

    /// <summary>Loads one function; a failure is kept, and every invocation of the function fails with it.</summary>
    public async Task LoadAsync(string name, IReadOnlyDictionary<string, BindingInfo> bindings)
    {
        var known = Functions[name];
        var metadata = new RpcFunctionMetadata
        {
            Name = known.Name,
            EntryPoint = known.EntryPoint,
            ScriptFile = known.ScriptFile,
            Directory = known.Directory,
        };
        Add(metadata.Bindings, bindings);
        Add(metadata.Properties, known.Properties);
        var answer = _loads[known.FunctionId] = New<FunctionLoadResponse>();
        await SendAsync(
            new StreamingMessage
            {
                FunctionLoadRequest = new() { FunctionId = known.FunctionId, Metadata = metadata },
            }
        );
        var loaded = await WithinAsync(answer.Task, IndexTimeout, "FunctionLoadRequest");
        if (loaded.Result?.Status != StatusResult.Types.Status.Success)
        {
            _loadFailures[name] = Describe(loaded.Result);
            log.OfHost($"Function '{name}' could not be loaded: {_loadFailures[name]}");
        }
    }

    /// <summary>Runs one invocation to its answer; the function's own failure is in the answer.</summary>
    /// <exception cref="InvocationFailedException">The worker went away, or never had the function.</exception>
    public async Task<InvocationResponse> InvokeAsync(string name, InvocationRequest request)
    {
        if (_loadFailures.TryGetValue(name, out var failure))
        {
            throw new InvocationFailedException(failure);
        }

        if (!Functions.TryGetValue(name, out var function))
        {
            throw new InvocationFailedException($"The worker has no function '{name}'.");
        }

        request.FunctionId = function.FunctionId;
        var answer = _invocations[request.InvocationId] = New<InvocationResponse>();
        try
        {
            await SendAsync(new StreamingMessage { InvocationRequest = request });
            await Task.WhenAny(answer.Task, _broken.Task);
            return answer.Task.IsCompleted ? await answer.Task : throw Gone();
        }
        finally
        {
            _invocations.TryRemove(request.InvocationId, out _);
        }
    }

    /// <summary>Asks the worker to cancel an invocation; it goes on waiting for the answer.</summary>
    public Task CancelAsync(string invocationId) =>
        TrySendAsync(new StreamingMessage { InvocationCancel = new() { InvocationId = invocationId } });

    /// <summary>Asks the worker to end; it drops what runs.</summary>
    public Task TerminateAsync() => TrySendAsync(new StreamingMessage { WorkerTerminate = new() });

    /// <summary>The worker is gone: everything that waits for it fails so.</summary>
    public void Fail(string reason)
    {
        _fault ??= reason;
        _broken.TrySetResult();
    }

    /// <summary>Takes what the worker says until the stream ends.</summary>
    public async Task ReadAsync(IAsyncStreamReader<StreamingMessage> reader, CancellationToken cancellationToken)
    {
        try
        {
            while (await reader.MoveNext(cancellationToken))
            {
                Take(reader.Current);
            }
        }
        catch (Exception end) when (end is IOException or OperationCanceledException or Grpc.Core.RpcException)
        {
            // The worker never ends its stream in order.
        }

        Fail("The worker's stream ended.");
    }

    private void Take(StreamingMessage message)
    {
        switch (message.ContentCase)
        {
            case StreamingMessage.ContentOneofCase.RpcLog:
                log.OfWorker(message.RpcLog);
                break;
            case StreamingMessage.ContentOneofCase.WorkerInitResponse:
                _init.TrySetResult(message.WorkerInitResponse);
                break;
            case StreamingMessage.ContentOneofCase.FunctionMetadataResponse:
                _functions.TrySetResult(message.FunctionMetadataResponse);
                break;
            case StreamingMessage.ContentOneofCase.FunctionLoadResponse
                when _loads.TryGetValue(message.FunctionLoadResponse.FunctionId, out var load):
                load.TrySetResult(message.FunctionLoadResponse);
                break;
            case StreamingMessage.ContentOneofCase.InvocationResponse
                when _invocations.TryGetValue(message.InvocationResponse.InvocationId, out var call):
                call.TrySetResult(message.InvocationResponse);
                break;
            default:
                break;
        }
    }

    private async Task SendAsync(StreamingMessage message)
    {
        if (!await TrySendAsync(message))
        {
            throw Gone();
        }
    }

    private async Task<bool> TrySendAsync(StreamingMessage message)
    {
        await _turn.WaitAsync();
        try
        {
            await writer.WriteAsync(message);
            return true;
        }
        catch (Exception gone)
            when (gone is InvalidOperationException or IOException or Grpc.Core.RpcException or OperationCanceledException)
        {
            return false;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<T> WithinAsync<T>(Task<T> answer, TimeSpan limit, string question)
    {
        var first = await Task.WhenAny(answer, _broken.Task, Task.Delay(limit));
        if (first == answer)
        {
            return await answer;
        }

        if (first == _broken.Task)
        {
            throw Gone();
        }

        throw new InvocationFailedException($"The worker did not answer the {question} within {limit.TotalSeconds:0} s.");
    }

    private InvocationFailedException Gone() => new(_fault ?? "The worker is gone.");

    private static void Expect(StatusResult? result, string otherwise)
    {
        if (result?.Status != StatusResult.Types.Status.Success)
        {
            throw new InvocationFailedException($"{otherwise}: {Describe(result)}");
        }
    }

    /// <summary>
    /// As the host words a failure of the worker.
    /// https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script/Workers/Rpc/RpcException.cs
    /// </summary>
    public static string Describe(StatusResult? result) =>
        result?.Exception is { } fault ? $"Result: Failure Exception: {fault.Message}" : $"Result: Failure {result?.Result}".TrimEnd();

    private static void Add<T>(MapField<string, T> map, IEnumerable<KeyValuePair<string, T>> values)
    {
        foreach (var (name, value) in values)
        {
            map[name] = value;
        }
    }

    private static TaskCompletionSource<T> New<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
