namespace Bench.Fleets;

/// <summary>From a deployment's event until it stands in the pool of its alias, in milliseconds.</summary>
/// <param name="OwnMs">The importer's part: everything but the time between its backend and its pool.</param>
/// <param name="ProofMs">Between its backend and its pool: test calls, and what Azure needs until they are answered.</param>
internal sealed record JoinTiming(double OwnMs, double ProofMs)
{
    /// <summary>The timings of those that joined, and who did not.</summary>
    public static (IReadOnlyList<JoinTiming> Timings, IReadOnlyList<string> Missing) Of(
        IReadOnlyList<(Place Place, DateTimeOffset At)> joins,
        IReadOnlyList<FleetWrite> writes,
        ILookup<string, DateTimeOffset> events
    )
    {
        var timings = new List<JoinTiming>();
        var missing = new List<string>();
        foreach (var (place, at) in joins.Where(join => join.Place.IsInside))
        {
            var raised = events[place.Id].Where(time => time >= at).DefaultIfEmpty(DateTimeOffset.MaxValue).Min();
            var pool = writes.FirstOrDefault(write => write.Kind == "pool" && write.To >= raised && write.Members.Contains(place.Backend));
            if (pool is null)
            {
                missing.Add($"{place.Account}/{place.Alias}");
                continue;
            }

            var backend = writes.LastOrDefault(write => write.Name == place.Backend && write.To >= raised && write.To <= pool.From);
            var proof = backend is null ? TimeSpan.Zero : pool.From - backend.To;
            timings.Add(new((pool.To - raised - proof).TotalMilliseconds, proof.TotalMilliseconds));
        }

        return (timings, missing);
    }
}
