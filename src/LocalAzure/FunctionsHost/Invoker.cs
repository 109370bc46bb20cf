using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using LocalAzure.Control;

namespace LocalAzure.FunctionsHost;

/// <summary>Runs one firing to its end: wait for a handler, call it, write its logs and outputs. Instances take turns.</summary>
internal sealed class Invoker(IReadOnlyList<HandlerInstance> instances, InvokerTools tools)
{
    /// <summary>In the journal only: the instance that ran it.</summary>
    private const string InstanceHeader = "x-local-instance";

    private int _turn = -1;

    /// <summary>Never throws for what the handler did; the result carries it.</summary>
    public async Task<InvocationResult> InvokeAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var id = Guid.NewGuid().ToString();
        var name = invocation.Function.Name;
        var clock = tools.Clock.GetUtcNow();
        var started = Stopwatch.GetTimestamp();
        var body = Body(invocation);
        var instance = instances[(int)((uint)Interlocked.Increment(ref _turn) % (uint)instances.Count)];
        var result = await TryAsync(instance, invocation, (name, id, HostJson.Write(body)), cancellationToken);
        var took = Stopwatch.GetElapsedTime(started);
        tools.Log.OfHost(result.IsSuccess
            ? $"Executed 'Functions.{name}' (Succeeded, Id={id}, Duration={took.TotalMilliseconds:0}ms)"
            : $"Executed 'Functions.{name}' (Failed, Id={id}, Duration={took.TotalMilliseconds:0}ms): {result.Error}");
        tools.Journal.Append(Entry((name, id, instance.Number), body, result) with { Time = clock, Ms = took.TotalMilliseconds });
        return result;
    }

    private JsonObject Body(Invocation invocation)
    {
        if (invocation.ByHand is { } text)
        {
            invocation.Metadata.With(invocation.Function.Trigger.Name, text);
        }

        return new JsonObject
        {
            ["Data"] = invocation.Data,
            ["Metadata"] = invocation.Metadata.ToJson(invocation.Function.Name, tools.Clock.GetUtcNow()),
        };
    }

    private async Task<InvocationResult> TryAsync(
        HandlerInstance instance, Invocation invocation, (string Function, string Id, string Body) call, CancellationToken cancellationToken)
    {
        try
        {
            await instance.Handler.WaitUntilReadyAsync(cancellationToken);
            var answer = await CallAsync(instance, call, cancellationToken);
            foreach (var line in answer.Logs)
            {
                tools.Log.OfFunction(invocation.Function.Name, line);
            }

            WriteQueues(invocation.Function, answer);
            return InvocationResult.Success(answer);
        }
        catch (InvocationFailedException failure)
        {
            return InvocationResult.Failure(failure.Message);
        }
    }

    // On expiry the whole handler is killed, and every other invocation with it. The time runs on the system's clock,
    // as the handler's does. https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script.WebHost/WebScriptHostExceptionHandler.cs
    private async Task<HandlerAnswer> CallAsync(HandlerInstance instance, (string Function, string Id, string Body) call, CancellationToken cancellationToken)
    {
        var (function, id, body) = call;
        using var late = new CancellationTokenSource(tools.FunctionTimeout);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            var answer = await instance.Client.PostAsync(function, id, body, either.Token);
            if (answer is null)
            {
                tools.Log.OfHost($"'Functions.{function}' answered nothing; the host waits for it until the function timeout.");
                await Task.Delay(Timeout.InfiniteTimeSpan, either.Token);
            }

            return answer!;
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            instance.Handler.Kill();
            throw new InvocationFailedException($"Timeout value of {tools.FunctionTimeout} exceeded by function 'Functions.{function}' (Id: '{id}').");
        }
        catch (OperationCanceledException)
        {
            throw new InvocationFailedException("The host is shutting down.");
        }
    }

    private void WriteQueues(FunctionDefinition function, HandlerAnswer answer)
    {
        foreach (var output in function.QueueOutputs)
        {
            foreach (var message in QueueOutput.Messages(output, answer.Outputs[output.Name]))
            {
                tools.Queues.Add(output.Text("queueName")!, message);
            }
        }
    }

    private static JournalEntry Entry((string Function, string Id, int Instance) call, JsonObject body, InvocationResult result) => new()
    {
        Time = default,
        Surface = "host",
        Method = "POST",
        Path = $"/{call.Function}",
        Headers = new Dictionary<string, string> { ["X-Azure-Functions-InvocationId"] = call.Id, [InstanceHeader] = call.Instance.ToString(CultureInfo.InvariantCulture) },
        Body = body,
        Status = result.IsSuccess ? 200 : 500,
        Response = result.Answer?.Outputs.DeepClone() ?? result.Error,
        Caller = "functions-host",
    };
}
