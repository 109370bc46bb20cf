using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Importer.Specs;

/// <summary>
/// Reads a document that somebody else wrote (OpenAPI 3.0 or 3.1, JSON) and finds what API Management would refuse,
/// before anything is sent there.
/// </summary>
public static class SpecReader
{
    /// <summary>
    /// The most that API Management takes inline and Resource Manager takes in one request: 4 MB.
    /// Source: https://learn.microsoft.com/azure/api-management/api-management-api-import-restrictions
    /// </summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>More documents than one importer is given; the memory of readings starts afresh beyond them.</summary>
    private const int MaxRemembered = 32;

    private static readonly ConcurrentDictionary<string, SpecReading> Remembered = new(StringComparer.Ordinal);

    /// <summary>Reads a document; never throws for what it holds. The same bytes are judged once.</summary>
    /// <param name="content">The document in UTF-8; a byte order mark is dropped.</param>
    public static SpecReading Read(ReadOnlyMemory<byte> content)
    {
        if (Remembered.Count > MaxRemembered)
        {
            Remembered.Clear();
        }

        return Remembered.GetOrAdd(SpecHash.Whole(content.Span), static (hash, bytes) => Read(bytes, hash), content);
    }

    private static SpecReading Read(ReadOnlyMemory<byte> content, string wholeHash)
    {
        var hash = SpecHash.Short(wholeHash);
        if (content.Length > MaxBytes)
        {
            return Refused(hash, TooLarge(content.Length, ""));
        }

        var problem = SpecTextProblems.Parse(SpecTextProblems.WithoutMark(content), out var root);
        return problem is null ? Judge(root, hash) : Refused(hash, problem);
    }

    private static SpecReading Judge(JsonElement root, string hash)
    {
        var json = SpecJson.Write(root);
        var problems = SpecShapeProblems.Of(root)
            .Concat(SpecOperationProblems.Of(root))
            .Concat(SpecReferences.Problems(root))
            .Concat(TooLargeInside(json))
            .ToList();
        if (!problems.Exists(problem => problem.IsFatal))
        {
            problems.AddRange(SpecLibraryProblems.Of(json));
        }

        return new SpecReading
        {
            Document = problems.Exists(problem => problem.IsFatal) ? null : new SpecDocument(root),
            Problems = [.. problems.OrderByDescending(problem => problem.IsFatal)],
            SourceHash = hash,
            ServerPath = SpecServers.HttpsPath(root) ?? "",
        };
    }

    /// <summary>The document travels as a text inside another JSON document, where its quotes are escaped.</summary>
    private static IEnumerable<SpecProblem> TooLargeInside(string json)
    {
        var size = JsonEncodedText.Encode(json, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes.Length;
        return size > MaxBytes ? [TooLarge(size, " inside the request")] : [];
    }

    private static SpecProblem TooLarge(int size, string where) => new(
        SpecPointer.Root,
        $"has {size:N0} bytes{where}; API Management takes at most {MaxBytes:N0}. Leave out operations that nobody calls",
        IsFatal: true);

    private static SpecReading Refused(string hash, SpecProblem problem) => new() { Problems = [problem], SourceHash = hash };
}
