using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Importer.Specs;

/// <summary>
/// Reads a document that somebody else wrote (OpenAPI 3.0 or 3.1, JSON) and finds what API Management would refuse,
/// before anything is sent there.
/// </summary>
internal static class SpecReader
{
    /// <summary>
    /// The most that API Management takes inline and Resource Manager takes in one request: 4 MB.
    /// Source: https://learn.microsoft.com/azure/api-management/api-management-api-import-restrictions
    /// </summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>More documents than one importer is given; the memory of readings starts afresh beyond them.</summary>
    private const int MaxRemembered = 32;

    /// <summary>So many problems tell people what is the matter.</summary>
    private const int MaxTold = 100;

    private static readonly Lock OneAtATime = new();

    private static readonly ConcurrentDictionary<string, SpecReading> Remembered = new(StringComparer.Ordinal);

    /// <summary>Reads a document; never throws for what it holds. The same bytes are judged once, and one document at a time.</summary>
    /// <param name="content">The document in UTF-8; a byte order mark is dropped.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static SpecReading Read(ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        var hash = SpecHash.Whole(content.Span);
        if (Remembered.TryGetValue(hash, out var known))
        {
            return known;
        }

        lock (OneAtATime)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Remembered.Count > MaxRemembered)
            {
                Remembered.Clear();
            }

            return Remembered.TryGetValue(hash, out known)
                ? known
                : Remembered[hash] = Read(content, hash, new SpecWork(cancellationToken));
        }
    }

    internal static SpecReading Read(ReadOnlyMemory<byte> content, string wholeHash, SpecWork work)
    {
        var hash = SpecHash.Short(wholeHash);
        if (content.Length > MaxBytes)
        {
            return Refused(hash, TooLarge(content.Length, ""));
        }

        var problem = SpecTextProblems.Parse(SpecTextProblems.WithoutTag(content), out var root);
        return problem is null ? Judge(new SpecIndex(root, work), hash) : Refused(hash, problem);
    }

    private static SpecReading Judge(SpecIndex index, string hash)
    {
        var root = index.Root;
        var json = SpecJson.Write(root);
        var problems = Some(
            SpecShapeProblems
                .Of(root)
                .Concat(SpecOperationProblems.Of(index))
                .Concat(SpecReferences.Problems(index))
                .Concat(TooLargeInside(json)),
            index.Work
        );
        if (!problems.Exists(problem => problem.IsFatal))
        {
            problems.AddRange(Some(SpecLibraryProblems.Of(json), index.Work));
        }

        return new SpecReading
        {
            Document = problems.Exists(problem => problem.IsFatal) ? null : new SpecDocument(root),
            Problems = [.. problems.OrderByDescending(problem => problem.IsFatal)],
            SourceHash = hash,
            ServerPath = SpecServers.HttpsPath(root) ?? "",
        };
    }

    /// <summary>All are looked at, for a fatal one may be the last; so many of each are told.</summary>
    private static List<SpecProblem> Some(IEnumerable<SpecProblem> problems, SpecWork work)
    {
        var told = new List<SpecProblem>();
        int fatal = 0,
            others = 0;
        foreach (var problem in problems)
        {
            work.Step();
            if ((problem.IsFatal ? ++fatal : ++others) <= MaxTold)
            {
                told.Add(problem);
            }
        }

        if (fatal > MaxTold)
        {
            told.Add(new(SpecPointer.Root, $"has {fatal - MaxTold:N0} more problems of these kinds", IsFatal: true));
        }

        return told;
    }

    /// <summary>The document travels as a text inside another JSON document, where its quotes are escaped.</summary>
    private static IEnumerable<SpecProblem> TooLargeInside(string json)
    {
        var size = JsonEncodedText.Encode(json, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes.Length;
        return size > MaxBytes ? [TooLarge(size, " inside the request")] : [];
    }

    private static SpecProblem TooLarge(int size, string where) =>
        new(
            SpecPointer.Root,
            $"has {size:N0} bytes{where}; API Management takes at most {MaxBytes:N0}. Leave out operations that nobody calls",
            IsFatal: true
        );

    private static SpecReading Refused(string hash, SpecProblem problem) => new() { Problems = [problem], SourceHash = hash };
}

/// <summary>What reading a given document brought to light.</summary>
internal sealed record SpecReading
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
    public string? Refusal =>
        Document is not null ? null : string.Join("; ", Problems.Where(problem => problem.IsFatal).Select(problem => problem.ToString()));
}
