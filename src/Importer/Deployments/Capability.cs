namespace Importer.Deployments;

/// <summary>What a deployed model can do, and so which operations an API needs for it.</summary>
public enum Capability
{
    /// <summary>Chat completions.</summary>
    Chat,

    /// <summary>The Responses API.</summary>
    Responses,

    /// <summary>Text embeddings.</summary>
    Embeddings,

    /// <summary>Image embeddings.</summary>
    ImageEmbeddings,

    /// <summary>Legacy text completions.</summary>
    Completions,

    /// <summary>Image generation.</summary>
    Images,

    /// <summary>Speech to text.</summary>
    Transcription,

    /// <summary>Speech to English text.</summary>
    Translation,

    /// <summary>Text to speech.</summary>
    Speech,

    /// <summary>Anthropic's Messages API.</summary>
    Messages,
}
