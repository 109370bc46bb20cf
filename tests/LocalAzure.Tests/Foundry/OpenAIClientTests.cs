using System.ClientModel;
using System.ClientModel.Primitives;
using System.Diagnostics.CodeAnalysis;
using LocalAzure.Tests.Gateway;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Embeddings;
using OpenAI.Responses;

namespace LocalAzure.Tests.Foundry;

/// <summary>
/// The trust anchor of this room: the OpenAI client that production uses works as it is, through the gateway, with a
/// subscription key.
/// </summary>
/// <remarks>The constructors that choose the key's header, and the responses client, are previews of the package.</remarks>
[Experimental("OPENAI001")]
public sealed class OpenAIClientTests : IAsyncLifetime
{
    private GatewayScene _scene = null!;

    public async Task InitializeAsync()
    {
        _scene = await GatewayScene.StartAsync();
        await _scene.AddBackendAsync("contoso-v1", _scene.EndpointOf("contoso", "openai/v1"));
        await _scene.AddApiAsync(
            "contoso-v1",
            "contoso/openai/v1",
            [
                ("chat", "POST", "/chat/completions"),
                ("embeddings", "POST", "/embeddings"),
                ("responses", "POST", "/responses"),
                ("models", "GET", "/models"),
            ]
        );
        await _scene.PolicyAtAsync(
            "apis/contoso-v1/",
            GatewayScene.Document(
                GatewayScene.Base.Replace("contoso-openai", "contoso-v1", StringComparison.Ordinal),
                backend: "<forward-request buffer-response=\"false\" />"
            )
        );
    }

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Fact]
    public async Task Chat_answers_with_its_usage()
    {
        ChatCompletion completion = await new ChatClient("gpt-4o", Key, Options).CompleteChatAsync("good morning");

        Assert.Contains("good morning", completion.Content[0].Text, StringComparison.Ordinal);
        Assert.True(completion.Usage.TotalTokenCount > 0);
        Assert.Equal(ChatFinishReason.Stop, completion.FinishReason);
    }

    [Fact]
    public async Task Chat_streams()
    {
        var text = new List<string>();
        ChatTokenUsage? usage = null;
        await foreach (var update in new ChatClient("gpt-4o", Key, Options).CompleteChatStreamingAsync("stream me"))
        {
            text.AddRange(update.ContentUpdate.Select(part => part.Text));
            usage = update.Usage ?? usage;
        }

        Assert.True(text.Count > 5);
        Assert.Contains("stream me", string.Concat(text), StringComparison.Ordinal);
        Assert.True(usage?.TotalTokenCount > 0);
    }

    [Fact]
    public async Task Embeddings_are_vectors()
    {
        OpenAIEmbedding embedding = await new EmbeddingClient("text-embedding-3-large", Key, Options).GenerateEmbeddingAsync("ping");

        Assert.Equal(3072, embedding.ToFloats().Length);
    }

    [Fact]
    public async Task Responses_answer_with_their_usage()
    {
        ResponseResult response = await new ResponsesClient(
            Key,
            new ResponsesClientOptions { Endpoint = Options.Endpoint }
        ).CreateResponseAsync("gpt-4o", "good evening");

        Assert.Contains("good evening", response.GetOutputText(), StringComparison.Ordinal);
        Assert.True(response.Usage.TotalTokenCount > 0);
    }

    [Fact]
    public async Task A_wrong_key_is_the_clients_401()
    {
        var wrong = ApiKeyAuthenticationPolicy.CreateHeaderApiKeyPolicy(new ApiKeyCredential("wrong"), "api-key");

        var fault = await Assert.ThrowsAsync<ClientResultException>(() => new ChatClient("gpt-4o", wrong, Options).CompleteChatAsync("hi"));

        Assert.Equal(401, fault.Status);
    }

    private OpenAIClientOptions Options =>
        new()
        {
            Endpoint = new Uri(_scene.Cloud.Cloud.Options.Gateway, "contoso/openai/v1"),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
        };

    private ApiKeyAuthenticationPolicy Key =>
        ApiKeyAuthenticationPolicy.CreateHeaderApiKeyPolicy(new ApiKeyCredential(_scene.MasterKey), "api-key");
}
