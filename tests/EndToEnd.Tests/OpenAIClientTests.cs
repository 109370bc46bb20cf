using OpenAI;
using OpenAI.Chat;
using OpenAI.Embeddings;

namespace EndToEnd.Tests;

/// <summary>
/// The official OpenAI client, not altered: its endpoint points at the gateway, and a policy in its pipeline adds the
/// header <c>api-key</c>, both by its own options. The Azure OpenAI shape is called with the same client: the deployment
/// stands in its endpoint and the policy adds the api-version. The Azure.AI.OpenAI client, which does both by itself, is not
/// among our packages and is not proven here.
/// </summary>
[Collection(nameof(ConfiguredCloud))]
public sealed class OpenAIClientTests(ConfiguredCloud cloud)
{
    private const string Embedding = "text-embedding-3-large";

    [Fact]
    public async Task The_OpenAI_client_chats_streams_and_embeds_through_the_v1_api()
    {
        await DeployAsync("vone");
        Assert.Equal([new("vone-openai-v1", "vone/openai/v1")], await cloud.Arm.ApisOfAsync("vone"));
        await ProveAsync(cloud.Gateway.At("vone/openai/v1"), cloud.Gateway.At("vone/openai/v1"));
    }

    private async Task DeployAsync(string account)
    {
        await cloud.Arm.PutAccountAsync(account);
        await cloud.Arm.DeployAsync(account, "gpt-4o");
        await cloud.Arm.DeployAsync(account, Embedding);
        await cloud.Control.SettleAsync();
    }

    private async Task ProveAsync(OpenAIClientOptions forChat, OpenAIClientOptions forEmbeddings)
    {
        var chat = new ChatClient("gpt-4o", cloud.Gateway.Credential, forChat);
        ChatCompletion completion = await chat.CompleteChatAsync("Say hello.");
        Assert.StartsWith("This is gpt-4o", completion.Content[0].Text, StringComparison.Ordinal);
        Assert.True(completion.Usage.TotalTokenCount > 0);

        var (streamed, pieces) = ("", 0);
        await foreach (var update in chat.CompleteChatStreamingAsync("Say hello."))
        {
            streamed += string.Concat(update.ContentUpdate.Select(part => part.Text));
            pieces++;
        }

        Assert.Equal(completion.Content[0].Text, streamed);
        Assert.True(pieces > 2, $"{pieces} pieces");

        var embeddings = new EmbeddingClient(Embedding, cloud.Gateway.Credential, forEmbeddings);
        OpenAIEmbedding vector = await embeddings.GenerateEmbeddingAsync("hello", new EmbeddingGenerationOptions { Dimensions = 256 });
        Assert.Equal(256, vector.ToFloats().Length);
    }
}
