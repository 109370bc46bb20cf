using System.Text.RegularExpressions;
using Importer.Resources;

namespace Importer.Gateway;

/// <summary>The words in a description that say a resource is ours: whom it serves, and which design it was made from.</summary>
/// <param name="Source">The account (or other source) that the resource serves.</param>
/// <param name="Design">A short hash of what the resource should be.</param>
public sealed partial record OwnershipTag(ResourceId Source, string Design)
{
    private const char BeforeExternal = '.';
    private const string Adopted = "adopted=";
    private const string Restored = "restored";
    private const string AtHost = "host=";
    private const string BoundBy = "bound=";
    private const string OfFleet = "fleet=";
    private const string AsMember = "member=";

    /// <summary>The fleet that the resource belongs to; null for one of an account's own API.</summary>
    public string? Fleet { get; init; }

    /// <summary>
    /// What is known of the deployment that a fleet's backend stands for, see <see cref="MemberFacts"/>; null on everything else.
    /// </summary>
    public string? Member { get; init; }

    /// <summary>
    /// How clients call an API that was taken over from people (<c>AzureOpenAI</c>, …): it keeps its place. Null on one that the importer
    /// made.
    /// </summary>
    public string? AdoptedAs { get; init; }

    /// <summary>True on an API that was withdrawn and put back: it stays though no deployment asks for it.</summary>
    public bool IsRestored { get; init; }

    /// <summary>
    /// The account's custom subdomain, by which it is known again when it was moved and <see cref="Source"/> is its old id;
    /// null when it has none.
    /// </summary>
    public string? Host { get; init; }

    /// <summary>
    /// What binds the ownership tag to the resource that it stands on, as it was read, see <see cref="OwnershipKey"/>; null on an ownership
    /// tag
    /// that is still to be written, and on one that was checked.
    /// </summary>
    public string? Bound { get; init; }

    /// <summary>What is special about the resource, in words; null when nothing is.</summary>
    public string? Flags => FlagWords().Length == 0 ? null : string.Join(' ', FlagWords());

    /// <summary>
    /// What the design takes from outside, as a hash of its own behind a dot: a document behind an address, an account's
    /// key. Null when there is no such thing. So a run can tell a change that somebody asked for from one that just came.
    /// </summary>
    public string? ExternalFingerprint =>
        Design.IndexOf(BeforeExternal, StringComparison.Ordinal) is >= 0 and var at ? Design[(at + 1)..] : null;

    /// <summary>The fingerprint of the design alone.</summary>
    public string Fingerprint => Design.Split(BeforeExternal, 2)[0];

    /// <summary>This ownership tag with the fingerprint of what comes from outside.</summary>
    public OwnershipTag WithExternalFingerprint(string fingerprint) => this with { Design = $"{Fingerprint}{BeforeExternal}{fingerprint}" };

    /// <summary>The ownership tag in <paramref name="description"/>, or null when there is none.</summary>
    public static OwnershipTag? Find(string? description)
    {
        var match = description is null ? null : Pattern().Match(description);
        return match is { Success: true } && ResourceId.TryParse(match.Groups["source"].Value, out var source)
            ? new OwnershipTag(source, match.Groups["design"].Value).With(
                match.Groups["words"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            )
            : null;
    }

    /// <summary><paramref name="text"/> without any ownership tag.</summary>
    public static string Strip(string? text) => text is null ? "" : Pattern().Replace(text, "").TrimEnd();

    /// <summary><paramref name="text"/> with this ownership tag at its end.</summary>
    public string Sign(string text) => Strip(text) is { Length: > 0 } plain ? $"{plain} {this}" : ToString();

    /// <inheritdoc/>
    public override string ToString() =>
        string.Join(
            ' ',
            [
                $"[foundry-importer source={Source} design={Design}",
                .. FlagWords(),
                .. Word(AtHost, Host),
                .. Word(OfFleet, Fleet),
                .. Word(AsMember, Member),
                .. Word(BoundBy, Bound),
            ]
        ) + "]";

    private string[] FlagWords() => [.. Word(Adopted, AdoptedAs), .. IsRestored ? [Restored] : Array.Empty<string>()];

    private static string[] Word(string name, string? value) => value is null ? [] : [name + value];

    private static string? Value(string[] words, string name) =>
        words.FirstOrDefault(word => word.StartsWith(name, StringComparison.Ordinal))?[name.Length..];

    // Words of a later version are read over.
    private OwnershipTag With(string[] words) =>
        this with
        {
            AdoptedAs = Value(words, Adopted),
            IsRestored = words.Contains(Restored),
            Host = Value(words, AtHost),
            Bound = Value(words, BoundBy),
            Fleet = Value(words, OfFleet),
            Member = Value(words, AsMember),
        };

    [GeneratedRegex(
        @"\[foundry-importer source=(?<source>[^\s\]]+) design=(?<design>[^\s\]]*)(?<words>(?: [^\s\]]+)*)\]",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Pattern();
}

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

    [GeneratedRegex(
        @"\[detached-from-foundry-importer as=(?<as>\w+) of=(?<source>[^\s\]]+)(?: host=(?<host>[^\s\]]+))?(?: bound=(?<bound>[^\s\]]+))?\]",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Pattern();
}

/// <summary>
/// Only the words and the ownership tag of a resource, to be written without touching anything else of it. Takes an API, a backend
/// or a named value that is there.
/// </summary>
/// <param name="Of">The resource as it was found, with the ownership tag (or without one) that it is to carry.</param>
internal sealed record OwnershipTagPatch(GatewayResource Of) : GatewayResource
{
    /// <inheritdoc/>
    public override ResourceKey Key => Of.Key;

    /// <inheritdoc/>
    public override string? ApiId => Of.ApiId;
}
