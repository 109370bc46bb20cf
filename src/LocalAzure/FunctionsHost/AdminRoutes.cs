using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalAzure.FunctionsHost;

/// <summary>
/// <c>/admin/*</c>, for the master key only: the host's state, and running a function by hand.
/// https://learn.microsoft.com/azure/azure-functions/functions-manually-run-non-http
/// </summary>
internal sealed class AdminRoutes(FunctionsHostService host, HostKeys keys, CancellationToken stopping)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/admin/host/status", context => GuardedAsync(context, StatusAsync));
        routes.MapMethods("/admin/host/ping", ["GET", "POST"], context => GuardedAsync(context, _ => Task.CompletedTask));
        routes.MapGet("/admin/functions", context => GuardedAsync(context, ListAsync));
        routes.MapPost("/admin/functions/{name}", context => GuardedAsync(context, RunAsync));
    }

    private Task GuardedAsync(HttpContext context, RequestDelegate work)
    {
        if (keys.IsMaster(HostKeys.Of(context.Request)))
        {
            return work(context);
        }

        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }

    private async Task StatusAsync(HttpContext context)
    {
        var faults = host.ShutDown.IsCompleted ? (await host.ShutDown).Faults : [];
        await WriteAsync(context, new JsonObject
        {
            ["id"] = "localazure",
            ["state"] = host.IsReady ? "Running" : host.ShutDown.IsCompleted ? "Error" : "Starting",
            ["version"] = HandlerClient.HostVersion,
            ["versionDetails"] = "stand-in",
            ["errors"] = new JsonArray([.. faults.Select(fault => (JsonNode)fault)]),
        });
    }

    private Task ListAsync(HttpContext context) => WriteAsync(context, new JsonArray([.. host.App.Functions.Select(function => new JsonObject
    {
        ["name"] = function.Name,
        ["config"] = new JsonObject
        {
            ["bindings"] = new JsonArray([.. function.Outputs.Prepend(function.Trigger).Select(binding => binding.Json.DeepClone())]),
        },
        ["isDisabled"] = false,
    })]));

    private static Task WriteAsync(HttpContext context, JsonNode body)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        return context.Response.WriteAsync(HostJson.Write(body), context.RequestAborted);
    }

    private async Task RunAsync(HttpContext context)
    {
        var name = (string?)context.Request.RouteValues["name"];
        var function = host.App.Functions.FirstOrDefault(one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (function is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var invocation = await InvocationAsync(context.Request, function);
        if (invocation is null)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync("""send {"input": "<text>"}; for an Event Grid function the text is the event's JSON; call an HTTP function at its own route""", context.RequestAborted);
            return;
        }

        // The host does not wait for the function.
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        _ = host.Invoker.InvokeAsync(invocation, stopping);
    }

    private async Task<Invocation?> InvocationAsync(HttpRequest request, FunctionDefinition function)
    {
        if (await InputAsync(request) is not { } input)
        {
            return null;
        }

        var invocation = function.Trigger.Type switch
        {
            HostBindings.TimerTrigger => host.Timer(function)?.Invocation(),
            HostBindings.QueueTrigger => QueueInvocation.Of(function, ByHand(input)),
            HostBindings.EventGridTrigger when AsObject(input) is { } json => EventGridInvocation.Of(function, [json]).First(),
            _ => null,
        };
        return invocation is null ? null : invocation with { ByHand = input };
    }

    // As the storage extension makes one of a text: no id, no receipt, never fetched, never expiring.
    private static QueueMessage ByHand(string text) => new()
    {
        Id = "",
        Body = Encoding.UTF8.GetBytes(text),
        InsertionTime = DateTimeOffset.MaxValue,
        ExpirationTime = DateTimeOffset.MaxValue,
        NextVisibleTime = DateTimeOffset.MaxValue,
    };

    private static async Task<string?> InputAsync(HttpRequest request)
    {
        try
        {
            var body = await JsonNode.ParseAsync(request.Body, cancellationToken: request.HttpContext.RequestAborted);
            return body is not JsonObject json ? null
                : json["input"] is JsonValue value && value.TryGetValue<string>(out var text) ? text
                : json["input"] is null ? "" : HostJson.Write(json["input"]);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonObject? AsObject(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
