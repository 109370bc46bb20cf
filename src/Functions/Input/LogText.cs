namespace Functions.Input;

/// <summary>Text from outside, made fit for one line of a log or message.</summary>
internal static class LogText
{
    private const int Most = 400;

    /// <summary>Without control characters, and cut where it is long.</summary>
    public static string Line(string? text)
    {
        if (text is null)
        {
            return "-";
        }

        var line = string.Concat(
            text.Take(Most)
                .Select(letter => char.IsControl(letter) || char.IsSurrogate(letter) || letter is '\u2028' or '\u2029' ? ' ' : letter)
        );
        return text.Length > Most ? line + "…" : line;
    }
}
