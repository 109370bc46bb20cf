namespace LocalAzure.Demo;

/// <summary>Plain lines, for a pipe or a file.</summary>
internal sealed class PlainNarrator(TextWriter output) : INarrator
{
    public void Title(string title, string subtitle)
    {
        output.WriteLine(title);
        output.WriteLine(subtitle);
    }

    public void Heading(int number, string title)
    {
        output.WriteLine();
        output.WriteLine($"{number}. {title}");
    }

    public void Say(string line) => output.WriteLine($"   {line}");

    public void Verified(string line) => output.WriteLine($"   [ok] {line}");

    public void Failed(string expected, string seen)
    {
        output.WriteLine($"   [FAILED] expected: {expected}");
        output.WriteLine($"            seen:     {seen}");
    }

    public Task<T> WhileAsync<T>(string doing, Func<Task<T>> work) => work();

    public void Table(IReadOnlyList<string[]> rows)
    {
        output.WriteLine();
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToList();
        foreach (var row in rows)
        {
            // The first column is words, the others are figures.
            var cells = row.Select((cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]));
            output.WriteLine($"   {string.Join("  ", cells)}".TrimEnd());
        }
    }
}
