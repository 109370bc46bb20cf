using LocalAzure.Foundry.Answers;
using LocalAzure.Foundry.Safety;

namespace LocalAzure.Foundry;

/// <summary>
/// Every operation that the endpoints answer. Assistants, threads, files, vector stores, evals, fine-tuning and realtime
/// are refused. https://learn.microsoft.com/azure/ai-foundry/openai/reference
/// </summary>
public static class InferenceOperations
{
    private const string Deployment = "/openai/deployments/{deployment-id}";

    /// <summary>For docs/parity.md.</summary>
    public static IReadOnlyList<string> Names => [.. All.Select(operation => operation.Name)];

    internal static IReadOnlyList<InferenceOperation> All { get; } =
    [
        .. Models(
            $"{Deployment}/chat/completions",
            "/openai/v1/chat/completions",
            "OpenAI/deployments/chat/completions/action",
            "ChatCompletions_Create",
            "chatCompletion",
            Capability.Chat,
            ChatAnswer.HandleAsync
        ),
        .. Models(
            $"{Deployment}/completions",
            "/openai/v1/completions",
            "OpenAI/deployments/completions/action",
            "Completions_Create",
            "completion",
            Capability.Completion,
            CompletionAnswer.HandleAsync
        ),
        .. Models(
            $"{Deployment}/embeddings",
            "/openai/v1/embeddings",
            "OpenAI/deployments/embeddings/action",
            "Embeddings_Create",
            "embeddings",
            Capability.Embeddings,
            EmbeddingAnswer.HandleAsync
        ),
        .. Models(
            $"{Deployment}/images/generations",
            "/openai/v1/images/generations",
            "OpenAI/images/generations/action",
            "ImageGenerations_Create",
            "imageGenerations",
            Capability.Image,
            ImageAnswer.HandleAsync
        ),
        .. Models(
            $"{Deployment}/audio/transcriptions",
            "/openai/v1/audio/transcriptions",
            "OpenAI/deployments/audio/action",
            "Transcriptions_Create",
            "transcription",
            Capability.Transcription,
            AudioAnswer.TranscribeAsync
        ),
        .. Models(
            $"{Deployment}/audio/translations",
            "/openai/v1/audio/translations",
            "OpenAI/deployments/audio/action",
            "Translations_Create",
            "translation",
            Capability.Transcription,
            AudioAnswer.TranscribeAsync
        ),
        .. Models(
            $"{Deployment}/audio/speech",
            "/openai/v1/audio/speech",
            "OpenAI/deployments/audio/action",
            "Speech_Create",
            "speech",
            Capability.Speech,
            AudioAnswer.SpeakAsync
        ),
        .. Responses("/openai"),
        .. Responses("/openai/v1"),
        Get("/openai/v1/models", "OpenAI/models/read", "Models_List", ModelAnswer.ListAsync),
        Get("/openai/v1/models/{model}", "OpenAI/models/read", "Models_Get", ModelAnswer.GetAsync),
        Inference(
            "/models/chat/completions",
            "MaaS/chat/completions/action",
            "getChatCompletions",
            Capability.Chat,
            ChatAnswer.HandleAsync
        ),
        Inference("/models/embeddings", "MaaS/embeddings/action", "getEmbeddings", Capability.Embeddings, EmbeddingAnswer.HandleAsync),
        Inference(
            "/models/images/embeddings",
            "MaaS/images/embeddings/action",
            "getImageEmbeddings",
            Capability.ImageEmbeddings,
            EmbeddingAnswer.HandleImagesAsync
        ),
        Inference(
            "/models/images/generations",
            "MaaS/images/generations/action",
            "getImageGenerations",
            Capability.Image,
            ImageAnswer.HandleAsync
        ),
        Get("/models/info", "MaaS/info/read", "getModelInfo", ModelAnswer.InfoAsync) with
        {
            Capability = Capability.Info,
        },
        Post("/anthropic/v1/messages", "AIServices/providers/action", "Messages_Create", MessagesAnswer.HandleAsync) with
        {
            Capability = Capability.Messages,
        },
        Post("/anthropic/v1/messages/count_tokens", "AIServices/providers/action", "Messages_CountTokens", MessagesAnswer.CountAsync) with
        {
            Capability = Capability.CountTokens,
        },
        Safety("POST", "/contentsafety/text:analyze", "text:analyze/action", SafetyAnswer.AnalyzeAsync),
        Safety("POST", "/contentsafety/text:shieldPrompt", "text:shieldprompt/action", SafetyAnswer.ShieldAsync),
        Safety("PATCH", "/contentsafety/text/blocklists/{name}", "text/blocklists/write", BlocklistAnswer.WriteAsync),
        Safety(
            "POST",
            "/contentsafety/text/blocklists/{name}:addOrUpdateBlocklistItems",
            "text/blocklists/write",
            BlocklistAnswer.AddAsync
        ),
    ];

    private static IEnumerable<InferenceOperation> Models(
        string byPath,
        string byBody,
        string action,
        string title,
        string word,
        Capability capability,
        Func<InferenceCall, CancellationToken, Task> handle
    ) => new[] { byPath, byBody }.Select(template => Post(template, action, title, handle) with { Capability = capability, Word = word });

    private static InferenceOperation Inference(
        string template,
        string action,
        string title,
        Capability capability,
        Func<InferenceCall, CancellationToken, Task> handle
    ) => Post(template, action, title, handle) with { Capability = capability, Word = title };

    private static IEnumerable<InferenceOperation> Responses(string root) =>
        [
            Post($"{root}/responses", "OpenAI/responses/write", "Responses_Create", ResponsesAnswer.CreateAsync) with
            {
                Capability = Capability.Responses,
                Word = "responses",
            },
            Get($"{root}/responses/{{response_id}}", "OpenAI/responses/read", "Responses_Get", ResponsesAnswer.GetAsync),
            Get(
                $"{root}/responses/{{response_id}}/input_items",
                "OpenAI/responses/read",
                "Responses_ListInputItems",
                ResponsesAnswer.InputItemsAsync
            ),
            Get($"{root}/responses/{{response_id}}", "OpenAI/responses/delete", "Responses_Delete", ResponsesAnswer.DeleteAsync) with
            {
                Method = "DELETE",
            },
        ];

    private static InferenceOperation Post(
        string template,
        string action,
        string title,
        Func<InferenceCall, CancellationToken, Task> handle
    ) =>
        new()
        {
            Method = "POST",
            Template = template,
            DataAction = action,
            Title = title,
            Handle = handle,
        };

    private static InferenceOperation Get(
        string template,
        string action,
        string title,
        Func<InferenceCall, CancellationToken, Task> handle
    ) => Post(template, action, title, handle) with { Method = "GET" };

    private static InferenceOperation Safety(
        string method,
        string template,
        string action,
        Func<InferenceCall, CancellationToken, Task> handle
    ) =>
        new()
        {
            Method = method,
            Template = template,
            DataAction = $"ContentSafety/{action}",
            Title = template,
            Handle = handle,
        };
}
