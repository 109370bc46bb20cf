using Bench.Running;

namespace Bench.Results;

/// <summary>Everything measured so far; each figure is printed as it comes.</summary>
internal sealed class Findings(TextWriter output)
{
    /// <summary>How the name of a figure ends that says a peak.</summary>
    public const string PeakName = ", peak memory";

    private readonly List<Finding> _all = [];
    private readonly List<Row> _rows = [];
    private readonly List<string> _failures = [];

    /// <summary>The figures, for machines.</summary>
    public IReadOnlyList<Finding> All => _all;

    /// <summary>The table, for people.</summary>
    public IReadOnlyList<Row> Rows => _rows;

    public void Count(string part, string name, double value, string unit = "") => Add(new(part, name, value, unit, true));

    public void Measure(string part, string name, double value, string unit, string? note = null) =>
        Add(new(part, name, value, unit, false) { Note = note });

    /// <summary>What had to be so and was not.</summary>
    public IReadOnlyList<string> Failures => _failures;

    /// <summary>
    /// The most memory that a process of the importer held at any time, as the system counts it (VmHWM): the worker, the command line, or
    /// the benchmark's own process where LocalAzure runs in another.
    /// </summary>
    public void Peak(string part, string of, double? megabytes) =>
        Measure(part, $"{of}{PeakName}", megabytes is > 0 ? megabytes.Value : double.NaN, "MB");

    /// <summary>The same of this process, which holds the importer and the part that calls it.</summary>
    public void PeakOfThisProcess(string part) => Peak(part, "the benchmark's process", ProcessMemory.Peak(Environment.ProcessId));

    /// <summary>Notes that something is not as it has to be: the benchmark then ends with 1.</summary>
    public void Fail(string part, string reason)
    {
        _failures.Add($"{part}: {reason}");
        output.WriteLine($"  FAILED: {reason}");
    }

    /// <summary>A line of the table.</summary>
    public void Tell(string part, string what, string measured)
    {
        _rows.Add(new(part, what, measured));
        output.WriteLine($"  {what}: {measured}");
    }

    private void Add(Finding finding) => _all.Add(finding);
}
