using System.Runtime.CompilerServices;
using Importer.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Functions.Host;

/// <summary>
/// Sends spans and metrics by OTLP where OpenTelemetry's own variables say so: <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> and its
/// relatives (<c>…_PROTOCOL</c>, <c>…_HEADERS</c>, <c>OTEL_RESOURCE_ATTRIBUTES</c>). Without an endpoint nothing is loaded.
/// </summary>
/// <remarks>Source: https://opentelemetry.io/docs/specs/otel/protocol/exporter/</remarks>
internal static class TelemetryExport
{
    private static readonly string[] Endpoints = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"];

    /// <summary>Begins to export; what it returns sends the rest when it is disposed. Null when there is no endpoint, or none that is an address.</summary>
    public static IDisposable? Start(Func<string, string?> environment, TextWriter errors)
    {
        var named = Endpoints.Where(name => !string.IsNullOrWhiteSpace(environment(name))).ToList();
        if (named.Find(name => !IsAddress(environment(name)!)) is { } wrong)
        {
            errors.WriteLine($"warn: {wrong} is not an http or https address: no telemetry is exported.");
            return null;
        }

        return named.Count == 0 ? null : Begin();
    }

    private static bool IsAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";

    // Apart, so that a start without export does not load the libraries.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static OpenTelemetrySdk Begin() => OpenTelemetrySdk.Create(builder => builder
        .ConfigureResource(resource => resource.AddService("foundry-importer", serviceVersion: typeof(TelemetryExport).Assembly.GetName().Version?.ToString(3)).AddEnvironmentVariableDetector())
        .WithTracing(traces => traces.AddSource(Tracing.SourceName).AddOtlpExporter())
        .WithMetrics(metrics => metrics.AddMeter(Meters.Name).AddOtlpExporter()));
}
