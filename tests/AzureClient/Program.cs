// The Azure class of .NET as a user writes it; only endpoint and key are given. One line of JSON for each call: what it was, whether it
// worked, and the fault.
using System.ClientModel;
using System.Text.Json;
using Azure.AI.OpenAI;
using OpenAI.Audio;
using OpenAI.Chat;

var client = new AzureOpenAIClient(new Uri(args[0]), new ApiKeyCredential(args[1]));

await ProveAsync(
    "chat",
    async () => (await client.GetChatClient("gpt-4o").CompleteChatAsync("Say hello.")).Value.Content[0].Text.Length > 0
);
await ProveAsync(
    "stream",
    async () =>
    {
        var pieces = 0;
        await foreach (var update in client.GetChatClient("gpt-4o").CompleteChatStreamingAsync("Say hello."))
        {
            pieces += update.ContentUpdate.Count;
        }

        return pieces > 2;
    }
);
await ProveAsync(
    "embeddings",
    async () => (await client.GetEmbeddingClient("text-embedding-3-large").GenerateEmbeddingAsync("hello")).Value.ToFloats().Length > 100
);
await ProveAsync(
    "images",
    async () => (await client.GetImageClient("gpt-image-1").GenerateImageAsync("a dot")).Value.ImageBytes.ToMemory().Length > 10
);
await ProveAsync(
    "transcription",
    async () => (await client.GetAudioClient("whisper").TranscribeAudioAsync(new MemoryStream(Silence()), "a.wav")).Value.Text is not null
);
await ProveAsync(
    "speech",
    async () => (await client.GetAudioClient("tts").GenerateSpeechAsync("hi", GeneratedSpeechVoice.Alloy)).Value.ToMemory().Length > 0
);
await ProveAsync(
    "tool calls",
    async () =>
    {
        var options = new ChatCompletionOptions
        {
            Tools = { ChatTool.CreateFunctionTool("look") },
            ToolChoice = ChatToolChoice.CreateFunctionChoice("look"),
        };
        return (await client.GetChatClient("gpt-4o").CompleteChatAsync([new UserChatMessage("Look.")], options))
                .Value
                .ToolCalls[0]
                .FunctionName == "look";
    }
);

static async Task ProveAsync(string call, Func<Task<bool>> make)
{
    try
    {
        Print(new(call, await make(), "", null));
    }
    catch (ClientResultException fault)
    {
        Print(new(call, false, fault.Message, fault.Status));
    }
    catch (Exception fault)
        when (fault
                is InvalidOperationException
                    or NullReferenceException
                    or ArgumentException
                    or FormatException
                    or JsonException
                    or KeyNotFoundException
                    or MissingMethodException
                    or TypeLoadException
        )
    {
        Print(new(call, false, $"{fault.GetType().Name}: {fault.Message}", null));
    }
}

static void Print(Proof proof) => Console.WriteLine(JsonSerializer.Serialize(proof, JsonSerializerOptions.Web));

static byte[] Silence()
{
    var wav = new byte[44 + 16000];
    "RIFF"u8.CopyTo(wav);
    "WAVEfmt "u8.CopyTo(wav.AsSpan(8));
    "data"u8.CopyTo(wav.AsSpan(36));
    return wav;
}

internal sealed record Proof(string Call, bool Ok, string Said, int? Status);
