using System.Text.Json.Nodes;

namespace LocalAzure.Arm.ApiManagement;

/// <summary>
/// What a backend's circuit breaker has to look like; figures from
/// https://learn.microsoft.com/azure/templates/microsoft.apimanagement/service/backends#circuitbreakerfailurecondition
/// </summary>
internal static class BreakerChecks
{
    private const int MaxRules = 15;
    private const int MaxListed = 10;
    private const int LowestStatus = 200;
    private const int HighestStatus = 599;

    public static void Check(JsonObject backend)
    {
        var rules = backend["properties"]?["circuitBreaker"]?["rules"] as JsonArray ?? [];
        var fault = rules.Count > MaxRules ? $"At most {MaxRules} rules." : rules.Select(FaultOf).FirstOrDefault(one => one is not null);
        if (fault is not null)
        {
            throw ArmErrors.Validation(("circuitBreaker", fault));
        }
    }

    private static string? FaultOf(JsonNode? rule)
    {
        var condition = rule?["failureCondition"];
        var ranges = condition?["statusCodeRanges"] as JsonArray ?? [];
        var reasons = condition?["errorReasons"] as JsonArray ?? [];
        if (condition?["count"] is not null && condition["percentage"] is not null)
        {
            return "A failure condition has a count or a percentage, not both.";
        }

        if (ranges.Count > MaxListed || reasons.Count > MaxListed)
        {
            return $"At most {MaxListed} status code ranges and {MaxListed} error reasons.";
        }

        return ranges.Any(range => !IsRange((int?)range?["min"], (int?)range?["max"]))
            ? $"A status code range lies between {LowestStatus} and {HighestStatus}."
            : null;
    }

    private static bool IsRange(int? min, int? max) => min >= LowestStatus && max <= HighestStatus && min <= max;
}
