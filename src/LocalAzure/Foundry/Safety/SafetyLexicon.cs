namespace LocalAzure.Foundry.Safety;

/// <summary>
/// Stands for the classifier: a few words with a fixed severity each (0 to 7), and phrases that attack a prompt. Tests name
/// these words; nothing else is ever found.
/// </summary>
internal static class SafetyLexicon
{
    private static readonly (string Category, string Word, int Severity)[] Words =
    [
        ("Hate", "despicable people", 2),
        ("Hate", "i hate you", 4),
        ("Hate", "wipe them out", 6),
        ("SelfHarm", "skip all meals", 2),
        ("SelfHarm", "hurt myself", 4),
        ("SelfHarm", "end my life", 6),
        ("Sexual", "lewd", 2),
        ("Sexual", "explicit content", 4),
        ("Sexual", "pornographic", 6),
        ("Violence", "punch", 2),
        ("Violence", "attack them", 4),
        ("Violence", "build a bomb", 6),
    ];

    private static readonly string[] Attacks =
    [
        "ignore all previous instructions",
        "ignore previous instructions",
        "disregard your system prompt",
        "you are now dan",
    ];

    public static int Severity(string category, string text) =>
        Words
            .Where(entry => entry.Category == category && text.Contains(entry.Word, StringComparison.OrdinalIgnoreCase))
            .Select(entry => entry.Severity)
            .DefaultIfEmpty(0)
            .Max();

    public static bool IsAttack(string text) => Attacks.Any(phrase => text.Contains(phrase, StringComparison.OrdinalIgnoreCase));
}
