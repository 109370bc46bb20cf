using System.IO.Enumeration;
using static Importer.Deployments.Capability;
using static Importer.Deployments.Compatibility;

namespace Importer.Deployments;

/// <summary>
/// Which models are called how. The set of models is open and this table is not: what is in no row is set aside.
/// </summary>
/// <remarks>Each row has its own source; <c>docs/models.md</c> shows the table.</remarks>
internal static class ModelFamilies
{
    private const string Models = "https://learn.microsoft.com/azure/ai-foundry/foundry-models/concepts/models-sold-directly-by-azure";
    private const string Partners = "https://learn.microsoft.com/azure/ai-foundry/foundry-models/concepts/models-from-partners";
    private const string Reasoning = "https://learn.microsoft.com/azure/ai-foundry/openai/how-to/reasoning";

    private static readonly Compatibility[] Both = [AzureOpenAI, AzureOpenAIV1];
    private static readonly Compatibility[] Any = [AzureOpenAI, AzureAI, AzureOpenAIV1];
    private static readonly Compatibility[] Foreign = [AzureAI, AzureOpenAIV1];

    /// <summary>Every family, the special ones before the general ones: the first that fits holds.</summary>
    public static IReadOnlyList<ModelFamily> All { get; } =
    [
        Aside(
            "OpenAI",
            "Realtime",
            ["*realtime*"],
            "wss://<account>/openai/v1/realtime (WebSocket)",
            "https://learn.microsoft.com/azure/ai-foundry/openai/how-to/realtime-audio"
        ),
        Aside(
            "OpenAI",
            "Sora (video)",
            ["sora*"],
            "/openai/v1/videos",
            "https://learn.microsoft.com/azure/ai-foundry/openai/how-to/video-generation"
        ),
        Served(
            "OpenAI",
            "Whisper",
            ["whisper*"],
            [Transcription, Translation],
            Both,
            "https://learn.microsoft.com/azure/ai-foundry/openai/whisper-quickstart"
        ),
        Served("OpenAI", "Transcription", ["*-transcribe*"], [Transcription], Both, Models) with
        {
            Since = "2025-03-01-preview",
        },
        Served(
            "OpenAI",
            "Text to speech",
            ["tts*", "*-tts*"],
            [Speech],
            Both,
            "https://learn.microsoft.com/azure/ai-foundry/openai/text-to-speech-quickstart"
        ),
        Served("OpenAI", "DALL-E", ["dall-e*"], [Images], Both, "https://learn.microsoft.com/azure/ai-foundry/openai/how-to/dall-e"),
        Served(
            "OpenAI",
            "GPT image",
            ["gpt-image*"],
            [Images],
            Both,
            "https://learn.microsoft.com/azure/ai-foundry/openai/how-to/dall-e"
        ) with
        {
            Since = "2025-04-01-preview",
        },
        Served("OpenAI", "Embeddings", ["text-embedding-*"], [Embeddings], Any, Models),
        Served(
            "OpenAI",
            "Text completions",
            ["gpt-35-turbo-instruct*", "gpt-3.5-turbo-instruct*", "davinci-002", "babbage-002"],
            [Completions],
            Both,
            Models
        ),
        Served(
            "OpenAI",
            "Deep research",
            ["*deep-research*"],
            [Responses],
            Both,
            "https://learn.microsoft.com/azure/ai-foundry/openai/how-to/deep-research"
        ) with
        {
            Untested = "a deep research model refuses calls without one of its search tools, and a call with one takes minutes",
        },
        Served(
            "OpenAI",
            "Computer use",
            ["computer-use*"],
            [Responses],
            Both,
            "https://learn.microsoft.com/azure/ai-foundry/openai/how-to/computer-use"
        ) with
        {
            Untested = "a computer use model refuses calls without its tool and a screen",
        },
        Served(
            "OpenAI",
            "Codex and pro (responses only)",
            ["*codex*", "o1-pro*", "o3-pro*", "gpt-5*-pro*"],
            [Responses],
            Both,
            Reasoning
        ) with
        {
            Since = "2025-04-01-preview",
        },
        Served(
            "OpenAI",
            "Audio chat",
            ["*-audio*"],
            [Chat],
            Both,
            "https://learn.microsoft.com/azure/ai-foundry/openai/audio-completions-quickstart"
        ) with
        {
            Since = "2025-01-01-preview",
        },
        Served("OpenAI", "First reasoning models", ["o1-mini*", "o1-preview*"], [Chat], Any, Reasoning),
        Served(
            "OpenAI",
            "Model router",
            ["model-router*"],
            [Chat],
            Any,
            "https://learn.microsoft.com/azure/ai-foundry/openai/how-to/model-router"
        ),
        Served("OpenAI", "Reasoning", ["o1*", "o3*", "o4*", "gpt-5*"], [Chat, Responses], Any, Reasoning) with
        {
            Flags = FlagTrust.Preferred,
            Since = "2024-12-01-preview",
        },
        Served("OpenAI", "Chat", ["gpt-3*", "gpt-4*", "chatgpt*"], [Chat, Responses], Any, Models) with
        {
            Flags = FlagTrust.Preferred,
        },
        ByFlags("OpenAI", Any, Models),
        Served("OpenAI-OSS", "gpt-oss", ["gpt-oss-*"], [Chat], Foreign, Models),
        Served(
            "Anthropic",
            "Claude",
            ["*"],
            [Messages],
            [Anthropic],
            "https://learn.microsoft.com/azure/ai-foundry/foundry-models/how-to/use-foundry-models-claude"
        ),
        Served("Meta", "Llama", ["*llama-*"], [Chat], Foreign, Models),
        ByFlags("Meta", Foreign, Models),
        Aside(
            "Mistral AI",
            "Document AI (OCR)",
            ["mistral-document-ai*", "mistral-ocr*"],
            "/providers/mistral/azure/ocr",
            "https://github.com/mistralai/client-python/issues/292"
        ),
        Served(
            "Mistral AI",
            "Mistral",
            ["mistral-large*", "mistral-medium*", "mistral-small*", "mistral-nemo*", "ministral-*", "codestral-*"],
            [Chat],
            Foreign,
            Models
        ),
        ByFlags("Mistral AI", Foreign, Models),
        Served("DeepSeek", "DeepSeek", ["DeepSeek-R*", "DeepSeek-V*"], [Chat], Foreign, Models),
        ByFlags("DeepSeek", Foreign, Models),
        Served("xAI", "Grok", ["grok-2*", "grok-3*", "grok-4*", "grok-code*"], [Chat], Foreign, Models),
        ByFlags("xAI", Foreign, Models),
        Aside("Cohere", "Rerank", ["*rerank*"], "/providers/cohere/v2/rerank (by some reports a path of the model's own)", Partners),
        Served("Cohere", "Embed", ["*embed-*"], [Embeddings, ImageEmbeddings], Foreign, Partners),
        Served("Cohere", "Command", ["*command-*"], [Chat], Foreign, Partners),
        ByFlags("Cohere", Foreign, Partners),
        Served("Microsoft", "Phi and MAI-DS", ["Phi-3*", "Phi-4*", "MAI-DS-*"], [Chat], Foreign, Models),
        ByFlags("Microsoft", Foreign, Models),
        Served("Moonshot", "Kimi", ["kimi-*"], [Chat], Foreign, Models),
        Served("MoonshotAI", "Kimi", ["kimi-*"], [Chat], Foreign, Models),
        Served("AI21 Labs", "Jamba", ["*jamba-*"], [Chat], Foreign, Partners),
        Served("Core42", "Jais", ["jais-*"], [Chat], Foreign, Partners),
        Aside("Black Forest Labs", "FLUX", ["*"], "/providers/blackforestlabs/v1/<model>", Models),
    ];

