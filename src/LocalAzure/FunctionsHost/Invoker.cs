using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using LocalAzure.Control;
using LocalAzure.FunctionsHost.Protocol;

namespace LocalAzure.FunctionsHost;

/// <summary>What every invocation writes to, and its limits.</summary>
internal sealed record InvokerTools
{
    public required TimeSpan FunctionTimeout { get; init; }

    public required HostQueues Queues { get; init; }

    public required HostLog Log { get; init; }

    public required Journal Journal { get; init; }

    public required TimeProvider Clock { get; init; }

    /// <summary>Fires when the host's grace is over: what still runs is cancelled.</summary>
    public required CancellationToken Stopped { get; init; }

    /// <summary>What runs now, over all instances.</summary>
    public ConcurrentDictionary<string, Task> Running { get; } = new();
}

/// <summary>Runs one firing to its end: wait for a worker, call it, write its outputs. Instances take turns.</summary>
internal sealed class Invoker(IReadOnlyList<WorkerInstance> instances, InvokerTools tools)
{
    /// <summary>In the journal only: the instance that ran it.</summary>
    private const string InstanceHeader = "x-local-instance";

    private int _turn = -1;

    /// <summary>Never throws for what the worker did; the result carries it.</summary>
    public async Task<InvocationResult> InvokeAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var id = Guid.NewGuid().ToString();
        var instance = instances[(int)((uint)Interlocked.Increment(ref _turn) % (uint)instances.Count)];
        var run = RunAsync(instance, invocation, id, cancellationToken);
        tools.Running[id] = run;
        try
        {
            return await run;
        }
        finally
        {
            tools.Running.TryRemove(id, out _);
        }
    }

    private async Task<InvocationResult> RunAsync(
        WorkerInstance instance,
        Invocation invocation,
        string id,
        CancellationToken cancellationToken
    )
    {
        var name = invocation.Function.Name;
        var clock = tools.Clock.GetUtcNow();
        var started = Stopwatch.GetTimestamp();
        var request = Request(invocation, id);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, tools.Stopped);
        var result = await TryAsync(instance, invocation, request, stop.Token);
        var took = Stopwatch.GetElapsedTime(started);
        instance.Log.OfHost(
            result.IsSuccess
                ? $"Executed 'Functions.{name}' (Succeeded, Id={id}, Duration={took.TotalMilliseconds:0}ms)"
                : $"Executed 'Functions.{name}' (Failed, Id={id}, Duration={took.TotalMilliseconds:0}ms): {result.Error}"
        );
        tools.Journal.Append(Entry(name, instance, request, result) with { Time = clock, Ms = took.TotalMilliseconds });
        return result;
    }

    // The trace context and every value must be set, even when empty: the worker fails without them.
    private static InvocationRequest Request(Invocation invocation, string id)
    {
        var request = new InvocationRequest
        {
            InvocationId = id,
            TraceContext = new RpcTraceContext { TraceParent = $"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-01" },
            RetryContext = invocation.Retry,
        };
        request.InputData.Add(new ParameterBinding { Name = invocation.Function.Trigger.Name, Data = invocation.Input });
        foreach (var (name, value) in invocation.Metadata.Values)
        {
            request.TriggerMetadata[name] = value;
        }

        return request;
    }

    private async Task<InvocationResult> TryAsync(
        WorkerInstance instance,
        Invocation invocation,
        InvocationRequest request,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var channel = await instance.Worker.ReadyAsync(cancellationToken);
            var answer = await BothAsync(instance, channel, invocation, request, cancellationToken);
            return answer.Result?.Status == StatusResult.Types.Status.Success
                ? InvocationResult.Success(await WriteAsync(invocation.Function, answer, cancellationToken))
                : InvocationResult.Failure(WorkerChannel.Describe(answer.Result));
        }
        catch (InvocationFailedException failure)
        {
            return InvocationResult.Failure(failure.Message);
        }
        catch (OperationCanceledException)
        {
            return InvocationResult.Failure("The invocation was cancelled before a worker took it.");
        }
    }

    // The invocation and, for HTTP, its request go to the worker side by side, and both end before the call is over.
    private async Task<InvocationResponse> BothAsync(
        WorkerInstance instance,
        WorkerChannel channel,
        Invocation invocation,
        InvocationRequest request,
        CancellationToken cancellationToken
    )
    {
        using var given = new CancellationTokenSource();
        // The worker waits longer for the request of an invocation (15 s) than for the invocation of a request (5 s).
        var call = CallAsync(instance, channel, invocation, request, cancellationToken);
        var forward =
            call.IsCompleted || invocation.Forward is null
                ? Task.CompletedTask
                : invocation.Forward(channel, request.InvocationId, given.Token);
        try
        {
            return await call;
        }
        catch
        {
            // Nobody answers the request any more.
            await given.CancelAsync();
            throw;
        }
        finally
        {
            await forward;
        }
    }

    // On expiry the invocation is cancelled and fails at once; its worker is ended, and every other invocation with it. The time
    // runs on the system's clock, as the worker's does.
    // https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script.WebHost/WebScriptHostExceptionHandler.cs
    private async Task<InvocationResponse> CallAsync(
        WorkerInstance instance,
        WorkerChannel channel,
        Invocation invocation,
        InvocationRequest request,
        CancellationToken cancellationToken
    )
    {
        using var late = new CancellationTokenSource(tools.FunctionTimeout);
        await using var cancel = cancellationToken.Register(() => _ = channel.CancelAsync(request.InvocationId));
        var answer = channel.InvokeAsync(invocation.Function.Name, request);
        var expired = Task.Delay(Timeout.InfiniteTimeSpan, late.Token);
        if (await Task.WhenAny(answer, expired) == answer)
        {
            await late.CancelAsync();
            return await answer;
        }

        await channel.CancelAsync(request.InvocationId);
        _ = instance.Worker.ReplaceAsync();
        throw new InvocationFailedException(
            $"Timeout value of {tools.FunctionTimeout} exceeded by function 'Functions.{invocation.Function.Name}' (Id: '{request.InvocationId}'). Its worker is started anew."
        );
    }

    // Queue outputs only: an HTTP output has gone its own way, and what the return value says of it is left aside.
    private async Task<JsonObject> WriteAsync(FunctionDefinition function, InvocationResponse answer, CancellationToken cancellationToken)
    {
        var written = new JsonObject();
        foreach (var output in function.QueueOutputs)
        {
            var value =
                output.Name == "$return" ? answer.ReturnValue : answer.OutputData.FirstOrDefault(one => one.Name == output.Name)?.Data;
            var messages = QueueOutput.Messages(value);
            written[output.Name] = new JsonArray([.. messages.Select(message => (JsonNode)QueueOutput.Text(message))]);
            foreach (var message in messages)
            {
                await tools.Queues.AddAsync(output.Text("queueName")!, message, cancellationToken);
            }
        }

        return written;
    }

    private static JournalEntry Entry(string function, WorkerInstance instance, InvocationRequest request, InvocationResult result) =>
        new()
        {
            Time = default,
            Surface = "host",
            Method = "POST",
            Path = $"/{function}",
            Headers = new Dictionary<string, string>
            {
                [HttpForwarder.InvocationHeader] = request.InvocationId,
                [InstanceHeader] = instance.Number.ToString(CultureInfo.InvariantCulture),
            },
            Body = new JsonObject
            {
                ["Data"] = new JsonObject(request.InputData.Select(one => KeyValuePair.Create(one.Name, TypedValue.ToJson(one.Data)))),
                ["Metadata"] = new JsonObject(
                    request.TriggerMetadata.Select(one => KeyValuePair.Create(one.Key, TypedValue.ToJson(one.Value)))
                ),
            },
            Status = result.IsSuccess ? 200 : 500,
            Response = result.Outputs?.DeepClone() ?? result.Error,
            Caller = "functions-host",
        };
}
