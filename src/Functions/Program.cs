using Functions;
using Functions.Middleware;
using Functions.Settings;
using Importer;
using Importer.Configuration;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

// The host takes a line of stderr for an error when it says so.
var (settings, faults) = SettingsFile.Read();
var app = AppSettings.Read(SettingsFile.Folder(), Environment.GetEnvironmentVariable);
if (settings is null || app.Faults.Count > 0)
{
    foreach (var fault in faults.Concat(app.Faults))
    {
        await Console.Error.WriteLineAsync($"error: setting {fault}");
    }

    return 1;
}

foreach (var warning in settings.Warnings)
{
    await Console.Error.WriteLineAsync($"setting warning: {warning}");
}

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.UseMiddleware<InvocationScope>().UseMiddleware<InvocationGuard>();
builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("Azure", LogLevel.Warning);
builder
    .Services.AddSingleton(TimeProvider.System)
    .AddImporter(settings)
    .AddFunctions(app)
    .AddTelemetryExport(Environment.GetEnvironmentVariable, Console.Error)
    .AddHostedService<HostWatch>();
await builder.Build().RunAsync();
return 0;
