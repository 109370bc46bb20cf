namespace Importer.Planning;

/// <summary>How much may be withdrawn in one run without a person insisting.</summary>
public sealed record DeletionRules
{
    /// <summary>False keeps every API (setting <c>Deletion.Mode</c> is <c>Keep</c>).</summary>
    public bool Allowed { get; init; } = true;

    /// <summary>How long an API stays after its last deployment went; zero withdraws it at once.</summary>
    public TimeSpan After { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The largest share of the APIs we own that one plan may delete, 0 to 1.</summary>
    public double MaxShare { get; init; } = 0.3;

    /// <summary>Fewer deletions than this are never refused.</summary>
    public int MinCount { get; init; } = 3;
}
