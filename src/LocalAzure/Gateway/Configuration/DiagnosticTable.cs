using LocalAzure.State;

namespace LocalAzure.Gateway.Configuration;

/// <summary>
/// Whether custom metrics of an API go anywhere: a diagnostic <c>applicationinsights</c> with <c>metrics: true</c> on the API
/// or on all APIs, with a logger behind it.
/// https://learn.microsoft.com/azure/api-management/api-management-howto-app-insights#emit-custom-metrics
/// </summary>
internal sealed class DiagnosticTable(ResourceStore store, string serviceId)
{
    public bool EmitsMetrics(ApiEntry api) => Emits(api.ArmId) ?? Emits(serviceId) ?? false;

    private bool? Emits(string scope)
    {
        var properties = store.Get($"{scope}/diagnostics/applicationinsights")?.Body["properties"];
        if (properties is null)
        {
            return null;
        }

        var logger = (string?)properties["loggerId"];
        return (bool?)properties["metrics"] == true
            && logger is not null
            && store.Get($"{serviceId}/loggers/{ResourceIds.Name(logger)}") is not null;
    }
}
