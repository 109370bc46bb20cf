namespace LocalAzure.Foundry;

/// <summary>What an operation asks of a model.</summary>
internal enum Capability
{
    /// <summary>The operation is not about one model.</summary>
    None,
    Chat,
    Responses,
    Completion,
    Embeddings,
    ImageEmbeddings,
    Image,
    Transcription,
    Speech,
    Info,
}
