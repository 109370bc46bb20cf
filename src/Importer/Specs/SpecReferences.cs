using System.Globalization;
using System.Text.Json;

namespace Importer.Specs;

/// <summary>
/// Finds references, and those that API Management cannot follow. The documents are somebody else's: each place is looked
/// at once, so that the work grows with the document's size and no faster.
/// </summary>
internal static class SpecReferences
{
    /// <summary>The most references that a document may hold; published ones hold a few thousand.</summary>
    public const int Most = 200_000;

    /// <summary>The most references in a row, each of which leads to nothing but the next one; published documents have one or two.</summary>
    public const int MostInARow = 32;

    private const string SchemaPrefix = "#/components/schemas/";

    /// <summary>Data, not structure: a <c>$ref</c> in here means nothing.</summary>
    private static readonly HashSet<string> Literals = new(StringComparer.Ordinal) { "example", "examples", "default", "enum", "const" };

    /// <summary>Members of these are names that somebody chose, not words of OpenAPI.</summary>
    private static readonly HashSet<string> Maps = new(StringComparer.Ordinal)
    {
        "properties",
        "patternProperties",
        "$defs",
        "definitions",
        "schemas",
        "responses",
        "parameters",
        "headers",
        "requestBodies",
        "callbacks",
        "links",
        "paths",
        "content",
        "securitySchemes",
        "pathItems",
    };

    /// <summary>Every reference below an element, in document order.</summary>
    public static IEnumerable<SpecReference> In(JsonElement element) => In(element, SpecPlace.Root);

    /// <summary>References to other files, references to nothing, and schemas that contain themselves.</summary>
    public static IEnumerable<SpecProblem> Problems(SpecIndex index)
    {
        var references = new List<SpecReference>();
        foreach (var reference in In(index.Root, SpecPlace.Root))
        {
            index.Work.Step();
            references.Add(reference);
            if (references.Count > Most)
            {
                return
                [
                    new(
                        SpecPointer.Root,
                        $"holds more than {Most:N0} references, which is the most that is read. Leave out schemas that nobody needs",
                        IsFatal: true
                    ),
                ];
            }
        }

        return references
            .Select(reference => Problem(index, reference))
            .OfType<SpecProblem>()
            .Concat(InARow(index, references).Take(1))
            .Concat(Recursive(references, index.Work));
    }

    /// <summary>
    /// Readers follow such a row anew for each thing that they ask, so what it costs grows with the square of its length. A short one that
    /// comes back to itself ends nowhere, which is told elsewhere.
    /// </summary>
    private static IEnumerable<SpecProblem> InARow(SpecIndex index, IEnumerable<SpecReference> references)
    {
        foreach (var reference in references)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            var (at, inARow) = (reference.Target, 0);
            while (inARow <= MostInARow && seen.Add(at) && index.Resolve(at)?.Text("$ref") is { } next)
            {
                (at, inARow) = (next, inARow + 1);
            }

            if (inARow > MostInARow)
            {
                yield return new(
                    reference.Pointer,
                    $"leads to a row of more than {MostInARow} references that each name nothing but the next one; let it name what stands at the end",
                    IsFatal: true
                );
            }
        }
    }

    private static IEnumerable<SpecReference> In(JsonElement element, SpecPlace place) =>
        element.ValueKind switch
        {
            JsonValueKind.Array => element.EnumerateArray().SelectMany((item, number) => In(item, place.Item(number))),
            JsonValueKind.Object => element.EnumerateObject().SelectMany(member => InMember(member, place)),
            _ => [],
        };

    private static IEnumerable<SpecReference> InMember(JsonProperty member, SpecPlace place)
    {
        if (member.NameEquals("$ref") && member.Value.ValueKind == JsonValueKind.String)
        {
            return [new(place.Member("$ref"), member.Value.GetString()!)];
        }

        return member.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array) || IsData(member.Name, place)
            ? []
            : In(member.Value, place.Member(member.Name));
    }

    /// <summary>Extensions count as data too: API Management ignores them, and published documents refer to files there.</summary>
    private static bool IsData(string name, SpecPlace parent) =>
        (Literals.Contains(name) || name.StartsWith("x-", StringComparison.Ordinal)) && !Maps.Contains(parent.Name);

    private static SpecProblem? Problem(SpecIndex index, SpecReference reference)
    {
        if (!reference.Target.StartsWith('#'))
        {
            return new(
                reference.Pointer,
                $"refers to '{SpecPointer.Shown(reference.Target)}' outside the document; API Management does not follow it, put it inside",
                IsFatal: true
            );
        }

        return index.Resolve(reference.Target) is null
            ? new(reference.Pointer, $"refers to '{SpecPointer.Shown(reference.Target)}', which is not in the document", IsFatal: true)
            : null;
    }

    /// <summary>The documentation calls them unsupported, yet published documents that have them are imported.</summary>
    private static IEnumerable<SpecProblem> Recursive(IEnumerable<SpecReference> references, SpecWork work)
    {
        var edges = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var reference in references.Where(reference => reference.Target.StartsWith(SchemaPrefix, StringComparison.Ordinal)))
        {
            if (reference.Place.Schema is { } schema)
            {
                var from = SpecPointer.Of(SpecPointer.Root, whole: true, "components", "schemas", schema);
                (edges.TryGetValue(from, out var known) ? known : edges[from] = []).Add(reference.Target);
            }
        }

        return SpecCycles
            .In(edges, work)
            .Select(schema => new SpecProblem(
                SpecPointer.Shown(schema),
                "contains itself; API Management documents recursive schemas as unsupported but takes published ones",
                IsFatal: false
            ));
    }
}

