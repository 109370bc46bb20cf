using System.Text.Json;
using LocalAzure.Control;

namespace LocalAzure.Gateway;

/// <summary><c>/_local/gateway</c> on the ARM port: how the gateway behaves where no published page says it.</summary>
internal static class GatewayControl
{
    public static void Map(WebApplication app, Cloud cloud)
    {
        app.MapGet("/_local/gateway", context => ShowAsync(context, cloud));
        app.MapPost("/_local/gateway", context => SetAsync(context, cloud));
    }

    private static Task ShowAsync(HttpContext context, Cloud cloud)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(
            JsonSerializer.Serialize(cloud.GatewaySettings, GatewayJson.Default.GatewaySettings),
            context.RequestAborted
        );
    }

    private static async Task SetAsync(HttpContext context, Cloud cloud)
    {
        try
        {
            var settings = await JsonSerializer.DeserializeAsync(
                context.Request.Body,
                GatewayJson.Default.GatewaySettings,
                context.RequestAborted
            );
            if ((settings is null ? "send an object; {} resets" : settings.Fault()) is { } fault)
            {
                await ControlRoutes.RefuseAsync(context, fault);
                return;
            }

            cloud.GatewaySettings = settings!;
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        catch (JsonException problem)
        {
            await ControlRoutes.RefuseAsync(context, $"These are not settings of the gateway: {problem.Message}");
        }
    }
}
