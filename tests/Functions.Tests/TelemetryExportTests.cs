using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Importer.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Functions.Tests;

/// <summary>What the program sends by OTLP and to Azure Monitor, and when it sends nothing.</summary>
public sealed class TelemetryExportTests
{
    [Fact]
    public async Task Spans_and_metrics_go_where_the_variables_say()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        var environment = new Dictionary<string, string?>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Address,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "50",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "100",
        };
        await using var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(environment).Build())
            .AddTelemetryExport(environment.GetValueOrDefault, TextWriter.Null)
            .BuildServiceProvider();
        Assert.NotNull(services.GetService<TracerProvider>());
        Assert.NotNull(services.GetService<MeterProvider>());

        await Tracing.StepAsync("discover", () => Task.FromResult(1));
        EventMeter.Count(taken: false, null);

        await receiver.WaitAsync("/v1/traces", body => body.Contains("discover", StringComparison.Ordinal));
        await receiver.WaitAsync(
            "/v1/metrics",
            body =>
                body.Contains("foundry_apim.event.received", StringComparison.Ordinal)
                && body.Contains("leftAlone", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Without_an_endpoint_nothing_is_exported() =>
        Assert.Empty(new ServiceCollection().AddTelemetryExport(_ => null, TextWriter.Null));

    [Fact]
    public void An_endpoint_that_is_no_address_is_named_and_exports_nothing()
    {
        using var errors = new StringWriter();

        Assert.Empty(
            new ServiceCollection().AddTelemetryExport(name => name == "OTEL_EXPORTER_OTLP_ENDPOINT" ? "collector:4317" : null, errors)
        );
        Assert.StartsWith("warn: OTEL_EXPORTER_OTLP_ENDPOINT", errors.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("Authorization=AAD", true)]
    [InlineData("ClientId=00000000-0000-0000-0000-0000000000c1;Authorization=AAD", true)]
    [InlineData(" authorization = aad ; clientid = ", true)]
    public void Azure_Monitor_gets_the_identity_that_the_host_gets(string? authentication, bool hasIdentity)
    {
        using var errors = new StringWriter();
        using var services = Monitored(authentication, errors).BuildServiceProvider();

        Assert.NotNull(services.GetService<TracerProvider>());
        Assert.NotNull(services.GetService<MeterProvider>());
        var options = services.GetRequiredService<IOptionsMonitor<AzureMonitorExporterOptions>>().Get(Options.DefaultName);
        Assert.Equal(Component, options.ConnectionString);
        Assert.Equal(hasIdentity, options.Credential is ManagedIdentityCredential);
        Assert.Empty(errors.ToString());
    }

    [Fact]
    public void An_identity_that_cannot_be_read_is_told()
    {
        using var errors = new StringWriter();
        using var services = Monitored("ClientId=x", errors).BuildServiceProvider();

        Assert.Null(services.GetRequiredService<IOptionsMonitor<AzureMonitorExporterOptions>>().Get(Options.DefaultName).Credential);
        Assert.StartsWith("warn: APPLICATIONINSIGHTS_AUTHENTICATION_STRING", errors.ToString(), StringComparison.Ordinal);
    }

    private const string Component = "InstrumentationKey=00000000-0000-0000-0000-000000000001;IngestionEndpoint=https://127.0.0.1:9/";

    private static IServiceCollection Monitored(string? authentication, TextWriter errors) =>
        new ServiceCollection().AddTelemetryExport(
            name =>
                name switch
                {
                    "APPLICATIONINSIGHTS_CONNECTION_STRING" => Component,
                    "APPLICATIONINSIGHTS_AUTHENTICATION_STRING" => authentication,
                    _ => null,
                },
            errors
        );
}
