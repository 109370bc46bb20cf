using System.Text.Json.Nodes;

namespace LocalAzure.Compare;

/// <summary>One call to Resource Manager and its answer, as an evidence file holds them.</summary>
public sealed record RecordedCall
{
    /// <summary>The line in the file, from 1.</summary>
    public required int Line { get; init; }

    public required string Method { get; init; }

    public required string Path { get; init; }

    /// <summary>Without its question mark; empty for none.</summary>
    public string Query { get; init; } = "";

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public JsonNode? Body { get; init; }

    /// <summary>Null when no answer came.</summary>
    public int? Status { get; init; }

    public IReadOnlyDictionary<string, string> AnswerHeaders { get; init; } =
        new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    public JsonNode? Answer { get; init; }

    /// <summary>How many items of a list are somebody else's and were left out of the file.</summary>
    public int Omitted { get; init; }

    /// <summary>Names of fields that people set up for themselves and that were left out of the answer, wherever they stand.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>True when the answer is about somebody else's resource and was left out of the file.</summary>
    public bool IsForeign { get; init; }

    public string Address => Query.Length == 0 ? Path : $"{Path}?{Query}";

    /// <inheritdoc/>
    public override string ToString() => $"line {Line}, {Method} {Path}";
}

/// <summary>Something that was there before the recorded run began, with what is needed to make its like.</summary>
/// <param name="Line">The line in the file, from 1.</param>
/// <param name="Id">Its id.</param>
/// <param name="Body">What a PUT of it would send.</param>
public sealed record RecordedResource(int Line, string Id, JsonObject Body);

/// <summary>What Resource Manager's stand-in answered to a call that was made again.</summary>
public sealed record ReplayedAnswer(int Status, IReadOnlyDictionary<string, string> Headers, JsonNode? Body);
