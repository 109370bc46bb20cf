namespace Importer.Specs;

/// <summary>What reading a given document brought to light.</summary>
public sealed record SpecReading
{
    /// <summary>The document; null when it cannot be imported.</summary>
    public SpecDocument? Document { get; init; }

    /// <summary>What is wrong with it, the fatal things first.</summary>
    public required IReadOnlyList<SpecProblem> Problems { get; init; }

    /// <summary>Pins the document: changes whenever its bytes do (SHA-256, the first 16 hex digits).</summary>
    public required string SourceHash { get; init; }

    /// <summary>The path of the document's first https server, for example <c>/openai</c>; empty when there is none.</summary>
    public string ServerPath { get; init; } = "";

    /// <summary>Why it cannot be imported, as one text; null when it can.</summary>
    public string? Refusal => Document is not null
        ? null
        : string.Join("; ", Problems.Where(problem => problem.IsFatal).Select(problem => problem.ToString()));
}
