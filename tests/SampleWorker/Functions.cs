using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace SampleWorker;

/// <summary>One small function for each kind of trigger; what they were given goes to the log or into the answer.</summary>
public sealed partial class Functions(ILogger<Functions> log)
{
    /// <summary>Tells what came in by HTTP; <c>?fail</c> makes it throw, <c>?slow</c> makes it wait until it is cancelled.</summary>
    [Function("Echo")]
    public async Task<IActionResult> EchoAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "post", Route = "echo/{id?}")] HttpRequest request,
        string? id,
        FunctionContext context,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(context);
        if (request.Query.ContainsKey("fail"))
        {
            throw new InvalidOperationException("asked to fail");
        }

        if (request.Query.ContainsKey("slow"))
        {
            SlowBegins();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        using var reader = new StreamReader(request.Body);
        return new OkObjectResult(
            new
            {
                id,
                path = request.Path.Value,
                host = request.Host.Value,
                body = await reader.ReadToEndAsync(cancellationToken),
                invocation = context.InvocationId,
            }
        );
    }

    /// <summary>Puts the events of a delivery into the queue, one message each.</summary>
    [Function("Receive")]
    [QueueOutput("sample-work")]
    public static string[] Receive([EventGridTrigger(IsBatched = true)] JsonElement[] events) =>
        [.. events.Select(one => one.GetRawText())];

    /// <summary>Tells of a message; one with the text "fail" fails.</summary>
    [Function("Work")]
    public void Work([QueueTrigger("sample-work")] string message, long dequeueCount)
    {
        MessageCame(message, dequeueCount);
        if (message == "fail")
        {
            throw new InvalidOperationException("asked to fail");
        }
    }

    /// <summary>Tells of a firing.</summary>
    [Function("Tick")]
    public void Tick([TimerTrigger("%SampleSchedule%")] TimerInfo timer) => Ticked(timer?.IsPastDue);

    [LoggerMessage(LogLevel.Information, "slow begins")]
    private partial void SlowBegins();

    [LoggerMessage(LogLevel.Information, "message {Message}, try {Attempt}")]
    private partial void MessageCame(string message, long attempt);

    [LoggerMessage(LogLevel.Information, "tick, past due {IsPastDue}")]
    private partial void Ticked(bool? isPastDue);
}
