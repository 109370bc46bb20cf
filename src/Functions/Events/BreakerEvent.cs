using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Functions.Input;
using Importer.Configuration;
using Importer.Gateway;
using Importer.Resources;

namespace Functions.Events;

/// <summary>The fields of an API Management event about a backend's circuit breaker, from either schema.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/event-grid/event-schema-api-management#circuit-breaker-events (preview)</remarks>
internal sealed partial record BreakerEvent
{
    /// <summary>A breaker opened.</summary>
    public const string Opened = "Microsoft.ApiManagement.CircuitBreaker.Opened";

    /// <summary>A breaker closed.</summary>
    public const string Closed = "Microsoft.ApiManagement.CircuitBreaker.Closed";

    // A Retry-After may be long; what is longer is no duration that anybody set, and counts as none.
    private static readonly TimeSpan LongestTrip = TimeSpan.FromDays(31);

    /// <summary>The event's id.</summary>
    public string? Id { get; init; }

    /// <summary>The event's type.</summary>
    public string? Type { get; init; }

    /// <summary>When it happened.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>The service that tells it: <c>topic</c> of the one schema, <c>source</c> of the other.</summary>
    public string? Source { get; init; }

    /// <summary>What it is about: <c>/backends/{name}/circuit-breaker/rules/{rule}</c>.</summary>
    public string? Subject { get; init; }

    /// <summary>The backend's id.</summary>
    public string? Backend { get; init; }

    /// <summary>How long the breaker stays open; null when it does not say.</summary>
    public TimeSpan? Trip { get; init; }

    /// <summary>The events of a delivery, see <see cref="EventEnvelope.ReadAll"/>.</summary>
    public static IReadOnlyList<BreakerEvent> ReadAll(string? delivery) => [.. EventEnvelope.ReadAll(delivery).Select(Of)];

    /// <summary>The fields on one line, for a log.</summary>
    public override string ToString() =>
        $"event {LogText.Line(Id)} {LogText.Line(Type)} {Time:O} {LogText.Line(Source)} {LogText.Line(Subject)}";

    private static BreakerEvent Of(EventEnvelope given)
    {
        var rules = JsonText.Property(JsonText.Property(given.Data, "circuitBreaker"), "rules");
        return new()
        {
            Id = given.Id,
            Type = given.Type,
            Time = given.Time,
            Source = given.Source,
            Subject = given.Subject,
            Backend = JsonText.Text(given.Data, "backendName"),
            Trip =
                rules.ValueKind == JsonValueKind.Object
                    ? rules.EnumerateObject().Max(rule => Duration(JsonText.Text(rule.Value, "tripDuration")))
                    : null,
        };
    }

    // "hh:mm:ss"; whether a day is written as 24:00:00 or as 1.00:00:00 is not told, and .NET reads the first one as 24 days.
    private static TimeSpan? Duration(string? text)
    {
        if (text is null || DurationPattern().Match(text) is not { Success: true } match)
        {
            return null;
        }

        var duration = new TimeSpan(Number(match, "days"), Number(match, "hours"), Number(match, "minutes"), Number(match, "seconds"));
        return duration > TimeSpan.Zero && duration <= LongestTrip ? duration : null;
    }

    private static int Number(Match match, string group) =>
        match.Groups[group] is { Success: true, Value: var digits } ? int.Parse(digits, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(
        @"\A(?:(?<days>[0-9]{1,3})\.)?(?<hours>[0-9]{1,4}):(?<minutes>[0-5]?[0-9]):(?<seconds>[0-5]?[0-9])(?:\.[0-9]+)?\z",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex DurationPattern();
}

/// <summary>What a breaker event means: a backend to look up, or a reason to leave it alone.</summary>
/// <param name="Event">The event.</param>
/// <param name="Backend">The id of the backend, as a fleet writes it; null when it is left alone.</param>
/// <param name="LeftAlone">Why it is left alone.</param>
internal sealed record FilteredBreaker(BreakerEvent Event, string? Backend, string? LeftAlone);

/// <summary>Picks the breaker events that may concern a member of a fleet in the settings.</summary>
internal sealed partial class BreakerFilter(ImporterSettings settings)
{
    /// <summary>Judges one event by what it says itself.</summary>
    public FilteredBreaker Judge(BreakerEvent happened)
    {
        var (backend, reason) = BackendOf(happened);
        return new(happened, reason is null ? backend : null, reason);
    }

    private (string? Backend, string? LeftAlone) BackendOf(BreakerEvent happened)
    {
        if (!Is(happened.Type, BreakerEvent.Opened) && !Is(happened.Type, BreakerEvent.Closed))
        {
            return (null, $"is of type {LogText.Line(happened.Type)}, which tells of no circuit breaker");
        }

        if (!ResourceId.TryParse(happened.Source, out var service) || service != settings.ServiceId)
        {
            return (null, $"is of {LogText.Line(happened.Source)}, which is not the service of the settings ({settings.ServiceId.Name})");
        }

        var match = SubjectPattern().Match(happened.Subject ?? "");
        if (!match.Success || !Is(match.Groups["backend"].Value, happened.Backend ?? "") || happened.Id is null)
        {
            return (null, "has no id, or a subject that is no breaker of the backend that it names");
        }

        var backend = match.Groups["backend"].Value.ToLowerInvariant();
        return settings.Fleets.Any(fleet => backend.StartsWith(FleetIds.Prefix(fleet.Name), StringComparison.Ordinal))
            ? (backend, null)
            : (null, $"is of backend {backend}, whose id is that of no fleet in the settings");
    }

    private static bool Is(string? one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    // What a fleet calls the backend of a member: letters, digits and hyphens, at most 80.
    [GeneratedRegex(@"\A/backends/(?<backend>[A-Za-z0-9-]{1,80})/circuit-breaker/rules/[^/]{1,80}\z", RegexOptions.CultureInvariant)]
    private static partial Regex SubjectPattern();
}
