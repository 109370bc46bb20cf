using LocalAzure.Control;

namespace LocalAzure.Foundry;

/// <summary>
/// The model endpoints of every account: <c>/{account}/openai</c>, <c>/{account}/models</c>, <c>/{account}/anthropic</c>,
/// <c>/{account}/contentsafety</c>.
/// </summary>
public static class FoundrySurface
{
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<IAsyncDisposable> StartAsync(Cloud cloud, CancellationToken cancellationToken)
    {
        var state = cloud.Foundry;
        return await SurfaceServer.StartAsync(
            "foundry",
            cloud.Options.Foundry,
            cloud,
            app => app.Run(http => new InferencePipeline(http, cloud, state).RunAsync(http.RequestAborted)),
            cancellationToken
        );
    }
}
