namespace LocalAzure.Load;

/// <summary>What became of the calls of one alias.</summary>
public sealed record AliasLoad
{
    public required string Alias { get; init; }

    public required int Calls { get; init; }

    public required IReadOnlyList<FailedCall> Failed { get; init; }

    /// <summary>Good calls by the header that names the member; empty without such a header.</summary>
    public required IReadOnlyDictionary<string, int> ByMember { get; init; }

    /// <summary>How long the good calls took, shortest first.</summary>
    public required IReadOnlyList<TimeSpan> Durations { get; init; }

    /// <summary>The duration that this share of the good calls did not exceed; zero without one.</summary>
    public TimeSpan Percentile(double share) =>
        Durations.Count == 0
            ? TimeSpan.Zero
            : Durations[Math.Clamp((int)Math.Ceiling(share * Durations.Count) - 1, 0, Durations.Count - 1)];
}