/// <summary>JSON pointers in the form <c>#/paths/~1chat/post</c>. Source: https://www.rfc-editor.org/rfc/rfc6901</summary>
internal static class SpecPointer
{
    public const string Root = "#";

    // Names are people's: longer ones are cut where they are shown.
    private const int MaxShown = 1000;

    /// <summary>The pointer to a place below another, as it is shown.</summary>
    public static string Of(string parent, params ReadOnlySpan<string> steps) => Shown(Of(parent, whole: false, steps));

    /// <summary>The pointer to a place below another.</summary>
    public static string Of(string parent, bool whole, params ReadOnlySpan<string> steps)
    {
        foreach (var step in steps)
        {
            var name = whole || step.Length <= MaxShown ? step : step[..MaxShown];
            parent += "/" + name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
        }

        return parent;
    }

    /// <summary>A text of the document as it is shown: cut where it is long.</summary>
    public static string Shown(string text) => text.Length <= MaxShown ? text : text[..MaxShown] + "…";

    /// <summary>The name that a step of a pointer stands for.</summary>
    public static string Unescape(string step) =>
        Uri.UnescapeDataString(step).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
}

/// <summary>A reference in a document.</summary>
/// <param name="Place">Where it stands.</param>
/// <param name="Target">What it refers to.</param>
internal readonly record struct SpecReference(SpecPlace Place, string Target)
{
    /// <summary>Where it stands, as a pointer.</summary>
    public string Pointer => Place.Pointer;
}

/// <summary>
/// A place in a document, which becomes a pointer only when somebody asks: long names are not copied at every step below them.
/// </summary>
/// <param name="Parent">What it lies in; null for the document itself.</param>
/// <param name="Name">Its name there, or its number in a list.</param>
internal sealed record SpecPlace(SpecPlace? Parent, string Name)
{
    /// <summary>The document itself.</summary>
    public static SpecPlace Root { get; } = new(null, SpecPointer.Root);

    /// <summary>The place as a pointer.</summary>
    public string Pointer => SpecPointer.Of(SpecPointer.Root, [.. Steps()]);

    /// <summary>The schema of <c>components/schemas</c> that it lies in; null for none.</summary>
    public string? Schema { get; private init; }

    private int Depth { get; init; }

    public SpecPlace Item(int number) => Member(number.ToString(CultureInfo.InvariantCulture));

    public SpecPlace Member(string name) =>
        new(this, name) { Depth = Depth + 1, Schema = Depth == 2 && Name == "schemas" && Parent?.Name == "components" ? name : Schema };

    private IEnumerable<string> Steps() => Parent is null ? [] : Parent.Steps().Append(Name);
}
