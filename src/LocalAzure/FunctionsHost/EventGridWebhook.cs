using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalAzure.FunctionsHost;

/// <summary>
/// <c>/runtime/webhooks/EventGrid</c>: the Event Grid extension's own endpoint, handshakes included. It answers 202 when every execution of
/// a delivery succeeded and 500 when one failed, or when the body cannot be read.
/// https://github.com/Azure/azure-sdk-for-net/blob/main/sdk/eventgrid/Microsoft.Azure.WebJobs.Extensions.EventGrid/src/HttpRequestProcessor.cs
/// </summary>
internal sealed class EventGridWebhook(FunctionsApp app, Invoker invoker, HostKeys keys)
{
    private const string Route = "/runtime/webhooks/{extension}";

    public void Map(IEndpointRouteBuilder routes) => routes.Map(Route, ReceiveAsync);

    private async Task ReceiveAsync(HttpContext context)
    {
        var key = HostKeys.Of(context.Request);
        var isEventGrid = "EventGrid".Equals((string?)context.Request.RouteValues["extension"], StringComparison.OrdinalIgnoreCase);
        if (!isEventGrid || !keys.IsEventGrid(key))
        {
            // Somebody with another key is known, and not allowed here.
            await AnswerAsync(context, keys.IsKnown(key) || !isEventGrid ? 403 : 401, "");
            return;
        }

        var name = context.Request.Query["functionName"].ToString();
        var function = app.TriggeredBy(HostBindings.EventGridTrigger).FirstOrDefault(candidate => candidate.Name == name);
        var method = context.Request.Method;
        await (
            function switch
            {
                _ when HttpMethods.IsOptions(method) => AllowOriginAsync(context),
                null => AnswerAsync(context, 404, $"cannot find function: '{name}'"),
                _ when HttpMethods.IsPost(method) || HttpMethods.IsPut(method) => DispatchAsync(context, function),
                _ => AnswerAsync(context, 400, ""),
            }
        );
    }

    // The CloudEvents handshake: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/http-webhook.md#4-abuse-protection
    private static Task AllowOriginAsync(HttpContext context)
    {
        var origin = context.Request.Headers["WebHook-Request-Origin"].ToString();
        var isSovereign = origin.StartsWith("eventgrid.azure.", StringComparison.OrdinalIgnoreCase);
        context.Response.Headers["Webhook-Allowed-Origin"] = isSovereign ? origin : "eventgrid.azure.net";
        return Task.CompletedTask;
    }

    private Task DispatchAsync(HttpContext context, FunctionDefinition function) =>
        context.Request.Headers["aeg-event-type"].ToString().ToUpperInvariant() switch
        {
            "SUBSCRIPTIONVALIDATION" => ValidateAsync(context),
            "NOTIFICATION" => RunAsync(context, function),
            "UNSUBSCRIBE" => AnswerAsync(context, 202, ""),
            _ => AnswerAsync(context, 400, "the header 'aeg-event-type' is missing or unknown"),
        };

    // https://learn.microsoft.com/azure/event-grid/webhook-event-delivery#validation-details
    private static async Task ValidateAsync(HttpContext context)
    {
        var events = await ReadAsync(context.Request);
        if (events is not [{ } first, ..] || (string?)(first["data"] as JsonObject)?["validationCode"] is not { } code)
        {
            await AnswerAsync(context, 500, "not a validation event");
            return;
        }

        context.Response.ContentType = "text/plain; charset=utf-8";
        await AnswerAsync(context, 200, HostJson.Write(new JsonObject { ["validationResponse"] = code }));
    }

    private async Task RunAsync(HttpContext context, FunctionDefinition function)
    {
        var events = await ReadAsync(context.Request);
        if (events is null)
        {
            await AnswerAsync(context, 500, "the body is not an event or an array of events");
            return;
        }

        // The events of one delivery go to the worker in parallel. The sender's going away cancels nothing.
        var results = await Task.WhenAll(
            EventGridInvocation.Of(function, events).Select(one => invoker.InvokeAsync(one, CancellationToken.None))
        );
        var failed = results.FirstOrDefault(result => !result.IsSuccess);
        await (
            failed is null
                ? AnswerAsync(context, 202, "")
                : AnswerAsync(context, 500, $"Exception while executing function: Functions.{function.Name}: {failed.Error}")
        );
    }

    private static async Task<IReadOnlyList<JsonObject>?> ReadAsync(HttpRequest request)
    {
        try
        {
            var body = await JsonNode.ParseAsync(
                request.Body,
                documentOptions: Strict,
                cancellationToken: request.HttpContext.RequestAborted
            );
            return body switch
            {
                JsonObject one => [one],
                JsonArray many when many.All(each => each is JsonObject) => [.. many.OfType<JsonObject>()],
                _ => null,
            };
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // The latter: a name with half of a surrogate pair in it.
            return null;
        }
    }

    private static JsonDocumentOptions Strict { get; } = new() { AllowDuplicateProperties = false };

    private static Task AnswerAsync(HttpContext context, int status, string body)
    {
        context.Response.StatusCode = status;
        return body.Length == 0 ? Task.CompletedTask : context.Response.WriteAsync(body, context.RequestAborted);
    }
}
