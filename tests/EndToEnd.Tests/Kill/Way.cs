namespace EndToEnd.Tests.Kill;

/// <summary>One way of an account from a state to another, each with its writes.</summary>
/// <param name="Name">In words, and part of account names.</param>
/// <param name="From">The state before: new, tagged (no deployment, but the tag), plain or full.</param>
/// <param name="To">The state after.</param>
public sealed record Way(string Name, string From, string To)
{
    public static IReadOnlyList<Way> All { get; } =
    [
        new("import", "none", "plain"),
        new("import-full", "tagged", "full"),
        new("more-settings", "plain", "full"),
        new("fewer-settings", "full", "plain"),
        new("delete", "full", "none"),
    ];
}
