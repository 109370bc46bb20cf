using System.Text.Json;
using System.Text.Json.Nodes;
using LocalAzure.Control;

namespace LocalAzure.Foundry;

/// <summary>
/// <c>/_local/deployments</c> on the ARM port: deployments that throttle, are gone, refuse connections or answer late.
/// GET lists, POST adds one, DELETE takes back (all, or those of <c>?account=</c> and <c>?deployment=</c>).
/// </summary>
internal static class FoundryControl
{
    public static void Map(WebApplication app, Cloud cloud)
    {
        app.MapGet("/_local/deployments", context => ListAsync(context, cloud.DeploymentFaults));
        app.MapPost("/_local/deployments", context => AddAsync(context, cloud.DeploymentFaults));
        app.MapDelete("/_local/deployments", context => Clear(context, cloud.DeploymentFaults));
    }

    private static Task ListAsync(HttpContext context, DeploymentFaults faults)
    {
        context.Response.ContentType = "application/json";
        var all = faults.All.Select(fault => JsonSerializer.SerializeToNode(fault, FoundryJson.Default.DeploymentFault));
        return context.Response.WriteAsync(new JsonObject { ["faults"] = new JsonArray([.. all]) }.ToJsonString(), context.RequestAborted);
    }

    private static async Task AddAsync(HttpContext context, DeploymentFaults faults)
    {
        try
        {
            var fault = await JsonSerializer.DeserializeAsync(
                context.Request.Body,
                FoundryJson.Default.DeploymentFault,
                context.RequestAborted
            );
            if ((fault is null ? "send an object" : fault.FaultOf()) is { } wrong)
            {
                await ControlRoutes.RefuseAsync(context, $"This is not a fault of a deployment: {wrong}.");
                return;
            }

            faults.Add(fault!);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        catch (JsonException problem)
        {
            await ControlRoutes.RefuseAsync(context, $"This is not a fault of a deployment: {problem.Message}");
        }
    }

    private static Task Clear(HttpContext context, DeploymentFaults faults)
    {
        faults.Clear(context.Request.Query["account"].FirstOrDefault(), context.Request.Query["deployment"].FirstOrDefault());
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
