using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using Importer.Arm;
using Importer.Telemetry;

namespace Functions.Host;

/// <summary>Takes the host's requests, calls the function that each names, and answers as the protocol wants.</summary>
internal sealed partial class Dispatcher(FunctionTable table, IServiceProvider services, TimeProvider clock, ILogger<Dispatcher> logger)
{
    private static readonly Func<ILogger, string, string, IDisposable?> InvocationScope =
        LoggerMessage.DefineScope<string, string>("{Function} {InvocationId}");

    /// <summary>Answers one request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            await AnswerAsync(context);
        }
        catch (BadHttpRequestException exception)
        {
            await JsonReply.WriteAsync(context.Response, new Refusal(exception.StatusCode, "BadRequest", exception.Message));
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException && context.RequestAborted.IsCancellationRequested)
        {
            LogGone(context.Request.Path.Value);
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (HttpMethods.IsGet(context.Request.Method) && context.Request.Path == "/")
        {
            // The host asks this until we listen, and again with every health ping: cheap and constant.
            await (Gatekeeper.CheckSender(context) is { } wrong
                ? JsonReply.WriteAsync(context.Response, wrong)
                : JsonReply.WriteAsync(context.Response, 200, new JsonObject { ["status"] = "ready" }));
            return;
        }

        var refusal = Gatekeeper.Check(context, table, out var name);
        if (refusal is null && table.TryFind(name, out var entry))
        {
            await InvokeAsync(context, name, entry);
            return;
        }

        LogRefused(refusal!.Status, refusal.Code);
        await JsonReply.WriteAsync(context.Response, refusal);
    }

    private async Task InvokeAsync(HttpContext context, string name, FunctionEntry entry)
    {
        if (await ReadAsync(context, name) is not { } invocation)
        {
            LogRefused(400, "NotAnInvocation");
            await JsonReply.WriteAsync(context.Response, new Refusal(400, "NotAnInvocation", "The body is not a JSON object with Data and Metadata."));
            return;
        }

        using var scope = InvocationScope(logger, name, invocation.Id);
        using var span = Tracing.Invocation(name, invocation.Id, context.Request.Headers.TraceParent, context.Request.Headers.TraceState);
        var answer = await CallAsync(entry, invocation, context.RequestAborted);
        span?.SetStatus(answer.Succeeded ? ActivityStatusCode.Ok : ActivityStatusCode.Error);
        await JsonReply.WriteAsync(context.Response, answer.Succeeded ? 200 : 500, answer.ToJson());
    }

    [SuppressMessage("Design", "CA1031", Justification = "Around one function call: whatever goes wrong in it, the host gets a JSON object and delivers again.")]
    private async Task<Answer> CallAsync(FunctionEntry entry, Invocation invocation, CancellationToken aborted)
    {
        var started = clock.GetTimestamp();
        using var deadline = new CancellationTokenSource(entry.Deadline, clock);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, aborted);
        using var waits = ArmDeadline.Until(clock.GetUtcNow() + entry.Deadline);
        try
        {
            return await entry.Resolve(services).RunAsync(invocation, ends.Token).WaitAsync(entry.Deadline + GraceAfter(entry.Deadline), clock, aborted);
        }
        catch (Exception exception) when (exception is OperationCanceledException or TimeoutException && clock.GetElapsedTime(started) >= entry.Deadline)
        {
            LogLate(invocation.Function, entry.Deadline);
            return Answer.Redeliver($"{invocation.Function} did not end within {entry.Deadline}.");
        }
        catch (Exception exception) when (!aborted.IsCancellationRequested)
        {
            LogFailed(exception, invocation.Function);
            return Answer.Redeliver($"{invocation.Function} failed: {exception.GetType().Name}.");
        }
    }

    // A function that was told to stop may still write its record down, but must not outlast the one who waits for it.
    private static TimeSpan GraceAfter(TimeSpan deadline) => deadline / 4 < TimeSpan.FromSeconds(20) ? deadline / 4 : TimeSpan.FromSeconds(20);

    private static async Task<Invocation?> ReadAsync(HttpContext context, string name)
    {
        var id = context.Request.Headers["X-Azure-Functions-InvocationId"].ToString();
        var invocation = new Invocation { Function = name, Id = Guid.TryParse(id, out var guid) ? guid.ToString() : "none" };
        if (await RequestBody.ReadAsync(context.Request.Body, context.RequestAborted) is not { } body)
        {
            return invocation with { TooLarge = true };
        }

        return WireValue.TryParse(body.Span, out var root) && root.ValueKind == JsonValueKind.Object
            ? invocation with { Data = WireValue.Property(root, "Data"), Metadata = WireValue.Property(root, "Metadata") }
            : null;
    }

    [LoggerMessage(LogLevel.Warning, "Refused a request with {Status} {Code}.")]
    private partial void LogRefused(int status, string code);

    [LoggerMessage(LogLevel.Warning, "The host closed the connection of {Path} before it was answered.")]
    private partial void LogGone(string? path);

    [LoggerMessage(LogLevel.Error, "{Function} did not end within {Deadline}; it will be delivered again.")]
    private partial void LogLate(string function, TimeSpan deadline);

    [LoggerMessage(LogLevel.Error, "{Function} failed; it will be delivered again.")]
    private partial void LogFailed(Exception exception, string function);
}
