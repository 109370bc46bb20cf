using Importer.Deployments;

namespace Importer.Specs;

/// <summary>Which capability an operation needs: what our own documents say, else what its path shows.</summary>
internal static class OperationCapability
{
    public const string Extension = "x-capability";

    public static Capability? Of(OperationNode node) =>
        node.Operation.Text(Extension) is { } said && Enum.TryParse<Capability>(said, out var capability)
            ? capability
            : OfPath(node.Path);

    /// <summary>By the end of the path, which is the same in every compatibility.</summary>
    public static Capability? OfPath(string path) => path switch
    {
        _ when EndsWith(path, "/chat/completions") => Capability.Chat,
        _ when EndsWith(path, "/completions") => Capability.Completions,
        _ when EndsWith(path, "/images/embeddings") => Capability.ImageEmbeddings,
        _ when EndsWith(path, "/embeddings") => Capability.Embeddings,
        _ when EndsWith(path, "/images/generations") => Capability.Images,
        _ when EndsWith(path, "/audio/transcriptions") => Capability.Transcription,
        _ when EndsWith(path, "/audio/translations") => Capability.Translation,
        _ when EndsWith(path, "/audio/speech") => Capability.Speech,
        _ when EndsWith(path, "/v1/messages") => Capability.Messages,
        _ when EndsWith(path, "/responses") || path.Contains("/responses/", StringComparison.Ordinal) => Capability.Responses,
        _ => null,
    };

    private static bool EndsWith(string path, string end) => path.EndsWith(end, StringComparison.Ordinal);
}
