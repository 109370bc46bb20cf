using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalAzure.FunctionsHost;

/// <summary>
/// The control routes of this room, on the ARM port: <c>/_local/ready</c>, <c>/_local/queues</c> and <c>/_local/handler</c>.
/// </summary>
internal static class HostControl
{
    public static void Map(WebApplication app, Cloud cloud)
    {
        app.MapGet("/_local/ready", context => ReadyAsync(context, cloud));
        app.MapGet("/_local/queues", context => QueuesAsync(context, cloud));
        app.MapPost("/_local/handler", context => WorkerAsync(context, cloud));
    }

    // Every part is up and the worker is up; the keys open what the host serves.
    private static Task ReadyAsync(HttpContext context, Cloud cloud)
    {
        var isReady = cloud.IsUp && (cloud.Options.NoFunctions || cloud.Host is { IsReady: true });
        context.Response.StatusCode = isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "application/json";
        var body = new JsonObject { ["functionKey"] = cloud.Host?.Keys.FunctionKey, ["masterKey"] = cloud.Host?.Keys.MasterKey };
        return context.Response.WriteAsync((isReady ? body : []).ToJsonString(), context.RequestAborted);
    }

    private static Task QueuesAsync(HttpContext context, Cloud cloud)
    {
        var queues = new JsonObject();
        foreach (var (name, count) in cloud.Queues.Counts())
        {
            queues[name] = new JsonObject
            {
                ["visible"] = count.Visible,
                ["invisible"] = count.Invisible,
                ["inWork"] = count.InWork,
            };
        }

        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(queues.ToJsonString(), context.RequestAborted);
    }

    private static async Task WorkerAsync(HttpContext context, Cloud cloud)
    {
        if (cloud.Host is not { } host)
        {
            await AnswerAsync(context, 409, "there is no functions host: LocalAzure runs with --no-functions");
            return;
        }

        switch (await ActionAsync(context))
        {
            case "kill":
                host.KillWorker();
                await AnswerAsync(context, 200, "killed; the host starts it again");
                break;
            case "restart":
                await host.RestartWorkerAsync(context.RequestAborted);
                await AnswerAsync(context, 200, "killed and started again");
                break;
            default:
                await AnswerAsync(context, 400, """send {"action": "kill"} or {"action": "restart"}""");
                break;
        }
    }

    private static async Task<string?> ActionAsync(HttpContext context)
    {
        try
        {
            var body = await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            return body is JsonObject json && json["action"] is JsonValue value && value.TryGetValue<string>(out var action)
                ? action
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Task AnswerAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(new JsonObject { ["message"] = message }.ToJsonString(), context.RequestAborted);
    }
}
