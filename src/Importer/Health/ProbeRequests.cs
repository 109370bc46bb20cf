using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Importer.Configuration;
using Importer.Deployments;

namespace Importer.Health;

/// <summary>Makes the cheapest call that proves a deployment works, by what it can do.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/ai-services/openai/reference</remarks>
internal static class ProbeRequests
{
    // Reasoning models refuse max_tokens and spend some tokens on thinking before they say a word.
    // Source: https://learn.microsoft.com/azure/ai-services/openai/how-to/reasoning
    private const int ReasoningTokens = 256;

    // The least that the Responses API takes; an unfinished response proves as much as a finished one.
    private const int ResponseTokens = 16;

    // Source: https://docs.claude.com/en/api/versioning
    private const string AnthropicVersion = "2023-06-01";

    // The order in which a deployment of several capabilities is tried: the cheapest proof first.
    private static readonly Capability[] Preferred =
    [
        Capability.Embeddings,
        Capability.Chat,
        Capability.Responses,
        Capability.Completions,
        Capability.Messages,
        Capability.Transcription,
        Capability.Translation,
        Capability.Speech,
        Capability.Images,
    ];

    /// <summary>The call for a target, or null with the reason why there is none.</summary>
    /// <param name="target">What to test.</param>
    /// <param name="settings">What may be tested.</param>
    /// <param name="usesNewNames">True for a chat model that is known to refuse <c>max_tokens</c>.</param>
    public static (ProbeRequest? Request, string? Reason) For(ProbeTarget target, HealthSettings settings, bool usesNewNames = false)
    {
        if (target.Deployment.Paused)
        {
            return (null, "somebody paused the deployment");
        }

        if (CapabilityCatalog.FamilyOf(target.Deployment)?.Untested is { } untested)
        {
            return (null, untested);
        }

        var capabilities = CapabilityCatalog.Of(target.Deployment, target.Compatibility);
        var capability = Preferred
            .Cast<Capability?>()
            .FirstOrDefault(preferred => capabilities.Contains(preferred!.Value) && target.Callable?.Contains(preferred.Value) != false);
        return capability switch
        {
            null => (null, $"no operation of {target.Compatibility} tests it"),
            Capability.Images when !settings.Images => (
                null,
                "image models are tested only when Health.Images is on, because each picture costs"
            ),
            { } chosen => (new ProbeRequest(chosen, Route(target, chosen), () => Body(target, chosen, usesNewNames)), null),
        };
    }

    private static string Route(ProbeTarget target, Capability capability)
    {
        var path = capability switch
        {
            Capability.Embeddings => "embeddings",
            Capability.Responses => "responses",
            Capability.Completions => "completions",
            Capability.Transcription => "audio/transcriptions",
            Capability.Translation => "audio/translations",
            Capability.Speech => "audio/speech",
            Capability.Images => "images/generations",
            Capability.Messages => "v1/messages",
            _ => "chat/completions",
        };
        var perDeployment = target.Compatibility == Compatibility.AzureOpenAI && capability != Capability.Responses;
        var route = perDeployment ? $"deployments/{Uri.EscapeDataString(target.Deployment.Name)}/{path}" : path;
        return target.ApiVersion.Length == 0 || target.Compatibility is Compatibility.AzureOpenAIV1 or Compatibility.Anthropic
            ? route
            : $"{route}?api-version={Uri.EscapeDataString(target.ApiVersion)}";
    }

    private static HttpContent Body(ProbeTarget target, Capability capability, bool usesNewNames) =>
        capability switch
        {
            Capability.Transcription or Capability.Translation => Audio(target),
            Capability.Messages => Messages(target),
            _ => JsonContent.Create(Json(target, capability, usesNewNames)),
        };

    private static JsonObject Json(ProbeTarget target, Capability capability, bool usesNewNames)
    {
        var body = capability switch
        {
            Capability.Embeddings => new JsonObject
            {
                ["input"] = target.Compatibility == Compatibility.AzureAI ? new JsonArray("ping") : "ping",
            },
            Capability.Responses => new JsonObject { ["input"] = "ping", ["max_output_tokens"] = ResponseTokens },
            Capability.Completions => new JsonObject { ["prompt"] = "ping", ["max_tokens"] = 1 },
            Capability.Speech => new JsonObject { ["input"] = "hi", ["voice"] = "alloy" },
            Capability.Images => new JsonObject
            {
                ["prompt"] = "a dot",
                ["n"] = 1,
                ["size"] = "1024x1024",
            },
            _ => Chat(target, usesNewNames),
        };
        if (target.Compatibility != Compatibility.AzureOpenAI || capability is Capability.Responses or Capability.Speech)
        {
            body["model"] = target.Deployment.Name;
        }

        return body;
    }

