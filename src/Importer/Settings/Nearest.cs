namespace Importer.Settings;

/// <summary>Finds what somebody who mistyped a word probably meant.</summary>
internal static class Nearest
{
    /// <summary>The candidate nearest to <paramref name="word"/>, or null when none is near.</summary>
    public static string? Of(string word, IEnumerable<string> candidates)
    {
        var limit = word.Length switch { <= 4 => 1, <= 8 => 2, _ => 3 };
        return candidates
            .Select(candidate => (Candidate: candidate, Distance: Distance(Fold(word), Fold(candidate))))
            .Where(pair => pair.Distance <= limit)
            .OrderBy(pair => pair.Distance)
            .Select(pair => pair.Candidate)
            .FirstOrDefault();
    }

    /// <summary>A question to append to a message, or nothing.</summary>
    public static string Question(string word, IEnumerable<string> candidates) =>
        Of(word, candidates) is { } nearest ? $" Did you mean '{nearest}'?" : "";

    private static string Fold(string word) => word.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToUpperInvariant();

    /// <summary>Inserted, dropped, changed and swapped letters.</summary>
    private static int Distance(string left, string right)
    {
        int[] before = [], last = [.. Enumerable.Range(0, right.Length + 1)];
        for (var row = 1; row <= left.Length; row++)
        {
            var current = new int[right.Length + 1];
            current[0] = row;
            for (var column = 1; column <= right.Length; column++)
            {
                var change = last[column - 1] + (left[row - 1] == right[column - 1] ? 0 : 1);
                var best = Math.Min(change, Math.Min(last[column], current[column - 1]) + 1);
                var swapped = row > 1 && column > 1 && left[row - 1] == right[column - 2] && left[row - 2] == right[column - 1];
                current[column] = swapped ? Math.Min(best, before[column - 2] + 1) : best;
            }

            (before, last) = (last, current);
        }

        return last[^1];
    }
}
