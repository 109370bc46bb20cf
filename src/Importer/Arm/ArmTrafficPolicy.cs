using System.Globalization;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Importer.Telemetry;

namespace Importer.Arm;

/// <summary>Paces each try within the budget, and counts it.</summary>
internal sealed class ArmTrafficPolicy(TimeProvider clock) : HttpPipelinePolicy
{
    private readonly ArmBudget _budget = new(clock);

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("Resource Manager is called asynchronously only.");

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var method = message.Request.Method.Method;
        var bucket = _budget.For(method, message.Request.Uri.Path);
        int? remaining = null;
        var wait = bucket.Take();
        try
        {
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, clock, message.CancellationToken);
            }

            using var span = Tracing.Call(method, message.Request.Uri.Host!, message.Request.Uri.Path);
            await ProcessNextAsync(message, pipeline);
            span.Answered(message.Response.Status, message.Response.Headers.RequestId);
            remaining = Remaining(message.Response, method);
            ArmTelemetry.Count(method, message.Response.Status);
        }
        finally
        {
            bucket.Observe(remaining);
        }
    }

    private static int? Remaining(Response response, string method) =>
        response.Headers.TryGetValue(ArmBudget.HeaderFor(method), out var text)
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : null;
}
