using Cli.Running;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Cli.Output;

/// <summary>How a word looks on a terminal; piped, all look the same.</summary>
internal enum Ink
{
    /// <summary>As the terminal has it.</summary>
    Plain,

    /// <summary>A heading.</summary>
    Strong,

    /// <summary>Of less weight.</summary>
    Faint,

    /// <summary>Good, or new.</summary>
    Green,

    /// <summary>Changed, or to be looked at.</summary>
    Yellow,

    /// <summary>Bad, or gone.</summary>
    Red,
}

/// <summary>
/// Writes results to the one stream and everything else to the other. Lines are broken between words where there is a width, and never
/// within one: ids stay whole, so that they can be copied.
/// </summary>
internal sealed class Screen
{
    private const int Least = 40;

    private readonly IAnsiConsole _output;
    private readonly IAnsiConsole _error;
    private readonly TextWriter _raw;
    private readonly TextWriter _status;
    private readonly int _width;
    private readonly Lock _gate = new();
    private bool _hasStatus;

    public Screen(Surroundings here, bool color, bool quiet)
    {
        IsQuiet = quiet;
        IsLive = here.IsErrorTerminal && !quiet;
        _raw = here.Output;
        _status = here.Error;
        _width = Math.Max(here.Width ?? int.MaxValue, Least);
        var inked = color && !here.Has("NO_COLOR");
        _output = Open(here.Output, here.IsTerminal && inked);
        _error = Open(here.Error, here.IsErrorTerminal && inked);
    }

    /// <summary>True when nothing but results and faults is written.</summary>
    public bool IsQuiet { get; }

    /// <summary>True when the progress line is written over and over.</summary>
    public bool IsLive { get; }

    /// <summary>A line of the results.</summary>
    public void Line(params IReadOnlyList<(string Text, Ink Ink)> parts) => Write(_output, 0, 0, parts);

    /// <summary>A line of plain results.</summary>
    public void Line(string text = "") => Line((text, Ink.Plain));

    /// <summary>A line of the results that begins further right, and its further lines still further.</summary>
    public void Indented(int indent, int hanging, params IReadOnlyList<(string Text, Ink Ink)> parts) =>
        Write(_output, indent, hanging, parts);

    /// <summary>A text of the results as it is: JSON, Markdown, a script.</summary>
    public void Verbatim(string text)
    {
        ClearStatus();
        _raw.Write(Foreign.Shown(text.EndsWith('\n') ? text : text + "\n"));
    }

    /// <summary>Something beside the results that a person should know.</summary>
    public void Note(string text)
    {
        if (!IsQuiet)
        {
            ClearStatus();
            Write(_error, 0, 6, [("note: ", Ink.Faint), (text, Ink.Plain)]);
        }
    }

    /// <summary>What is wrong.</summary>
    public void Fault(string text)
    {
        ClearStatus();
        Write(_error, 0, 7, [("error: ", Ink.Red), (text, Ink.Plain)]);
    }

    /// <summary>A question, without an end of line.</summary>
    public void Ask(string text)
    {
        ClearStatus();
        _status.Write(Foreign.Shown(text));
        _status.Flush();
    }

    /// <summary>What is being done: one line that is written over on a terminal, a line each time elsewhere.</summary>
    public void Status(string text, bool isNew)
    {
        if (IsQuiet || (!IsLive && !isNew))
        {
            return;
        }

        lock (_gate)
        {
            _status.Write(IsLive ? $"\r\u001b[K{Foreign.Shown(text)}" : $"{Foreign.Shown(text)}\n");
            _hasStatus = IsLive;
            _status.Flush();
        }
    }

    /// <summary>Takes the progress line away.</summary>
    public void ClearStatus()
    {
        lock (_gate)
        {
            if (_hasStatus)
            {
                _status.Write("\r\u001b[K");
                _hasStatus = false;
            }
        }
    }

