using System.Net;
using Microsoft.Extensions.Logging.Console;

namespace Functions.Host;

/// <summary>Builds the HTTP server that the Functions host talks to.</summary>
internal static class HandlerHost
{
    /// <summary>A server on 127.0.0.1:<paramref name="port"/> for <paramref name="table"/>; 0 takes any free port.</summary>
    public static WebApplication Build(int port, FunctionTable table, Action<IServiceCollection> addServices)
    {
        // The empty builder reads no ASPNETCORE_ variable and no appsettings.json: nothing inherited can move the address.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "foundry-importer" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = RequestBody.Ceiling;
            options.Limits.MinRequestBodyDataRate = null;
            options.Listen(IPAddress.Loopback, port);
        });
        AddConsole(builder.Logging);
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton(table).AddSingleton<Dispatcher>();
        addServices(builder.Services);

        var app = builder.Build();
        var dispatcher = app.Services.GetRequiredService<Dispatcher>();
        app.Run(dispatcher.HandleAsync);
        return app;
    }

    // The host takes each line for one trace: stdout for information; stderr for errors, or warnings where a line says "warn".
    private static void AddConsole(ILoggingBuilder logging)
    {
        logging.SetMinimumLevel(LogLevel.Information);
        logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        logging.AddFilter("Microsoft.Hosting", LogLevel.Warning);
        logging.AddConsole(options =>
        {
            options.FormatterName = OneLineFormatter.FormatterName;
            options.LogToStandardErrorThreshold = LogLevel.Warning;
        });
        logging.AddConsoleFormatter<OneLineFormatter, ConsoleFormatterOptions>();
    }
}
