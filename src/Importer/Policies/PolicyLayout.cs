namespace Importer.Policies;

/// <summary>
/// Compares two policies as they are written. The service lays out what it gives back in its own way; where nothing else differs, neither
/// needs to be read as XML.
/// </summary>
internal static class PolicyLayout
{
    /// <summary>
    /// True when two texts differ in nothing but line ends and the blanks between tags. False where only reading them would tell: in comments
    /// and the like, what looks like a tag is none.
    /// </summary>
    public static bool IsAllThatDiffers(string one, string other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        if (one.Contains("<!", StringComparison.Ordinal))
        {
            return false;
        }

        var (at, otherAt, isBehindTag) = (0, 0, true);
        while (true)
        {
            at = NextThatCounts(one, at, isBehindTag);
            otherAt = NextThatCounts(other, otherAt, isBehindTag);
            if (at == one.Length || otherAt == other.Length)
            {
                return at == one.Length && otherAt == other.Length;
            }

            if (one[at] != other[otherAt])
            {
                return false;
            }

            isBehindTag = one[at] == '>';
            (at, otherAt) = (at + 1, otherAt + 1);
        }
    }

    private static int NextThatCounts(string text, int at, bool isBehindTag)
    {
        var next = at;
        while (isBehindTag && next < text.Length && text[next] is ' ' or '\t' or '\r' or '\n')
        {
            next++;
        }

        if (next == text.Length || text[next] == '<')
        {
            return next;
        }

        return text.AsSpan(at).StartsWith("\r\n") ? at + 1 : at;
    }
}
