namespace LocalAzure.Gateway.Llm;

/// <summary>The payloads that the AI policies understand.</summary>
internal enum LlmKind
{
    Chat,
    Completion,
    Embeddings,
    Responses,
    Messages,
}
