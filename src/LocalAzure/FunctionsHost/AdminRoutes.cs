using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalAzure.Queue;

namespace LocalAzure.FunctionsHost;

/// <summary>
/// <c>/admin/*</c>, for the master key only (but the ping): the host's state, its functions and keys, draining, and running a function by
/// hand.
/// https://learn.microsoft.com/azure/azure-functions/functions-manually-run-non-http
/// </summary>
internal sealed class AdminRoutes(FunctionsHostService host, HostKeys keys)
{
    /// <summary>The version of the host that was measured.</summary>
    public const string HostVersion = "4.1037.0.0";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(
            "/",
            context => WriteAsync(context, "text/html", "<!DOCTYPE html><title>LocalAzure</title><p>Your functions are up and running.</p>")
        );
        routes.MapMethods("/admin/host/ping", ["GET", "POST"], _ => Task.CompletedTask);
        Guard(routes.MapGet, "/admin/host/status", StatusAsync);
        Guard(routes.MapPost, "/admin/host/drain", DrainAsync);
        Guard(
            routes.MapGet,
            "/admin/host/drain/status",
            context => WriteAsync(context, new JsonObject { ["state"] = $"{host.DrainState}" })
        );
        Guard(routes.MapPost, "/admin/host/resume", ResumeAsync);
        Guard(routes.MapGet, "/admin/host/keys", context => KeysAsync(context, ("default", keys.FunctionKey)));
        Guard(routes.MapGet, "/admin/host/functionkeys", context => KeysAsync(context, ("default", keys.FunctionKey)));
        Guard(routes.MapGet, "/admin/host/systemkeys", context => KeysAsync(context, ("eventgrid_extension", keys.EventGridKey)));
        Guard(routes.MapGet, "/admin/functions", context => WriteAsync(context, new JsonArray([.. host.App.Functions.Select(Describe)])));
        Guard(
            routes.MapGet,
            "/admin/functions/{name}",
            context => OfFunctionAsync(context, function => WriteAsync(context, Describe(function)))
        );
        Guard(
            routes.MapGet,
            "/admin/functions/{name}/status",
            context => OfFunctionAsync(context, function => WriteAsync(context, Status(function)))
        );
        Guard(
            routes.MapGet,
            "/admin/functions/{name}/keys",
            context => OfFunctionAsync(context, _ => KeysAsync(context, ("default", keys.FunctionKey)))
        );
        Guard(routes.MapPost, "/admin/functions/{name}", context => OfFunctionAsync(context, function => RunAsync(context, function)));
    }

    private void Guard(Func<string, RequestDelegate, IEndpointConventionBuilder> map, string route, RequestDelegate work) =>
        map(
            route,
            context =>
            {
                var key = HostKeys.Of(context.Request);
                if (keys.IsMaster(key))
                {
                    return work(context);
                }

                context.Response.StatusCode = keys.IsKnown(key) ? StatusCodes.Status403Forbidden : StatusCodes.Status401Unauthorized;
                return Task.CompletedTask;
            }
        );

    private async Task StatusAsync(HttpContext context)
    {
        var state = host.ShutDown.IsCompleted ? "Error" : "Starting";
        var faults = host.ShutDown.IsCompleted ? (await host.ShutDown).Faults : [];
        await WriteAsync(
            context,
            new JsonObject
            {
                ["id"] = "localazure",
                ["state"] = host.IsReady ? "Running" : state,
                ["version"] = HostVersion,
                ["versionDetails"] = "stand-in",
                ["errors"] = new JsonArray([.. faults.Select(fault => (JsonNode)fault)]),
            }
        );
    }

    private async Task DrainAsync(HttpContext context)
    {
        await host.DrainAsync();
        context.Response.StatusCode = StatusCodes.Status202Accepted;
    }

    private Task ResumeAsync(HttpContext context)
    {
        host.Resume();
        return WriteAsync(context, new JsonObject { ["state"] = "Running" });
    }

    // https://learn.microsoft.com/azure/azure-functions/function-keys-how-to
    private static Task KeysAsync(HttpContext context, params (string Name, string Value)[] named) =>
        WriteAsync(
            context,
            new JsonObject
            {
                ["keys"] = new JsonArray([.. named.Select(key => new JsonObject { ["name"] = key.Name, ["value"] = key.Value })]),
            }
        );

    // With the bindings as the worker told them: settings are not filled in.
    private static JsonObject Describe(FunctionDefinition function) =>
        new()
        {
            ["name"] = function.Name,
            ["config"] = new JsonObject
            {
                ["bindings"] = new JsonArray([.. function.Outputs.Prepend(function.Trigger).Select(binding => binding.Raw.DeepClone())]),
            },
            ["isDisabled"] = function.IsDisabled,
            ["language"] = "dotnet-isolated",
        };

    private static JsonObject Status(FunctionDefinition function) =>
        new() { ["isDisabled"] = function.IsDisabled, ["errors"] = function.Error is { } error ? new JsonArray(error) : null };

    private async Task OfFunctionAsync(HttpContext context, Func<FunctionDefinition, Task> work)
    {
        var name = (string?)context.Request.RouteValues["name"];
        var function = host.App.Functions.FirstOrDefault(one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (function is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        await work(function);
    }

    private static Task WriteAsync(HttpContext context, JsonNode body) =>
        WriteAsync(context, "application/json; charset=utf-8", HostJson.Write(body));

    private static Task WriteAsync(HttpContext context, string type, string body)
    {
        context.Response.ContentType = type;
        return context.Response.WriteAsync(body, context.RequestAborted);
    }

    private async Task RunAsync(HttpContext context, FunctionDefinition function)
    {
        if (!context.Request.HasJsonContentType())
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        if (await InputAsync(context.Request) is not { } input)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync(
                """send {"input": "<text>"}; for an Event Grid function the text is the event's JSON""",
                context.RequestAborted
            );
            return;
        }

        // The host does not wait for the function.
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        if (Invocation(function, input) is { } invocation)
        {
            _ = host.Invoker.InvokeAsync(invocation, CancellationToken.None);
        }
        else
        {
            host.Say($"Executed 'Functions.{function.Name}' (Failed): Unable to bind the input to the function's trigger.");
        }
    }

    // Null where the host cannot make a value for the trigger: a batch of events and an HTTP request have no text form.
    private Invocation? Invocation(FunctionDefinition function, string input)
    {
        var invocation = !function.Runs
            ? null
            : function.Trigger.Type switch
            {
                HostBindings.TimerTrigger => host.Timer(function)?.Invocation(),
                HostBindings.QueueTrigger => QueueInvocation.Of(function, ByHand(input), Encoding.UTF8.GetBytes(input)),
                HostBindings.EventGridTrigger when !EventGridInvocation.TakesMany(function) && AsObject(input) is { } json =>
                    EventGridInvocation.One(function, json),
                _ => null,
            };
        if (input.Length > 0)
        {
            invocation?.Metadata.With(function.Trigger.Name, input);
        }

        return invocation;
    }

    // As the storage extension makes one of a text: no id, no receipt, never expiring.
    private QueueMessage ByHand(string text) =>
        new()
        {
            Id = "",
            Text = text,
            InsertionTime = host.Now,
            ExpirationTime = DateTimeOffset.MaxValue,
            NextVisibleTime = DateTimeOffset.MaxValue,
        };

    private static async Task<string?> InputAsync(HttpRequest request)
    {
        try
        {
            var body = await JsonNode.ParseAsync(
                request.Body,
                documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false },
                cancellationToken: request.HttpContext.RequestAborted
            );
            if (body is not JsonObject json)
            {
                return null;
            }

            if (json["input"] is JsonValue value && value.TryGetValue<string>(out var text))
            {
                return text;
            }

            if (json["input"] is null)
            {
                return "";
            }

            return null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // The latter: a name with half of a surrogate pair in it.
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
