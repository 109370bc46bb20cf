namespace LocalAzure.FunctionsHost;

/// <summary>
/// The routes of the HTTP functions, under <c>extensions.http.routePrefix</c>. A method that no function takes is 404,
/// as in the host's own router.
/// https://learn.microsoft.com/azure/azure-functions/functions-bindings-http-webhook-trigger#customize-the-http-endpoint
/// </summary>
internal sealed class HttpFunctions(FunctionsApp app, Invoker invoker, HostKeys keys, CancellationToken stopping)
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
        function.Trigger.Json["methods"] is not System.Text.Json.Nodes.JsonArray { Count: > 0 } methods
        || methods.Any(allowed => method.Equals((string?)allowed, StringComparison.OrdinalIgnoreCase));

    // https://learn.microsoft.com/azure/azure-functions/functions-bindings-http-webhook-trigger#http-auth
    private bool IsAllowed(FunctionDefinition function, string? key) => function.Trigger.Text("authLevel")?.ToUpperInvariant() switch
    {
        "ANONYMOUS" => true,
        "ADMIN" => keys.IsMaster(key),
        _ => keys.IsFunction(key),
    };

    private async Task RunAsync(HttpContext context, FunctionDefinition function)
    {
        var invocation = await HttpInvocation.OfAsync(function, context.Request, context.RequestAborted);
        var result = await invoker.InvokeAsync(invocation, stopping);
        try
        {
            if (result.Answer is { } answer)
            {
                await HttpOutput.WriteAsync(context.Response, function, answer, context.RequestAborted);
                return;
            }
        }
        catch (InvocationFailedException)
        {
            // The status code was none: as any failed invocation.
        }

        context.Response.StatusCode = StatusCodes.Status500InternalServerError;
    }
}
