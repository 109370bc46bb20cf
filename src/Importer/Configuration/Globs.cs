namespace Importer.Configuration;

/// <summary>Patterns as in a shell: <c>*</c> stands for any text, <c>?</c> for any one character; case is ignored.</summary>
public static class Globs
{
    /// <summary>
    /// True when the whole of <paramref name="text"/> fits <paramref name="pattern"/>. Takes time linear in text times stars, so no pattern
    /// can hang a run.
    /// </summary>
    public static bool Match(string pattern, string text)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(text);
        var (at, position, star, resume) = (0, 0, -1, 0);
        while (position < text.Length)
        {
            if (at < pattern.Length && pattern[at] == '*')
            {
                (star, resume) = (at, position);
                at++;
            }
            else if (at < pattern.Length && Fits(pattern[at], text[position]))
            {
                at++;
                position++;
            }
            else if (star >= 0)
            {
                // Let the last star take one character more and try again from there.
                resume++;
                (at, position) = (star + 1, resume);
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(at).Trim('*').IsEmpty;
    }

    private static bool Fits(char wanted, char given) => wanted == '?' || char.ToUpperInvariant(wanted) == char.ToUpperInvariant(given);
}
