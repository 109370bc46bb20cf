using Importer.Gateway;

namespace Importer.Design;

/// <summary>Designs the diagnostic that lets the token metrics of an API out.</summary>
internal static class DiagnosticDesigner
{
    /// <summary>
    /// The diagnostic; none where metrics of all APIs go out already. Without a logger people are told, and the metric policy
    /// stays: the service takes it, and metrics begin to flow with the first run after a logger is there.
    /// </summary>
    public static IEnumerable<Diagnostic> Design(ApiGroup group, ApiPolicy policy, PolicyWish ask)
    {
        if (ask.Holdings is not { } holdings || group.Profile.Policies.TokenMetrics is not { } metrics || !policy.Xml.Contains(Policies.EmitTokenMetric.Name, StringComparison.Ordinal))
        {
            return [];
        }

        if (holdings.MetricsOfAllApis is { } all && (metrics.Logger is null || string.Equals(all, metrics.Logger, StringComparison.OrdinalIgnoreCase)))
        {
            return [];
        }

        var (logger, missing) = PolicyGrounds.Logger(metrics, holdings);
        if (missing is not null)
        {
            ask.Tell($"{missing}; the API is made with its metric policy, which stays silent until then");
        }

        return logger is null ? [] : [new Diagnostic { Api = group.ApiId, Logger = logger }];
    }
}
