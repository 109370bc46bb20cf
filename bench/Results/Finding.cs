namespace Bench.Results;

/// <summary>One measured figure.</summary>
/// <param name="Part">The part that measured it.</param>
/// <param name="Name">What was measured.</param>
/// <param name="Value">The figure.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="IsCount">True for what a second run must give again exactly.</param>
internal sealed record Finding(string Part, string Name, double Value, string Unit, bool IsCount)
{
    /// <summary>What it is compared with, or how it came about.</summary>
    public string? Note { get; init; }
}
