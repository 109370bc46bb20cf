using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using LocalAzure.FunctionsHost;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LocalAzure.Tests.FunctionsHost;

/// <summary>A handler in this process: it keeps what it was sent and answers what the test says.</summary>
internal sealed class ScriptedHandler : IHandlerProcess
{
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WebApplication _app;

    private ScriptedHandler(HandlerStart start, HandlerScript script)
    {
        Start = start;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, start.Port));
        _app = builder.Build();
        _app.Run(context => AnswerAsync(context, script));
    }

    public HandlerStart Start { get; }

    public Task<int> Exited => _exited.Task;

    /// <summary>The starter that the host is given; each start is kept by the script.</summary>
    public static HandlerStarter Starter(HandlerScript script) => start =>
    {
        var handler = new ScriptedHandler(start, script);
        script.Started(handler);
        _ = handler.RunAsync();
        return handler;
    };

    public void Kill() => Exit(137);

    public void Exit(int code) => _ = StopAsync(code);

    public async ValueTask DisposeAsync()
    {
        await StopAsync(137);
        await _app.DisposeAsync();
    }

    private async Task RunAsync() => await _app.StartAsync();

    private async Task StopAsync(int code)
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        try
        {
            await _app.StopAsync(now.Token);
        }
        catch (OperationCanceledException)
        {
            // Stopped without grace, as by SIGKILL.
        }

        _exited.TrySetResult(code);
    }

    private static async Task AnswerAsync(HttpContext context, HandlerScript script)
    {
        if (context.Request.Path == "/")
        {
            return;
        }

        using var reader = new StreamReader(context.Request.Body);
        var text = await reader.ReadToEndAsync(context.RequestAborted);
        var request = new HandlerRequest
        {
            Line = $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString} {context.Request.Protocol}",
            Headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString()),
            Body = JsonNode.Parse(text)!.AsObject(),
        };
        var reply = await script.ReplyAsync(request, context.RequestAborted);
        context.Response.StatusCode = reply.Status;
        context.Response.ContentType = reply.ContentType;
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(reply.Body), context.RequestAborted);
    }
}
