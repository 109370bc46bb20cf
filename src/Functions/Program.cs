using Functions;
using Functions.Host;
using Functions.Runs;
using Importer;
using Importer.Notifying;
using Importer.Settings;

// The Functions host starts this program and calls it on the loopback. It never ends with 0: to the host that would be a
// handler that is there and deaf (docs/decisions/0001-custom-handler.md).
const int Failed = 1;
if (HandlerPort.Read(Environment.GetEnvironmentVariable, out var portFault) is not { } port)
{
    await Console.Error.WriteLineAsync(portFault);
    return Failed;
}

var (settings, faults) = SettingsFile.Read();
if (settings is null)
{
    foreach (var fault in faults)
    {
        await Console.Error.WriteLineAsync($"setting {fault}");
    }

    return Failed;
}

foreach (var warning in settings.Warnings)
{
    await Console.Error.WriteLineAsync($"setting warning: {warning}");
}

using var export = TelemetryExport.Start(Environment.GetEnvironmentVariable, Console.Error);
var host = HostSettings.Read(SettingsFile.Folder(), Environment.GetEnvironmentVariable);
await using var app = HandlerHost.Build(port, FunctionServices.Table(host), services => services
    .AddImporter(settings)
    .AddFunctions(host, settings)
    .AddSingleton<Reconcile>(provider => provider.GetRequiredService<Reconciler>().RunAsync)
    .AddSingleton<CheckHealth>(provider => provider.GetRequiredService<HealthRound>().RunAsync)
    .AddSingleton<Tell>(provider => provider.GetRequiredService<Notifier>().TellAsync));
try
{
    await app.RunAsync();
}
catch (IOException fault)
{
    await Console.Error.WriteLineAsync($"port {port} cannot be used: {fault.Message}");
}

return Failed;
