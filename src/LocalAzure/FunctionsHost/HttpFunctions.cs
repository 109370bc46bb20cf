using System.Text.Json;
using System.Text.Json.Nodes;
using LocalAzure.Control;
using LocalAzure.FunctionsHost.Protocol;
using Microsoft.Extensions.Primitives;

namespace LocalAzure.FunctionsHost;

/// <summary>
/// The routes of the HTTP functions, under <c>extensions.http.routePrefix</c>. A method that no function takes is 404, as in the
/// host's own router. The worker answers itself; a failure that nothing was sent of becomes 500.
/// https://learn.microsoft.com/azure/azure-functions/functions-bindings-http-webhook-trigger#customize-the-http-endpoint
/// </summary>
internal sealed class HttpFunctions(FunctionsApp app, Invoker invoker, HttpForwarder forwarder, HostKeys keys)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        foreach (var sameRoute in app.TriggeredBy(HostBindings.HttpTrigger).GroupBy(Route, StringComparer.OrdinalIgnoreCase))
        {
            var functions = sameRoute.ToList();
            routes.Map(sameRoute.Key, context => DispatchAsync(context, functions));
        }
    }

    private string Route(FunctionDefinition function) =>
        $"/{app.Host.RoutePrefix}/{function.Trigger.Text("route") ?? function.Name}".Replace("//", "/", StringComparison.Ordinal);

    private Task DispatchAsync(HttpContext context, List<FunctionDefinition> functions)
    {
        var function = functions.Find(candidate => Takes(candidate, context.Request.Method));
        if (function is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        if (!IsAllowed(function, HostKeys.Of(context.Request)))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        }

        return RunAsync(context, function);
    }

    private static bool Takes(FunctionDefinition function, string method) =>
        function.Trigger.Json["methods"] is not JsonArray { Count: > 0 } methods
        || methods.Any(allowed => method.Equals((string?)allowed, StringComparison.OrdinalIgnoreCase));

    // https://learn.microsoft.com/azure/azure-functions/functions-bindings-http-webhook-trigger#http-auth
    private bool IsAllowed(FunctionDefinition function, string? key) =>
        function.Trigger.Text("authLevel")?.ToUpperInvariant() switch
        {
            "ANONYMOUS" => true,
            "ADMIN" => keys.IsMaster(key),
            _ => keys.IsFunction(key),
        };

    private async Task RunAsync(HttpContext context, FunctionDefinition function)
    {
        var invocation = new Invocation
        {
            Function = function,
            Input = new TypedData { Http = new RpcHttp() },
            Metadata = await MetadataAsync(context.Request, context.RequestAborted),
            Forward = (channel, id, given) => forwarder.SendAsync(context, channel, id, given),
        };
        var result = await invoker.InvokeAsync(invocation, context.RequestAborted);
        if (result.IsSuccess)
        {
            return;
        }

        if (context.Response.HasStarted || context.Response.Body is CapturedResponse { IsEmpty: false })
        {
            context.Abort();
            return;
        }

        context.Response.Headers.Clear();
        context.Response.StatusCode = StatusCodes.Status500InternalServerError;
    }

    // Spread are the body's properties, then the query, then the route, which wins; the key in 'code' is not.
    private static async Task<BindingData> MetadataAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var data = new BindingData();
        if (await BodyAsync(request, cancellationToken) is { } json)
        {
            data = json;
        }

        foreach (var (name, values) in request.Query.Where(pair => !pair.Key.Equals("code", StringComparison.OrdinalIgnoreCase)))
        {
            data.With(name, values[^1] ?? "");
        }

        foreach (var (name, value) in request.RouteValues.Where(pair => pair.Value is not null))
        {
            data.With(name, $"{value}");
        }

        return data.With("Query", Flat(request.Query)).With("Headers", Flat(request.Headers));
    }

    // Whatever its content type, and only where a Content-Length tells of it: the host does not read chunked ones. What the host makes of a
    // doubled field or of half a surrogate pair was not tried: nothing is spread, and the body goes to the function as it is.
    private static async Task<BindingData?> BodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength is not > 0)
        {
            return null;
        }

        try
        {
            return await JsonNode.ParseAsync(request.Body, documentOptions: Strict, cancellationToken: cancellationToken) is JsonObject json
                ? new BindingData().Spread(json)
                : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
        finally
        {
            request.Body.Position = 0;
        }
    }

    private static JsonDocumentOptions Strict { get; } = new() { AllowDuplicateProperties = false };

    private static JsonObject Flat(IEnumerable<KeyValuePair<string, StringValues>> pairs) =>
        new(pairs.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value[^1])));
}
