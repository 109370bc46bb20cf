using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using LocalAzure.FunctionsHost;
using LocalAzure.FunctionsHost.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LocalAzure.Tests.FunctionsHost;

/// <summary>
/// A worker in this process: it speaks the protocol over a real stream and a real HTTP port, keeps what it was sent and answers what the
/// test says. (That the protocol is the real one is shown by the real worker of <see cref="RealWorkerTests"/>.)
/// </summary>
internal sealed class ScriptedWorker : IWorkerProcess
{
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<HttpContext>> _calls = new();
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _running = new();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly GrpcChannel _channel;
    private readonly WebApplication _http;
    private readonly WorkerScript _script;
    private readonly AppFolder _app;

    [SuppressMessage("Usage", "CA2213", Justification = "The loop that opens the stream disposes of it.")]
    private AsyncDuplexStreamingCall<StreamingMessage, StreamingMessage>? _stream;

    private ScriptedWorker(WorkerStart start, WorkerScript script, AppFolder app)
    {
        (Start, _script, _app) = (start, script, app);
        _channel = GrpcChannel.ForAddress(start.Host);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _http = builder.Build();
        _http.Run(AnswerAsync);
    }

    public WorkerStart Start { get; }

    /// <summary>Whether the host asked the worker to end.</summary>
    public bool IsTerminated { get; private set; }

    public Task<int> Exited => _exited.Task;

    /// <summary>The starter that the host is given; each start is kept by the script.</summary>
    public static WorkerStarter Starter(WorkerScript script, AppFolder app) =>
        start =>
        {
            var worker = new ScriptedWorker(start, script, app);
            script.Started(worker);
            _ = worker.RunAsync();
            return worker;
        };

    public void Kill() => Exit(137);

    public void Exit(int code) => _ = StopAsync(code);

    public Task LogAsync(RpcLog entry) => SendAsync(new StreamingMessage { RpcLog = entry });

    public async ValueTask DisposeAsync()
    {
        await StopAsync(137);
        await _http.DisposeAsync();
        _channel.Dispose();
        _end.Dispose();
        _turn.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            await _http.StartAsync(_end.Token);
            using var stream = new FunctionRpc.FunctionRpcClient(_channel).EventStream(cancellationToken: _end.Token);
            _stream = stream;
            await SendAsync(new StreamingMessage { StartStream = new() { WorkerId = Start.WorkerId } });
            while (await stream.ResponseStream.MoveNext(_end.Token))
            {
                await TakeAsync(stream.ResponseStream.Current);
            }
        }
        catch (Exception end) when (end is Grpc.Core.RpcException or OperationCanceledException or IOException)
        {
            // As a process that is gone.
        }
    }

    private async Task TakeAsync(StreamingMessage message)
    {
        var success = new StatusResult { Status = StatusResult.Types.Status.Success };
        switch (message.ContentCase)
        {
            case StreamingMessage.ContentOneofCase.WorkerInitRequest:
                var greeting = new WorkerInitResponse { Result = success };
                greeting.Capabilities["HttpUri"] = _http.Urls.First();
                await SendAsync(new StreamingMessage { WorkerInitResponse = greeting });
                break;
            case StreamingMessage.ContentOneofCase.FunctionsMetadataRequest:
                await SendAsync(
                    new StreamingMessage
                    {
                        FunctionMetadataResponse = new() { Result = success, FunctionMetadataResults = { _app.Functions } },
                    }
                );
                break;
            case StreamingMessage.ContentOneofCase.FunctionLoadRequest:
                await SendAsync(
                    new StreamingMessage
                    {
                        FunctionLoadResponse = new() { FunctionId = message.FunctionLoadRequest.FunctionId, Result = success },
                    }
                );
                break;
            case StreamingMessage.ContentOneofCase.InvocationRequest:
                _ = InvokeAsync(message.InvocationRequest);
                break;
            case StreamingMessage.ContentOneofCase.InvocationCancel
                when _running.TryGetValue(message.InvocationCancel.InvocationId, out var running):
                await running.CancelAsync();
                break;
            case StreamingMessage.ContentOneofCase.WorkerTerminate:
                IsTerminated = true;
                Exit(0);
                break;
            default:
                break;
        }
    }

    private async Task InvokeAsync(InvocationRequest request)
    {
        var name = _app.Functions.Single(function => function.FunctionId == request.FunctionId).Name;
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        _running[request.InvocationId] = cancel;
        var context = request.InputData.Any(one => one.Data.Http is not null)
            ? await Call(request.InvocationId).Task.WaitAsync(_end.Token)
            : null;
        var reply = await ReplyAsync(
            new WorkerRequest(name, Start.WorkerId, request) { Http = context is null ? null : await ReadAsync(context) },
            cancel.Token
        );
        if (context is not null && reply.Failure is null)
        {
            context.Response.StatusCode = reply.HttpStatus;
            await context.Response.WriteAsync(reply.HttpBody);
        }

        ((TaskCompletionSource?)context?.Items["done"])?.TrySetResult();
        var answer = new InvocationResponse
        {
            InvocationId = request.InvocationId,
            ReturnValue = reply.ReturnValue,
            Result = reply.Failure is { } message
                ? new StatusResult { Exception = new() { Message = message } }
                : new StatusResult { Status = StatusResult.Types.Status.Success },
        };
        answer.OutputData.Add(reply.Outputs.Select(output => new ParameterBinding { Name = output.Key, Data = output.Value }));
        await SendAsync(new StreamingMessage { InvocationResponse = answer });
    }

    private async Task<WorkerReply> ReplyAsync(WorkerRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await _script.ReplyAsync(request, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return WorkerReply.Failed("A task was canceled.");
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        context.Items["done"] = done;
        Call(context.Request.Headers[HttpForwarder.InvocationHeader].ToString()).TrySetResult(context);
        await done.Task.WaitAsync(context.RequestAborted);
    }

    private TaskCompletionSource<HttpContext> Call(string id) =>
        _calls.GetOrAdd(id, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

    private static async Task<ForwardedRequest> ReadAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var target = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
        return new ForwardedRequest(
            $"{context.Request.Method} {target}",
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            await reader.ReadToEndAsync()
        );
    }

    private async Task SendAsync(StreamingMessage message)
    {
        await _turn.WaitAsync();
        try
        {
            await _stream!.RequestStream.WriteAsync(message);
        }
        catch (Exception gone) when (gone is InvalidOperationException or Grpc.Core.RpcException or OperationCanceledException)
        {
            // Nobody listens any more.
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task StopAsync(int code)
    {
        await _end.CancelAsync();
        await _http.StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _exited.TrySetResult(code);
    }
}