    /// <summary>
    /// What the operations of a compatibility can do; a test holds it to our documents.
    /// Source: https://learn.microsoft.com/azure/ai-foundry/openai/latest (v1),
    /// https://learn.microsoft.com/azure/ai-foundry/openai/reference (Azure OpenAI),
    /// https://learn.microsoft.com/rest/api/aifoundry/modelinference (Azure AI)
    /// </summary>
    public static IReadOnlyList<Capability> Offered(Compatibility compatibility) =>
        compatibility switch
        {
            AzureAI => [Chat, Embeddings, ImageEmbeddings, Images],
            Anthropic => [Messages],
            _ => [Chat, Responses, Embeddings, Completions, Images, Transcription, Translation, Speech],
        };

    /// <summary>The family of a model; null when it is in no row.</summary>
    public static ModelFamily? Of(string format, string model) => All.FirstOrDefault(family => family.Has(format, model));

    private static ModelFamily Served(
        string format,
        string name,
        string[] models,
        Capability[] capabilities,
        Compatibility[] compatibilities,
        string source
    ) =>
        new()
        {
            Format = format,
            Name = name,
            Models = models,
            Capabilities = capabilities,
            Compatibilities = compatibilities,
            Source = source,
        };

    private static ModelFamily Aside(string format, string name, string[] models, string path, string source) =>
        new()
        {
            Format = format,
            Name = name,
            Models = models,
            ServedOn = path,
            Source = source,
        };

