using System.Text.Json.Nodes;

namespace LocalAzure.Gateway.Configuration;

/// <summary>
/// When a backend's breaker opens and for how long.
/// https://learn.microsoft.com/azure/api-management/backends#circuit-breaker
/// </summary>
internal sealed record BreakerRule
{
    /// <summary>As events name it.</summary>
    public required string Name { get; init; }

    public required int? Count { get; init; }

    public required int? Percentage { get; init; }

    public required TimeSpan Interval { get; init; }

    public required TimeSpan TripDuration { get; init; }

    /// <summary>Whether the backend's Retry-After replaces the trip duration.</summary>
    public required bool AcceptRetryAfter { get; init; }

    public required IReadOnlyList<(int Min, int Max)> Statuses { get; init; }

    /// <summary>Which of them count is not documented; the settings of the gateway say it.</summary>
    public required IReadOnlyList<string> ErrorReasons { get; init; }

    public static BreakerRule Of(JsonNode rule)
    {
        var condition = rule["failureCondition"];
        return new BreakerRule
        {
            Name = (string?)rule["name"] ?? "rule",
            Count = (int?)condition?["count"],
            Percentage = (int?)condition?["percentage"],
            Interval = BackendEntry.Duration(condition?["interval"], TimeSpan.FromMinutes(1)),
            TripDuration = BackendEntry.Duration(rule["tripDuration"], TimeSpan.FromMinutes(1)),
            AcceptRetryAfter = (bool?)rule["acceptRetryAfter"] ?? false,
            Statuses = [.. (condition?["statusCodeRanges"] as JsonArray ?? []).Select(range => ((int)range!["min"]!, (int)range["max"]!))],
            ErrorReasons = [.. (condition?["errorReasons"] as JsonArray ?? []).Select(reason => (string)reason!)],
        };
    }

    /// <summary>Whether a call counts as a failure. One without an answer does only by a reason that the gateway heeds.</summary>
    public bool Counts(CallOutcome outcome, IReadOnlyList<string> heeded) =>
        outcome.Status is { } code
            ? Statuses.Any(range => code >= range.Min && code <= range.Max) || (code >= 500 && Heeds(GatewaySettings.ServerErrors, heeded))
            : outcome.Reason is { } reason && Heeds(reason, heeded);

    private bool Heeds(string reason, IReadOnlyList<string> heeded) =>
        ErrorReasons.Contains(reason, StringComparer.OrdinalIgnoreCase) && heeded.Contains(reason, StringComparer.OrdinalIgnoreCase);
}
