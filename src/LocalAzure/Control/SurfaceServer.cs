using System.Net;

namespace LocalAzure.Control;

/// <summary>One HTTP server per surface, on loopback only, with faults and journal in front of what it maps.</summary>
public static class SurfaceServer
{
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<WebApplication> StartAsync(
        string surface,
        Uri address,
        Cloud cloud,
        Action<WebApplication> map,
        CancellationToken cancellationToken
    )
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 64 * 1024 * 1024;
            kestrel.Listen(IPAddress.Loopback, address.Port);
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        var app = builder.Build();
        var recorder = new Recorder(surface, cloud);
        app.Use(next => context => recorder.InvokeAsync(context, next));
        app.UseRouting();
        map(app);
        await app.StartAsync(cancellationToken);
        return app;
    }
}
