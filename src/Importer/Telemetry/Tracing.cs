using System.Diagnostics;

namespace Importer.Telemetry;

/// <summary>
/// The spans of runs and their steps; those of invocations are the worker's. Nothing is made of them unless somebody listens.
/// </summary>
/// <remarks>Tags carry ids of resources, counts and outcomes; never tokens, keys, event claims, prompts or completions.</remarks>
public static class Tracing
{
    /// <summary>The source's name, for whoever exports or measures.</summary>
    public const string SourceName = "foundry_apim";

    private static readonly ActivitySource Source = new(SourceName);

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
        Source.StartActivity(
            ActivityKind.Client,
            tags: [new("http.request.method", method), new("server.address", host), new("url.path", path)],
            name: method
        );

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
