using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Functions.Host;

namespace Functions.Tests;

/// <summary>What the program sends by OTLP, and when it sends nothing.</summary>
public sealed class TelemetryExportTests : IDisposable
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";

    private readonly string _folder = Directory.CreateTempSubdirectory("app-").FullName;

    [Fact]
    public async Task Spans_continue_the_hosts_trace_and_metrics_are_exported()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        var port = HandlerProcess.FreePort();
        using var handler = HandlerProcess.Start(
            _folder,
            ("FUNCTIONS_CUSTOMHANDLER_PORT", port.ToString(CultureInfo.InvariantCulture)),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Address),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_BSP_SCHEDULE_DELAY", "50"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "100"),
            ("Importer__ApiManagement__ServiceId", HandlerUnderTest.Group + "/providers/Microsoft.ApiManagement/service/contoso-apim"),
            ("Importer__Discovery__Scopes__0", HandlerUnderTest.Group),
            ("Importer__Reports__Container", "reports"));
        await handler.ReadyAsync(port);

        await InvokeAsync(port);

        var spans = await receiver.WaitAsync("/v1/traces", body => body.Contains("DeploymentChanged", StringComparison.Ordinal));
        Assert.Contains(Encoding.Latin1.GetString(Convert.FromHexString(TraceId)), spans, StringComparison.Ordinal);
        Assert.Contains("faas.invocation_id", spans, StringComparison.Ordinal);
        await receiver.WaitAsync("/v1/metrics", body => body.Contains("foundry_apim.event.received", StringComparison.Ordinal) && body.Contains("leftAlone", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_an_endpoint_nothing_is_exported() =>
        Assert.Null(TelemetryExport.Start(_ => null, TextWriter.Null));

    [Fact]
    public void An_endpoint_that_is_no_address_is_named_and_exports_nothing()
    {
        using var errors = new StringWriter();

        Assert.Null(TelemetryExport.Start(name => name == "OTEL_EXPORTER_OTLP_ENDPOINT" ? "collector:4317" : null, errors));
        Assert.StartsWith("warn: OTEL_EXPORTER_OTLP_ENDPOINT", errors.ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task InvokeAsync(int port)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"http://127.0.0.1:{port}/DeploymentChanged"))
        {
            Content = JsonContent.Create(new JsonObject { ["Data"] = new JsonObject { ["event"] = new JsonObject() }, ["Metadata"] = new JsonObject() }),
        };
        request.Headers.Add("traceparent", $"00-{TraceId}-b7ad6b7169203331-01");
        request.Headers.Add("X-Azure-Functions-InvocationId", Guid.NewGuid().ToString());
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using var answer = await client.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }
}
