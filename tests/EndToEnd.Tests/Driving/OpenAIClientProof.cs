using System.ClientModel;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Embeddings;

namespace EndToEnd.Tests.Driving;

/// <summary>
/// The official OpenAI client, not altered: its endpoint points at the gateway, and a policy in its pipeline adds the
/// header <c>api-key</c>, both by its own options. The Azure OpenAI shape is called with the same client: the deployment
/// stands in its endpoint and the policy adds the api-version. The Azure.AI.OpenAI client, which does both by itself, is proven
/// by <see cref="Clients.ClientMatrixTests"/>.
/// </summary>
internal static class OpenAIClientProof
{
    /// <summary>A completion, the same streamed, and an embedding.</summary>
    public static async Task ProveAsync(ApiKeyCredential key, OpenAIClientOptions forChat, OpenAIClientOptions forEmbeddings)
    {
        var chat = new ChatClient("gpt-4o", key, forChat);
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

        var embeddings = new EmbeddingClient("text-embedding-3-large", key, forEmbeddings);
        OpenAIEmbedding vector = await embeddings.GenerateEmbeddingAsync("hello", new EmbeddingGenerationOptions { Dimensions = 256 });
        Assert.Equal(256, vector.ToFloats().Length);
    }
}