    private static JsonObject Chat(ProbeTarget target, bool usesNewNames)
    {
        var reasons = usesNewNames || IsReasoning(target.Deployment.ModelName);
        var field = reasons || target.Compatibility == Compatibility.AzureOpenAIV1 ? "max_completion_tokens" : "max_tokens";
        return new JsonObject
        {
            ["messages"] = new JsonArray(
                new JsonObject { ["role"] = "user", ["content"] = IsAudio(target.Deployment) ? Spoken() : "ping" }
            ),
            [field] = reasons ? ReasoningTokens : 1,
        };
    }

    // A model for audio refuses calls without any; a second of silence costs less than a spoken answer.
    // Source: https://learn.microsoft.com/azure/ai-foundry/openai/audio-completions-quickstart
    private static JsonArray Spoken() =>
        [
            new JsonObject { ["type"] = "text", ["text"] = "ping" },
            new JsonObject
            {
                ["type"] = "input_audio",
                ["input_audio"] = new JsonObject { ["data"] = Convert.ToBase64String(SilentWav.OneSecond()), ["format"] = "wav" },
            },
        ];

    private static JsonContent Messages(ProbeTarget target)
    {
        var content = JsonContent.Create(
            new JsonObject
            {
                ["model"] = target.Deployment.Name,
                ["max_tokens"] = 1,
                ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "ping" }),
            }
        );
        content.Headers.TryAddWithoutValidation("anthropic-version", AnthropicVersion);
        return content;
    }

    /// <summary>The most tokens that the call can use, so far as that can be known before.</summary>
    public static int MostTokens(Capability capability, ModelDeployment? deployment = null) =>
        capability switch
        {
            Capability.Chat when deployment is not null && IsReasoning(deployment.ModelName) => 64 + ReasoningTokens,
            // A chat template or a hidden system prompt may add some dozens of tokens to a word.
            Capability.Chat or Capability.Responses or Capability.Messages => 64 + ResponseTokens,
            Capability.Embeddings or Capability.Completions => 16,
            Capability.Transcription or Capability.Translation or Capability.Speech => 64,
            // Source: https://learn.microsoft.com/azure/ai-services/openai/how-to/dall-e (a square picture of high quality)
            Capability.Images => 4_500,
            _ => 64,
        };

    private static bool IsAudio(ModelDeployment deployment) =>
        deployment.IsOpenAI && deployment.ModelName.Contains("-audio", StringComparison.OrdinalIgnoreCase);

    private static bool IsReasoning(string model) =>
        model.StartsWith("gpt-5", StringComparison.OrdinalIgnoreCase)
        || (model.Length > 1 && (model[0] | 0x20) == 'o' && char.IsAsciiDigit(model[1]));

    [SuppressMessage("Reliability", "CA2000", Justification = "The form owns and disposes its parts.")]
    private static MultipartFormDataContent Audio(ProbeTarget target)
    {
        var wav = new ByteArrayContent(SilentWav.OneSecond());
        wav.Headers.ContentType = new MediaTypeHeaderValue("audio/wav");
        return new MultipartFormDataContent { { wav, "file", "silence.wav" }, { new StringContent(target.Deployment.Name), "model" } };
    }
}

/// <summary>One small test call.</summary>
/// <param name="Capability">What it tries.</param>
/// <param name="Route">The URL below the API's path, with its query.</param>
/// <param name="Content">Makes the body, anew for each try.</param>
internal sealed record ProbeRequest(Capability Capability, string Route, Func<HttpContent> Content);

/// <summary>One second of silence, for testing models that listen.</summary>
internal static class SilentWav
{
    private const int SamplesPerSecond = 8_000;
    private const int HeaderLength = 44;

    /// <summary>A mono WAV of 16-bit samples at 8 kHz.</summary>
    public static byte[] OneSecond()
    {
        const int DataLength = SamplesPerSecond * 2;
        var wav = new byte[HeaderLength + DataLength];
        var header = wav.AsSpan(0, HeaderLength);
        "RIFF"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], HeaderLength - 8 + DataLength);
        "WAVEfmt "u8.CopyTo(header[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], 16);
        BinaryPrimitives.WriteInt16LittleEndian(header[20..], 1);
        BinaryPrimitives.WriteInt16LittleEndian(header[22..], 1);
        BinaryPrimitives.WriteInt32LittleEndian(header[24..], SamplesPerSecond);
        BinaryPrimitives.WriteInt32LittleEndian(header[28..], SamplesPerSecond * 2);
        BinaryPrimitives.WriteInt16LittleEndian(header[32..], 2);
        BinaryPrimitives.WriteInt16LittleEndian(header[34..], 16);
        "data"u8.CopyTo(header[36..]);
        BinaryPrimitives.WriteInt32LittleEndian(header[40..], DataLength);
        return wav;
    }
}
