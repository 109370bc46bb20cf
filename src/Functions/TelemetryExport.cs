using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Importer.Telemetry;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Functions;

/// <summary>
/// Sends spans and metrics: by OTLP where OpenTelemetry's own variables say so (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c> and its relatives), and
/// to Azure Monitor where <c>APPLICATIONINSIGHTS_CONNECTION_STRING</c> is set, with the identity that
/// <c>APPLICATIONINSIGHTS_AUTHENTICATION_STRING</c> names. Without either nothing is exported.
/// </summary>
/// <remarks>
/// Sources: https://opentelemetry.io/docs/specs/otel/protocol/exporter/,
/// https://learn.microsoft.com/azure/azure-functions/opentelemetry-howto and
/// https://learn.microsoft.com/azure/azure-functions/functions-app-settings#applicationinsights_authentication_string
/// </remarks>
internal static class TelemetryExport
{
    private const string AzureMonitor = "APPLICATIONINSIGHTS_CONNECTION_STRING";
    private const string AzureMonitorIdentity = "APPLICATIONINSIGHTS_AUTHENTICATION_STRING";

    private static readonly string[] Endpoints =
    [
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
        "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
    ];

    /// <summary>
    /// Adds the exporters that the environment asks for; a wrong address is told to <paramref name="errors"/> and exports nothing.
    /// </summary>
    public static IServiceCollection AddTelemetryExport(
        this IServiceCollection services,
        Func<string, string?> environment,
        TextWriter errors
    )
    {
        var named = Endpoints.Where(name => !string.IsNullOrWhiteSpace(environment(name))).ToList();
        var wrong = named.Find(name => !IsAddress(environment(name)!));
        if (wrong is not null)
        {
            errors.WriteLine($"warn: {wrong} is not an http or https address: no telemetry is exported by OTLP.");
        }

        var otlp = named.Count > 0 && wrong is null;
        Action<AzureMonitorExporterOptions>? monitor = null;
        if (environment(AzureMonitor) is { } connection && !string.IsNullOrWhiteSpace(connection))
        {
            var identity = Identity(environment(AzureMonitorIdentity), errors);
            monitor = options => (options.ConnectionString, options.Credential) = (connection, identity);
        }

        return otlp || monitor is not null ? services.AddExporters(otlp, monitor) : services;
    }

    // The host reads the variable by itself; the exporter does not.
    private static ManagedIdentityCredential? Identity(string? text, TextWriter errors)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var parts = text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2, StringSplitOptions.TrimEntries))
            .Where(part => part.Length == 2)
            .GroupBy(part => part[0], StringComparer.OrdinalIgnoreCase)
            .ToDictionary(part => part.Key, part => part.Last()[1], StringComparer.OrdinalIgnoreCase);
        if (!string.Equals(parts.GetValueOrDefault("Authorization"), "AAD", StringComparison.OrdinalIgnoreCase))
        {
            errors.WriteLine(
                $"warn: {AzureMonitorIdentity} holds no Authorization=AAD: telemetry goes to Azure Monitor without an identity, which a component refuses that takes no keys."
            );
            return null;
        }

        return new(
            parts.GetValueOrDefault("ClientId") is { Length: > 0 } client
                ? ManagedIdentityId.FromUserAssignedClientId(client)
                : ManagedIdentityId.SystemAssigned
        );
    }

    private static bool IsAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";

    private static IServiceCollection AddExporters(
        this IServiceCollection services,
        bool otlp,
        Action<AzureMonitorExporterOptions>? monitor
    )
    {
        var version = typeof(TelemetryExport).Assembly.GetName().Version?.ToString(3);
        services
            .AddOpenTelemetry()
            .UseFunctionsWorkerDefaults()
            .ConfigureResource(resource =>
                resource.AddService("foundry-importer", serviceVersion: version).AddEnvironmentVariableDetector()
            )
            .WithTracing(traces => Export(traces.AddSource(Tracing.SourceName), otlp, monitor))
            .WithMetrics(metrics => Export(metrics.AddMeter(Meters.Name), otlp, monitor));
        return services;
    }

    private static void Export(TracerProviderBuilder traces, bool otlp, Action<AzureMonitorExporterOptions>? monitor)
    {
        if (otlp)
        {
            traces.AddOtlpExporter();
        }

        if (monitor is not null)
        {
            traces.AddAzureMonitorTraceExporter(monitor);
        }
    }

    private static void Export(MeterProviderBuilder metrics, bool otlp, Action<AzureMonitorExporterOptions>? monitor)
    {
        if (otlp)
        {
            metrics.AddOtlpExporter();
        }

        if (monitor is not null)
        {
            metrics.AddAzureMonitorMetricExporter(monitor);
        }
    }
}
