using LocalAzure.State;

namespace LocalAzure.Gateway.Configuration;

/// <summary>
/// Whether custom metrics of an API go anywhere: a diagnostic <c>applicationinsights</c> with <c>metrics: true</c> on the API
/// or on all APIs, with a logger behind it.
/// https://learn.microsoft.com/azure/api-management/api-management-howto-app-insights#emit-custom-metrics
/// </summary>
internal sealed class DiagnosticTable(ResourceStore store, string serviceId)
{
    private static readonly string[] Scopes = ["", "/apis"];

    private readonly Dictionary<string, bool> _byScope = Scopes
        .SelectMany(scope => store.OfType($"Microsoft.ApiManagement/service{scope}/diagnostics"))
        .Where(diagnostic => ResourceIds.Same(diagnostic.Name, "applicationinsights"))
        .ToDictionary(
            diagnostic => ResourceIds.Parent(diagnostic.Id),
            diagnostic => Emits(store, serviceId, diagnostic),
            StringComparer.OrdinalIgnoreCase
        );

    public bool EmitsMetrics(ApiEntry api) => _byScope.TryGetValue(api.ArmId, out var own) ? own : _byScope.GetValueOrDefault(serviceId);

    private static bool Emits(ResourceStore store, string serviceId, ArmResource diagnostic)
    {
        var properties = diagnostic.Body["properties"];
        return (bool?)properties?["metrics"] == true
            && (string?)properties["loggerId"] is { } logger
            && store.Get($"{serviceId}/loggers/{ResourceIds.Name(logger)}") is not null;
    }
}
