namespace Importer.Health;

/// <summary>How long to wait for what is pending.</summary>
/// <param name="Time">How long to go on trying.</param>
/// <param name="Calls">The most calls to make for one target; at least one is made.</param>
public sealed record ProbePatience(TimeSpan Time, int Calls)
{
    /// <summary>Says whether a target's deployment was deleted meanwhile, so that nothing is waited for any more; null never asks.</summary>
    public Func<ProbeTarget, CancellationToken, Task<bool>>? IsGoneAsync { get; init; }

    /// <summary>One look, with a second call only for a model that wants another parameter.</summary>
    public static ProbePatience Once { get; } = new(TimeSpan.Zero, 2);
}
