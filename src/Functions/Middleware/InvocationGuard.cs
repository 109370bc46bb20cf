using System.Diagnostics.CodeAnalysis;
using Functions.Http;
using Functions.Queue;
using Functions.Settings;
using Importer.Arm;
using Importer.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace Functions.Middleware;

/// <summary>
/// Round every invocation: a deadline below the host's, and the one place that catches whatever goes wrong. HTTP callers get an error body;
/// every other trigger fails without the exception's own text, so that its source delivers again and nothing secret reaches the host's log.
/// </summary>
internal sealed partial class InvocationGuard(AppSettings app, TimeProvider clock, ILogger<InvocationGuard> logger)
    : IFunctionsWorkerMiddleware
{
    // Event Grid delivers again what is not answered within 30 s, and the front end gives HTTP callers 230 s:
    // https://learn.microsoft.com/azure/event-grid/delivery-and-retry
    // https://learn.microsoft.com/azure/azure-functions/functions-scale#timeout
    private static readonly TimeSpan EventDeadline = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan HttpDeadline = TimeSpan.FromSeconds(200);

    /// <inheritdoc/>
    [SuppressMessage(
        "Design",
        "CA1031",
        Justification = "Round one invocation: whatever goes wrong in it, the caller gets an answer or the source delivers again."
    )]
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        var function = context.FunctionDefinition.Name;
        var deadline = DeadlineOf(context);
        using var timer = new CancellationTokenSource(deadline, clock);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, context.CancellationToken);
        var started = clock.GetTimestamp();
        using var waits = ArmDeadline.Until(clock.GetUtcNow() + deadline);
        try
        {
            // A function that was told to stop may still write its record down, but must not outlast the one who waits for it.
            await next(new DeadlineContext(context, ends.Token)).WaitAsync(deadline + GraceAfter(deadline), clock);
        }
        catch (Exception exception)
            when (exception is OperationCanceledException or TimeoutException
                && (timer.IsCancellationRequested || clock.GetElapsedTime(started) >= deadline)
            )
        {
            LogLate(function, deadline);
            await FailAsync(
                context,
                HttpAnswers.Error(504, "Timeout", $"{function} did not end within {deadline}."),
                $"{function} did not end within {deadline}."
            );
        }
        catch (DocumentStoreException exception) when (IsHttp(context))
        {
            LogFailed(exception, function);
            await FailAsync(context, HttpAnswers.Error(503, "ReportStoreAway", exception.Message), exception.Message);
        }
        catch (ImportQueueException exception)
        {
            LogFailed(exception, function);
            await FailAsync(context, HttpAnswers.Error(503, "QueueAway", exception.Message), exception.Message);
        }
        catch (MessageNotDoneException exception)
        {
            throw new MessageNotDoneException(exception.Message);
        }
        catch (Exception exception)
        {
            LogFailed(exception, function);
            await FailAsync(
                context,
                HttpAnswers.Error(
                    500,
                    "Unexpected",
                    $"{function} failed; the log has the details under invocation {context.InvocationId}."
                ),
                $"{function} failed: {exception.GetType().Name}."
            );
        }
    }

    // Where nobody waits for an answer the invocation fails; an HTTP caller is answered, and the invocation has done what it could.
    private static Task FailAsync(FunctionContext context, TextAnswer answer, string reason) =>
        context.GetHttpContext() is { } http ? answer.WriteAsync(http.Response) : throw new InvocationFailedException(reason);

    private TimeSpan DeadlineOf(FunctionContext context) =>
        TriggerOf(context) switch
        {
            "httpTrigger" => HttpDeadline,
            "eventGridTrigger" => EventDeadline,
            _ => app.FunctionTimeout > TimeSpan.FromMinutes(2) ? app.FunctionTimeout - TimeSpan.FromMinutes(1) : app.FunctionTimeout / 2,
        };

    private static bool IsHttp(FunctionContext context) => TriggerOf(context) == "httpTrigger";

    private static string? TriggerOf(FunctionContext context) =>
        context
            .FunctionDefinition.InputBindings.Values.FirstOrDefault(binding => binding.Type.EndsWith("Trigger", StringComparison.Ordinal))
            ?.Type;

    private static TimeSpan GraceAfter(TimeSpan deadline) =>
        deadline / 4 < TimeSpan.FromSeconds(20) ? deadline / 4 : TimeSpan.FromSeconds(20);

    [LoggerMessage(LogLevel.Error, "{Function} did not end within {Deadline}.")]
    private partial void LogLate(string function, TimeSpan deadline);

    [LoggerMessage(LogLevel.Error, "{Function} failed.")]
    private partial void LogFailed(Exception exception, string function);
}

/// <summary>An invocation failed, in words that may be shown.</summary>
/// <param name="reason">What the host is told.</param>
internal sealed class InvocationFailedException(string reason) : Exception(reason);
