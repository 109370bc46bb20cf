using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace Functions.Middleware;

/// <summary>
/// Puts function and invocation beside every log line. The span of the invocation is made by the worker itself, as part of the host's
/// trace.
/// </summary>
internal sealed class InvocationScope(ILogger<InvocationScope> logger) : IFunctionsWorkerMiddleware
{
    // The host finds a line's invocation by this name; with OpenTelemetry the worker's own scope spells it differently.
    // https://github.com/Azure/azure-functions-dotnet-worker/issues/3487
    private const string InvocationId = "AzureFunctions_InvocationId";

    /// <inheritdoc/>
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        using var scope = logger.BeginScope(
            new Dictionary<string, object> { ["Function"] = context.FunctionDefinition.Name, [InvocationId] = context.InvocationId }
        );
        await next(context);
    }
}
