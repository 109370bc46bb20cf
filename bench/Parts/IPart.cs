using Bench.Results;
using Bench.Running;

namespace Bench.Parts;

/// <summary>One part of the benchmark, which can be run alone.</summary>
internal interface IPart
{
    /// <summary>Its name on the command line.</summary>
    string Name { get; }

    /// <summary>What it measures, in a line.</summary>
    string About { get; }

    Task RunAsync(BenchOptions options, Findings findings, CancellationToken cancellationToken);
}
