using Functions.Scopes;
using Importer;

namespace Functions.Events;

/// <summary>Folds the events of one delivery: one request for each account or resource group, however many events name it.</summary>
internal static class EventFolder
{
    /// <summary>The scopes to look at, each with the time of the oldest event behind it.</summary>
    public static IReadOnlyList<(ResourceId Scope, DateTimeOffset? Time)> Fold(IEnumerable<EventReading> readings)
    {
        var byPlace = readings
            .SelectMany(reading => reading.Scopes.Select(scope => (Scope: scope, reading.Event.Time)))
            .GroupBy(nudge => ScopeFence.AccountOf(nudge.Scope))
            .Select(place => (Scope: Narrowest(place.Key, place.Select(nudge => nudge.Scope)), Time: place.Min(nudge => nudge.Time)))
            .ToList();

        // What lies inside another scope of the list is looked at with it.
        return [.. byPlace
            .Where(nudge => !byPlace.Any(other => other.Scope != nudge.Scope && other.Scope.Covers(nudge.Scope)))
            .Select(nudge => (nudge.Scope, byPlace.Where(other => nudge.Scope.Covers(other.Scope)).Min(other => other.Time)))];
    }

    private static ResourceId Narrowest(ResourceId place, IEnumerable<ResourceId> scopes) =>
        scopes.Distinct().ToList() is [var only] ? only : place;
}
