using System.Collections.Concurrent;
using System.Net;
using Grpc.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace LocalAzure.FunctionsHost.Protocol;

/// <summary>
/// Where the workers call: HTTP/2 without TLS on a free loopback port, messages of any size, a stream only for a worker that
/// was started here.
/// https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script.Grpc/Server/AspNetCoreGrpcHostBuilder.cs
/// </summary>
internal sealed class RpcServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Expected> _expected = new(StringComparer.Ordinal);
    private readonly WebApplication _app;

    private RpcServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.Zero);
        builder.Services.AddSingleton(this);
        builder.Services.AddGrpc(grpc => (grpc.MaxReceiveMessageSize, grpc.MaxSendMessageSize) = (int.MaxValue, int.MaxValue));
        _app = builder.Build();
        _app.MapGrpcService<Service>();
    }

    /// <summary>With the port that was found.</summary>
    public Uri Address => new(_app.Urls.First());

    public static async Task<RpcServer> StartAsync(CancellationToken cancellationToken)
    {
        var server = new RpcServer();
        await server._app.StartAsync(cancellationToken);
        return server;
    }

    /// <summary>The stream of that worker, once it has called.</summary>
    public Task<WorkerChannel> Expect(string workerId, HostLog log)
    {
        var expected = new Expected(log);
        _expected[workerId] = expected;
        return expected.Channel.Task;
    }

    /// <summary>The worker is gone; nobody may call under its id.</summary>
    public void Forget(string workerId) => _expected.TryRemove(workerId, out _);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _app.DisposeAsync();
    }

    private sealed record Expected(HostLog Log)
    {
        public TaskCompletionSource<WorkerChannel> Channel { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Service(RpcServer server) : FunctionRpc.FunctionRpcBase
    {
        public override async Task EventStream(
            IAsyncStreamReader<StreamingMessage> requestStream,
            IServerStreamWriter<StreamingMessage> responseStream,
            ServerCallContext context
        )
        {
            if (
                !await requestStream.MoveNext(context.CancellationToken)
                || requestStream.Current.StartStream is not { } start
                || !server._expected.TryRemove(start.WorkerId, out var expected)
            )
            {
                throw new Grpc.Core.RpcException(new Status(StatusCode.PermissionDenied, "No worker of this id was started here."));
            }

            var channel = new WorkerChannel(responseStream, expected.Log);
            expected.Channel.TrySetResult(channel);
            await channel.ReadAsync(requestStream, context.CancellationToken);
        }
    }
}
