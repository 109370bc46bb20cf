using System.Diagnostics.CodeAnalysis;

namespace Importer.Specs;

/// <summary>Something about a given document that an import would stumble over.</summary>
/// <param name="Pointer">The place: a JSON pointer such as <c>#/paths/~1chat/post</c>, or a line for text that is no JSON.</param>
/// <param name="Message">What is wrong and what helps.</param>
/// <param name="IsFatal">True when API Management would refuse the document; false when it takes it regardless.</param>
[SuppressMessage("Naming", "CA1720", Justification = "A JSON pointer, as RFC 6901 calls it.")]
public sealed record SpecProblem(string Pointer, string Message, bool IsFatal)
{
    /// <summary>Place and message in one line.</summary>
    public override string ToString() => $"{Pointer}: {Message}";
}
