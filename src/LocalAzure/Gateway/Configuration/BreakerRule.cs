using System.Text.Json.Nodes;

namespace LocalAzure.Gateway.Configuration;

/// <summary>
/// When a backend's breaker opens and for how long.
/// https://learn.microsoft.com/azure/api-management/backends#circuit-breaker
/// </summary>
internal sealed record BreakerRule
{
    public required int? Count { get; init; }

    public required int? Percentage { get; init; }

    public required TimeSpan Interval { get; init; }

    public required TimeSpan TripDuration { get; init; }

    /// <summary>Whether the backend's Retry-After replaces the trip duration.</summary>
    public required bool AcceptRetryAfter { get; init; }

    public required IReadOnlyList<(int Min, int Max)> Statuses { get; init; }

    /// <summary>Reasons such as Timeout or Server errors; anything but a status counts as one.</summary>
    public required IReadOnlyList<string> ErrorReasons { get; init; }

    public static BreakerRule Of(JsonNode rule)
    {
        var condition = rule["failureCondition"];
        return new BreakerRule
        {
            Count = (int?)condition?["count"],
            Percentage = (int?)condition?["percentage"],
            Interval = BackendEntry.Duration(condition?["interval"], TimeSpan.FromMinutes(1)),
            TripDuration = BackendEntry.Duration(rule["tripDuration"], TimeSpan.FromMinutes(1)),
            AcceptRetryAfter = (bool?)rule["acceptRetryAfter"] ?? false,
            Statuses = [.. (condition?["statusCodeRanges"] as JsonArray ?? []).Select(range => ((int)range!["min"]!, (int)range["max"]!))],
            ErrorReasons = [.. (condition?["errorReasons"] as JsonArray ?? []).Select(reason => (string)reason!)],
        };
    }

    /// <summary>Whether an answer (or none, with the reason) counts as a failure.</summary>
    public bool Counts(int? status) =>
        status is { } code
            ? Statuses.Any(range => code >= range.Min && code <= range.Max)
                || (code >= 500 && ErrorReasons.Contains("Server errors", StringComparer.OrdinalIgnoreCase))
            : ErrorReasons.Count > 0;
}
