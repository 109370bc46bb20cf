using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

// SAMPLE_FAULT stands for settings that a real app refuses at its start.
if (Environment.GetEnvironmentVariable("SAMPLE_FAULT") is { Length: > 0 } fault)
{
    await Console.Error.WriteLineAsync($"error: {fault}");
    return 1;
}

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
await builder.Build().RunAsync();
return 0;