    private static ModelFamily ByFlags(string format, Compatibility[] compatibilities, string source) =>
        new()
        {
            Format = format,
            Name = "Others, by their capability flags",
            Models = ["*"],
            Compatibilities = compatibilities,
            Flags = FlagTrust.Required,
            Source = source,
        };
}

/// <summary>
/// Models of one maker that are called in one way: a row of <c>docs/models.md</c>, which a test holds to this code.
/// </summary>
internal sealed record ModelFamily
{
    /// <summary>The maker, as Resource Manager says in <c>model.format</c>.</summary>
    public required string Format { get; init; }

    /// <summary>What the family is called in the documentation.</summary>
    public required string Name { get; init; }

    /// <summary>The names of its models, with <c>*</c> for any letters.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>What its models can do; empty when the importer has no operations for them, or when their flags alone tell.</summary>
    public IReadOnlyList<Capability> Capabilities { get; init; } = [];

    /// <summary>Under which compatibilities the account answers for them.</summary>
    public IReadOnlyList<Compatibility> Compatibilities { get; init; } = [];

    /// <summary>How far the capability flags of a deployment count.</summary>
    public FlagTrust Flags { get; init; } = FlagTrust.Ignored;

    /// <summary>The oldest dated <c>api-version</c> that takes its models; null when every one does.</summary>
    public string? Since { get; init; }

    /// <summary>The path on which the account serves them, for models that are set aside; null for the others.</summary>
    public string? ServedOn { get; init; }

    /// <summary>Why there is no test call; null when there is one.</summary>
    public string? Untested { get; init; }

    /// <summary>Where that is documented or was reported.</summary>
    public required string Source { get; init; }

    /// <summary>Whether a model is of this family.</summary>
    public bool Has(string format, string model) =>
        Letters(format).Equals(Letters(Format), StringComparison.OrdinalIgnoreCase)
        && Models.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, model, ignoreCase: true));

    // "Mistral AI" and "MistralAI", "OpenAI-OSS" and "OpenAI OSS" are one maker.
    private static string Letters(string format) => string.Concat(format.Where(char.IsLetterOrDigit));
}

/// <summary>How far the capability flags of a deployment say what it can do.</summary>
internal enum FlagTrust
{
    /// <summary>The name says it; flags are not looked at.</summary>
    Ignored,

    /// <summary>Flags that are there say it, else the name.</summary>
    Preferred,

    /// <summary>Only flags say it; without them the model is unknown.</summary>
    Required,
}
