using System.Globalization;

namespace Importer.Specs;

/// <summary>A reference in a document.</summary>
/// <param name="Place">Where it stands.</param>
/// <param name="Target">What it refers to.</param>
internal readonly record struct SpecReference(SpecPlace Place, string Target)
{
    /// <summary>Where it stands, as a pointer.</summary>
    public string Pointer => Place.Pointer;
}

/// <summary>A place in a document, which becomes a pointer only when somebody asks: long names are not copied at every step below them.</summary>
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

    public SpecPlace Member(string name) => new(this, name)
    {
        Depth = Depth + 1,
        Schema = Depth == 2 && Name == "schemas" && Parent?.Name == "components" ? name : Schema,
    };

    private IEnumerable<string> Steps() => Parent is null ? [] : Parent.Steps().Append(Name);
}
