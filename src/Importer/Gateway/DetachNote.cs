using System.Text.RegularExpressions;

namespace Importer.Gateway;

/// <summary>
/// The words that an API keeps in its description after it was detached. They claim nothing; they only tell the importer
/// that the source is served here, so that it makes no second API beside it.
/// </summary>
/// <param name="Source">The account (or deployment) that the API served.</param>
/// <param name="ServedAs">How clients call it: <c>AzureOpenAI</c>, <c>AzureAI</c>, <c>AzureOpenAIV1</c> or <c>Anthropic</c>.</param>
public sealed partial record DetachNote(ResourceId Source, string ServedAs)
{
    /// <summary>The account's custom subdomain, by which it is known again when it was moved; null when it has none.</summary>
    public string? Host { get; init; }

    /// <summary>What binds the note to the API that it stands on, as it was read, see <see cref="OwnershipKey"/>; else null.</summary>
    public string? Bound { get; init; }

    /// <summary>The note in <paramref name="description"/>, or null when there is none.</summary>
    public static DetachNote? Find(string? description)
    {
        var match = description is null ? null : Pattern().Match(description);
        return match is { Success: true } && ResourceId.TryParse(match.Groups["source"].Value, out var source)
            ? new DetachNote(source, match.Groups["as"].Value) { Host = Value(match, "host"), Bound = Value(match, "bound") }
            : null;
    }

    /// <summary><paramref name="text"/> without any note.</summary>
    public static string Strip(string? text) => text is null ? "" : Pattern().Replace(text, "").TrimEnd();

    /// <summary><paramref name="text"/> with this note at its end.</summary>
    public string Sign(string text) => Strip(text) is { Length: > 0 } plain ? $"{plain} {this}" : ToString();

    /// <inheritdoc/>
    public override string ToString() =>
        $"[detached-from-foundry-importer as={ServedAs} of={Source}{(Host is null ? "" : $" host={Host}")}{(Bound is null ? "" : $" bound={Bound}")}]";

    private static string? Value(Match match, string name) => match.Groups[name] is { Success: true } group ? group.Value : null;

    [GeneratedRegex(@"\[detached-from-foundry-importer as=(?<as>\w+) of=(?<source>[^\s\]]+)(?: host=(?<host>[^\s\]]+))?(?: bound=(?<bound>[^\s\]]+))?\]", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
