namespace LocalAzure.Foundry;

/// <summary>
/// Counts tokens without a vocabulary: runs of letters or digits five at a time, every other sign by itself. Near enough to
/// the rule of thumb of about four characters a token, and always the same for the same text.
/// https://learn.microsoft.com/azure/ai-foundry/openai/how-to/quota (how tokens are estimated)
/// </summary>
internal static class TokenCounter
{
    /// <summary>Tokens that the chat format adds per message and per prompt.</summary>
    private const int PerMessage = 3;

    private const int LongestRun = 5;

    public static int Count(string text) => Pieces(text).Count();

    /// <summary>Tokens of a whole prompt.</summary>
    public static int Prompt(IEnumerable<string> texts, bool isChat)
    {
        var counts = texts.Select(Count).ToList();
        return counts.Sum() + (isChat ? ((counts.Count + 1) * PerMessage) : 0);
    }

    /// <summary>The text in pieces of one token, white space in front kept; joined they are the text.</summary>
    public static IEnumerable<string> Pieces(string text)
    {
        for (var start = 0; start < text.Length; )
        {
            var end = start;
            while (end < text.Length && char.IsWhiteSpace(text[end]))
            {
                end++;
            }

            end = EndOfRun(text, end);
            yield return text[start..end];
            start = end;
        }
    }

    private static int EndOfRun(string text, int start)
    {
        var end = start;
        while (end < text.Length && end - start < LongestRun && char.IsLetterOrDigit(text[end]))
        {
            end++;
        }

        return end == start && end < text.Length ? end + 1 : end;
    }
}
