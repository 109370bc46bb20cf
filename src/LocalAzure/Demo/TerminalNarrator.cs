using Spectre.Console;

namespace LocalAzure.Demo;

/// <summary>Colours, a spinner and a table, for a terminal.</summary>
internal sealed class TerminalNarrator(IAnsiConsole console) : INarrator
{
    public void Title(string title, string subtitle)
    {
        console.WriteLine();
        console.Write(new Rule($"[bold]{Markup.Escape(title)}[/]").LeftJustified());
        console.MarkupLine($"[grey]{Markup.Escape(subtitle)}[/]");
    }

    public void Heading(int number, string title)
    {
        console.WriteLine();
        console.MarkupLine($"[bold deepskyblue1]{number}.[/] [bold]{Markup.Escape(title)}[/]");
    }

    public void Say(string line) => Write(" ", Markup.Escape(line));

    public void Verified(string line) => Write("[green]✓[/]", Markup.Escape(line));

    public void Failed(string expected, string seen)
    {
        Write("[red]✗[/]", $"expected: {Markup.Escape(expected)}");
        Write(" ", $"seen: [red]{Markup.Escape(seen)}[/]");
    }

    public Task<T> WhileAsync<T>(string doing, Func<Task<T>> work) =>
        console.Status().Spinner(Spinner.Known.Dots).StartAsync($"   {Markup.Escape(doing)}", _ => work());

    public void Table(IReadOnlyList<string[]> rows)
    {
        var table = new Table().Border(TableBorder.Rounded);
        for (var column = 0; column < rows[0].Length; column++)
        {
            var head = new TableColumn(Markup.Escape(rows[0][column]));
            table.AddColumn(column == 0 ? head : head.RightAligned());
        }

        foreach (var row in rows.Skip(1))
        {
            table.AddRow([.. row.Select(Markup.Escape)]);
        }

        console.WriteLine();
        console.Write(table);
    }

    // Two columns, so that a long line goes on under its beginning.
    private void Write(string mark, string markup) =>
        console.Write(
            new Grid()
                .AddColumn(new GridColumn().NoWrap().PadLeft(3).PadRight(1))
                .AddColumn(new GridColumn().PadLeft(0).PadRight(0))
                .AddRow(mark, markup)
        );
}
