using System.Diagnostics;

namespace Importer.Telemetry;

/// <summary>The spans of invocations, runs and their steps. Nothing is made of them unless somebody listens.</summary>
/// <remarks>Tags carry ids of resources, counts and outcomes; never tokens, keys, event claims, prompts or completions.</remarks>
public static class Tracing
{
    /// <summary>The source's name, for whoever exports or measures.</summary>
    public const string SourceName = "foundry_apim";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Begins the span of one firing of a trigger, as a part of the trace that the Functions host began.</summary>
    /// <param name="function">The function's name.</param>
    /// <param name="invocationId">The host's id of the firing.</param>
    /// <param name="traceParent">The host's <c>traceparent</c> header; null or malformed begins a trace of its own.</param>
    /// <param name="traceState">The host's <c>tracestate</c> header.</param>
    /// <remarks>Attribute names: https://opentelemetry.io/docs/specs/semconv/faas/faas-spans/</remarks>
    public static Activity? Invocation(string function, string invocationId, string? traceParent, string? traceState)
    {
        _ = ActivityContext.TryParse(traceParent, traceState, isRemote: true, out var parent);
        return Source.StartActivity(ActivityKind.Server, parent, [new("faas.name", function), new("faas.invocation_id", invocationId)], name: function);
    }

    /// <summary>Does a step of a run (discover, observe, apply, probe) within its span.</summary>
    public static async Task<T> StepAsync<T>(string name, Func<Task<T>> step)
    {
        ArgumentNullException.ThrowIfNull(step);
        using var span = Source.StartActivity(name);
        return await step();
    }

    /// <summary>Begins the span of one call to Resource Manager, without its query.</summary>
    /// <remarks>Attribute names: https://opentelemetry.io/docs/specs/semconv/http/http-spans/</remarks>
    public static Activity? Call(string method, string host, string path) =>
        Source.StartActivity(ActivityKind.Client, tags: [new("http.request.method", method), new("server.address", host), new("url.path", path)], name: method);

    /// <summary>Says how a call ended.</summary>
    /// <param name="span">The call's span, if anybody listens.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="requestId">Resource Manager's id of the request, for a support case; null when it sent none.</param>
    public static void Answered(this Activity? span, int status, string? requestId)
    {
        span?.SetTag("http.response.status_code", status);
        span?.SetTag("azure.service.request.id", requestId);
        if (status >= 400)
        {
            span?.SetStatus(ActivityStatusCode.Error);
        }
    }
}
