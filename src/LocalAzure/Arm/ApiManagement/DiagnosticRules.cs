using System.Text.Json.Nodes;
using LocalAzure.State;

namespace LocalAzure.Arm.ApiManagement;

/// <summary>Loggers, diagnostics of the service and of an API, and caches.</summary>
internal static class DiagnosticRules
{
    public static readonly ArmType[] All =
    [
        // https://learn.microsoft.com/rest/api/apimanagement/logger
        new ArmType(ApiManagementTypes.Loggers)
        {
            HasETag = true,
            Noun = "Logger",
            Fields =
            [
                new("loggerType") { Required = true, OneOf = ["applicationInsights", "azureEventHub", "azureMonitor"] },
                new("description") { Max = 256 },
            ],
            Accept = AcceptLogger,
            Show = ShowLogger,
        },
        DiagnosticsOf(ApiManagementTypes.Service),
        DiagnosticsOf(ApiManagementTypes.Apis),
        // https://learn.microsoft.com/rest/api/apimanagement/cache
        new ArmType($"{ApiManagementTypes.Service}/caches")
        {
            HasETag = true,
            Noun = "Cache",
            Fields =
            [
                new("connectionString") { Required = true, Max = 300 },
                new("useFromLocation") { Required = true, Max = 256 },
                new("description") { Max = 2000 },
            ],
            Show = ShowCache,
        },
    ];

    /// <summary>See https://learn.microsoft.com/rest/api/apimanagement/api-diagnostic</summary>
    private static ArmType DiagnosticsOf(string parent) =>
        new($"{parent}/diagnostics")
        {
            HasETag = true,
            Noun = "Diagnostic",
            Fields = [new("loggerId") { Required = true }],
            Accept = AcceptDiagnostic,
        };

    private static JsonObject AcceptLogger(ArmCall call, JsonObject document)
    {
        document.Default("isBuffered", true);
        return document;
    }

    /// <summary>Credentials come back as the name of the named value that the service keeps them in.</summary>
    private static JsonObject ShowLogger(ArmCall call, ArmResource logger, JsonObject document)
    {
        if (document.Properties()["credentials"] is JsonObject credentials)
        {
            foreach (var name in credentials.Select(pair => pair.Key).ToList())
            {
                credentials[name] = $"{{{{Logger-Credentials--{logger.Name}}}}}";
            }
        }

        return document;
    }

    private static JsonObject AcceptDiagnostic(ArmCall call, JsonObject document)
    {
        var logger = ApiManagementTypes.FullId(call, document.Text("loggerId")!);
        if (call.Store.Get(logger) is null)
        {
            throw ArmErrors.Validation(("loggerId", $"Logger '{document.Text("loggerId")}' could not be found."));
        }

        document.Properties()["loggerId"] = logger;
        document.Default("sampling", new JsonObject { ["samplingType"] = "fixed", ["percentage"] = 100 });
        document.Default("logClientIp", true);
        return document;
    }

    private static JsonObject ShowCache(ArmCall call, ArmResource cache, JsonObject document)
    {
        document.Properties()["connectionString"] = $"{{{{Cache-Connection--{cache.Name}}}}}";
        return document;
    }
}
