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

    /// <summary>Anthropic's Messages API.</summary>
    Messages,

    /// <summary>Counting the tokens of messages: about a model, which does not work for it.</summary>
    CountTokens,
}
