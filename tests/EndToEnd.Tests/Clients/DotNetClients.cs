using System.ClientModel;
using System.ClientModel.Primitives;
using System.Diagnostics;
using System.Text.Json.Nodes;
using OpenAI;
using OpenAI.Audio;
using OpenAI.Chat;

namespace EndToEnd.Tests.Clients;

/// <summary>The client libraries of .NET as a user writes them.</summary>
internal static class DotNetClients
{
    private static readonly TimeSpan RunTime = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The OpenAI client on v1; with the header that API Management looks for where the key as a bearer token is not enough.
    /// </summary>
#pragma warning disable OPENAI001 // What users of the Responses API write.
    public static async Task<IReadOnlyList<ClientCall>> RunAsync(string address, string key, bool withHeader)
    {
        var options = new OpenAIClientOptions { Endpoint = new Uri($"{address}/openai/v1"), RetryPolicy = new ClientRetryPolicy(0) };
        if (withHeader)
        {
            options.AddPolicy(
                ApiKeyAuthenticationPolicy.CreateHeaderApiKeyPolicy(new ApiKeyCredential(key), "api-key"),
                PipelinePosition.BeforeTransport
            );
        }

        var client = new OpenAIClient(new ApiKeyCredential(key), options);
        var chat = client.GetChatClient("gpt-4o");
        return
        [
            await TryAsync("chat", async () => (await chat.CompleteChatAsync("Say hello.")).Value.Content[0].Text.Length > 0),
            await TryAsync("stream", () => StreamAsync(chat)),
            await TryAsync(
                "embeddings",
                async () =>
                    (await client.GetEmbeddingClient("text-embedding-3-large").GenerateEmbeddingAsync("hello")).Value.ToFloats().Length
                    > 100
            ),
            await TryAsync(
                "responses",
                async () => (await client.GetResponsesClient().CreateResponseAsync("gpt-4o", "Say hello.")).Value.GetOutputText().Length > 0
            ),
            await TryAsync(
                "images",
                async () => (await client.GetImageClient("gpt-image-1").GenerateImageAsync("a dot")).Value.ImageBytes.ToMemory().Length > 10
            ),
            await TryAsync(
                "transcription",
                async () =>
                    (await client.GetAudioClient("whisper").TranscribeAudioAsync(new MemoryStream(Silence()), "a.wav")).Value.Text
                        is not null
            ),
            await TryAsync(
                "speech",
                async () =>
                    (await client.GetAudioClient("tts").GenerateSpeechAsync("hi", GeneratedSpeechVoice.Alloy)).Value.ToMemory().Length > 0
            ),
            await TryAsync("models.list", async () => (await client.GetOpenAIModelClient().GetModelsAsync()).Value.Count > 0),
            await TryAsync(
                "tool calls",
                async () =>
                    (
                        await chat.CompleteChatAsync(
                            [new UserChatMessage("Look.")],
                            new ChatCompletionOptions
                            {
                                Tools = { ChatTool.CreateFunctionTool("look") },
                                ToolChoice = ChatToolChoice.CreateFunctionChoice("look"),
                            }
                        )
                    )
                        .Value
                        .ToolCalls[0]
                        .FunctionName == "look"
            ),
            await TryAsync(
                "another maker's model",
                async () => (await client.GetChatClient("DeepSeek-R1").CompleteChatAsync("Say hello.")).Value.Content[0].Text.Length > 0
            ),
        ];
    }
#pragma warning restore OPENAI001

    /// <summary>The Azure class, in a program of its own: it is made for an older OpenAI library than the tests use.</summary>
    public static async Task<IReadOnlyList<ClientCall>> RunAzureAsync(string address, string key)
    {
        // artifacts/bin/EndToEnd.Tests/<configuration> is beside artifacts/bin/AzureClient/<configuration>.
        var here = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var program = Path.Combine(here.Parent!.Parent!.FullName, "AzureClient", here.Name, "AzureClient.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program, address, key]) { RedirectStandardOutput = true })!;
        using var patience = new CancellationTokenSource(RunTime);
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} did not end within {RunTime}");
        }

        Assert.Equal(0, process.ExitCode);
        return
        [
            .. (await output)
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonNode.Parse(line)!)
                .Select(line => new ClientCall(
                    (string)line["call"]!,
                    (bool)line["ok"]!,
                    (string?)line["said"] ?? "",
                    (int?)line["status"]
                )),
        ];
    }

    private static async Task<bool> StreamAsync(ChatClient chat)
    {
        var pieces = 0;
        await foreach (var update in chat.CompleteChatStreamingAsync("Say hello."))
        {
            pieces += update.ContentUpdate.Count;
        }

        return pieces > 2;
    }

    private static async Task<ClientCall> TryAsync(string call, Func<Task<bool>> make)
    {
        try
        {
            return new(call, await make(), "", null);
        }
        catch (ClientResultException fault)
        {
            return new(call, false, fault.Message, fault.Status);
        }
    }

    private static byte[] Silence()
    {
        var wav = new byte[44 + 16000];
        "RIFF"u8.CopyTo(wav);
        "WAVEfmt "u8.CopyTo(wav.AsSpan(8));
        "data"u8.CopyTo(wav.AsSpan(36));
        return wav;
    }
}
