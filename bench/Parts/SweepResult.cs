using Bench.Importing;

namespace Bench.Parts;

/// <summary>What two sweeps over one cloud took: the one that imports, and one that finds everything in its place.</summary>
internal sealed record SweepResult
{
    public required int Accounts { get; init; }

    public required double ImportSeconds { get; init; }

    public required CallCounts Import { get; init; }

    public required double UnchangedSeconds { get; init; }

    public required CallCounts Unchanged { get; init; }

    /// <summary>Processor time of this process for both.</summary>
    public required double CpuSeconds { get; init; }

    public required double ImportAllocatedMb { get; init; }

    public required double UnchangedAllocatedMb { get; init; }

    /// <summary>The most that the process held at any time.</summary>
    public required double? PeakMb { get; init; }

    public required int Tokens { get; init; }
}
