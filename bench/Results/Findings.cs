namespace Bench.Results;

/// <summary>Everything measured so far; each figure is printed as it comes.</summary>
internal sealed class Findings(TextWriter output)
{
    private readonly List<Finding> _all = [];
    private readonly List<Row> _rows = [];

    /// <summary>The figures, for machines.</summary>
    public IReadOnlyList<Finding> All => _all;

    /// <summary>The table, for people.</summary>
    public IReadOnlyList<Row> Rows => _rows;

    public void Count(string part, string name, double value, string unit = "") => Add(new(part, name, value, unit, true));

    public void Measure(string part, string name, double value, string unit, string? note = null) =>
        Add(new(part, name, value, unit, false) { Note = note });

    /// <summary>A line of the table.</summary>
    public void Tell(string part, string what, string measured)
    {
        _rows.Add(new(part, what, measured));
        output.WriteLine($"  {what}: {measured}");
    }

    private void Add(Finding finding) => _all.Add(finding);
}
