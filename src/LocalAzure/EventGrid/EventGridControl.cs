using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalAzure.EventGrid;

/// <summary><c>/_local/events</c> on the ARM port: what was published and delivered, and how to make delivery worse.</summary>
internal static class EventGridControl
{
    public static void Map(WebApplication app, Cloud cloud)
    {
        app.MapGet("/_local/events", context => ListAsync(context, cloud));
        app.MapPost("/_local/events", context => SetAsync(context, cloud));
    }

    private static Task ListAsync(HttpContext context, Cloud cloud)
    {
        context.Response.ContentType = "application/json";
        var body = new JsonObject { ["events"] = cloud.EventGrid?.ToJson(context.Request.Query["state"]) ?? [] };
        return context.Response.WriteAsync(body.ToJsonString(), context.RequestAborted);
    }

    private static async Task SetAsync(HttpContext context, Cloud cloud)
    {
        var (settings, fault) = await ReadAsync(context);
        if (fault is not null)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync(fault, context.RequestAborted);
            return;
        }

        cloud.EventGrid?.Use(settings!);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task<(DeliverySettings? Settings, string? Fault)> ReadAsync(HttpContext context)
    {
        try
        {
            var settings = await JsonSerializer.DeserializeAsync(
                context.Request.Body,
                EventGridJson.Default.DeliverySettings,
                context.RequestAborted
            );
            return (settings, settings is null ? "send an object; {} resets" : settings.Fault());
        }
        catch (JsonException problem)
        {
            return (null, $"These are not delivery settings: {problem.Message}");
        }
    }
}
