using System.Text.Json;
using System.Text.Json.Nodes;
using LocalAzure.Control;

namespace LocalAzure.Arm;

/// <summary>
/// <c>POST /_local/state</c> <c>{id, state}</c>: forces a resource's provisioning state (Activating, Creating …), or ends
/// what runs on it (Succeeded, Failed).
/// </summary>
internal static class StateRoutes
{
    public static void Map(WebApplication app, ArmPlane plane) => app.MapPost("/_local/state", context => ForceAsync(context, plane));

    private static async Task ForceAsync(HttpContext context, ArmPlane plane)
    {
        try
        {
            var body = await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            var id = (string?)body?["id"];
            var state = (string?)body?["state"];
            if (id is null || state is null || !plane.Force(id, state))
            {
                await ControlRoutes.RefuseAsync(context, "Say {\"id\": an ARM id that is there, \"state\": a provisioning state}.");
                return;
            }

            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            await ControlRoutes.RefuseAsync(context, "Say {\"id\": an ARM id, \"state\": a provisioning state}.");
        }
    }
}