    private static IAnsiConsole Open(TextWriter writer, bool isTerminal)
    {
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = isTerminal ? AnsiSupport.Yes : AnsiSupport.No,
                ColorSystem = isTerminal ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
                Interactive = InteractionSupport.No,
                Out = new AnsiConsoleOutput(writer),
            }
        );
        console.Profile.Width = short.MaxValue;
        return console;
    }

    private void Write(IAnsiConsole console, int indent, int hanging, IReadOnlyList<(string Text, Ink Ink)> parts)
    {
        ClearStatus();
        console.Write(new StyledText(Lines.Of(parts, _width, indent, hanging)));
    }

    // What is written is broken into lines already: the console must not do it again.
    private sealed class StyledText(IReadOnlyList<(string Text, Ink Ink)> words) : Renderable
    {
        protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth) =>
            words.Select(word => word.Text == "\n" ? Segment.LineBreak : new Segment(word.Text, StyleOf(word.Ink)));

        private static Style StyleOf(Ink ink) =>
            ink switch
            {
                Ink.Strong => new Style(decoration: Decoration.Bold),
                Ink.Faint => new Style(decoration: Decoration.Dim),
                Ink.Green => new Style(Color.Green),
                Ink.Yellow => new Style(Color.Olive),
                Ink.Red => new Style(Color.Maroon),
                _ => Style.Plain,
            };
    }
}

/// <summary>Breaks a text into lines.</summary>
internal static class Lines
{
    /// <summary>The words with the blanks and line ends between them; the last line end included.</summary>
    public static IReadOnlyList<(string Text, Ink Ink)> Of(IReadOnlyList<(string Text, Ink Ink)> parts, int width, int indent, int hanging)
    {
        var lines = new List<(string Text, Ink Ink)>();
        var at = Start(indent);
        var isFirst = true;
        foreach (var (text, ink) in parts.SelectMany(Split))
        {
            if (text.Length == 0)
            {
                continue;
            }

            if (text == " ")
            {
                if (at < width)
                {
                    lines.Add((" ", Ink.Plain));
                    at++;
                }

                continue;
            }

            if (!isFirst && at + text.Length > width && at > hanging)
            {
                Trim();
                lines.Add(("\n", Ink.Plain));
                at = Start(hanging);
            }

            lines.Add((text, ink));
            at += text.Length;
            isFirst = false;
        }

        Trim();
        lines.Add(("\n", Ink.Plain));
        return Joined(lines);

        int Start(int blanks)
        {
            if (blanks > 0)
            {
                lines.Add((new string(' ', blanks), Ink.Plain));
            }

            return blanks;
        }

        void Trim()
        {
            while (lines is [.., (" ", _)])
            {
                lines.RemoveAt(lines.Count - 1);
            }
        }
    }

    // Words of one ink and the blanks between them are one piece.
    private static List<(string Text, Ink Ink)> Joined(List<(string Text, Ink Ink)> words)
    {
        var pieces = new List<(string Text, Ink Ink)>();
        for (var at = 0; at < words.Count; at++)
        {
            var (text, ink) = words[at];
            if (text == " " && pieces is [.., var last] && last.Text != "\n" && at + 1 < words.Count && words[at + 1].Ink == last.Ink)
            {
                ink = last.Ink;
            }

            if (text != "\n" && pieces is [.., var before] && before.Text != "\n" && before.Ink == ink)
            {
                pieces[^1] = (before.Text + text, ink);
            }
            else
            {
                pieces.Add((text, ink));
            }
        }

        return pieces;
    }

    private static IEnumerable<(string Text, Ink Ink)> Split((string Text, Ink Ink) part)
    {
        var text = Foreign.Shown(part.Text.ReplaceLineEndings(" "));
        for (var at = 0; at < text.Length; )
        {
            var blank = text.IndexOf(' ', at);
            var end = blank < 0 ? text.Length : Math.Max(blank, at + 1);
            yield return (text[at..end], part.Ink);
            at = end;
        }
    }
}

/// <summary>
/// Text of others on a screen: names in a gateway are chosen by whoever may edit one API, and a terminal obeys what it is sent.
/// </summary>
internal static class Foreign
{
    /// <summary>
    /// The text with every character that a terminal would obey, or that turns the direction of writing, as its number; lines and tabs
    /// stay.
    /// </summary>
    public static string Shown(string text) =>
        text.All(IsPlain) ? text : string.Concat(text.Select(letter => IsPlain(letter) ? letter.ToString() : $"\\u{(int)letter:x4}"));

    private static bool IsPlain(char letter) =>
        letter is '\n' or '\t'
        || !(
            char.IsControl(letter)
            || letter is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u200E' or '\u200F' or '\u061C'
        );
}
