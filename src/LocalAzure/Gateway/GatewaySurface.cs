using LocalAzure.Control;
using LocalAzure.Gateway.Configuration;

namespace LocalAzure.Gateway;

/// <summary>The API Management gateway over HTTP.</summary>
public static class GatewaySurface
{
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<IAsyncDisposable> StartAsync(Cloud cloud, CancellationToken cancellationToken)
    {
        var holder = new SnapshotHolder(cloud);
        return await SurfaceServer.StartAsync(
            "gateway",
            cloud.Options.Gateway,
            cloud,
            app => app.Run(http => HandleAsync(http, cloud, holder)),
            cancellationToken
        );
    }

    /// <summary>The gateway's answer when no API or no operation fits.</summary>
    internal static GatewayException NotFound() =>
        new(
            StatusCodes.Status404NotFound,
            "configuration",
            "OperationNotFound",
            "Resource not found",
            "Unable to match incoming request to an operation."
        );

    private static async Task HandleAsync(HttpContext http, Cloud cloud, SnapshotHolder holder)
    {
        var started = cloud.Clock.GetTimestamp();
        var request = await GatewayRequest.ReadAsync(http, http.RequestAborted);
        if (holder.Current is not { } snapshot || snapshot.FindApi(request.Path) is not { } found)
        {
            using var refusal = ErrorResponse.Of(NotFound(), Guid.NewGuid());
            await new ResponseWriter(http).WriteAsync(refusal, http.RequestAborted);
            return;
        }

        request.Path = found.Path;
        var context = new PolicyContext(cloud, cloud.Gateway)
        {
            Snapshot = snapshot,
            Request = request,
            Api = found.Api,
            Started = started,
        };
        await new GatewayPipeline(context).RunAsync(http.RequestAborted);
        using var response = context.Response!;
        await new ResponseWriter(http, context).WriteAsync(response, http.RequestAborted);
    }
}
