using System.Text.Json.Nodes;
using LocalAzure.Tests.Gateway;

namespace LocalAzure.Tests.Foundry;

/// <summary>Each family of models answers only on the paths on which the service serves it.</summary>
public sealed class FamilyTests
{
    [Fact]
    public async Task Claude_answers_messages_and_counts_their_tokens()
    {
        await using var scene = await FoundryScene.StartAsync(("claude-opus-4-1", "Anthropic"));

        var whole = await MessagesAsync(
            scene,
            "",
            """{"model":"claude-opus-4-1","max_tokens":100,"messages":[{"role":"user","content":"good morning"}]}"""
        );
        var cut = await MessagesAsync(
            scene,
            "",
            """{"model":"claude-opus-4-1","max_tokens":1,"messages":[{"role":"user","content":[{"type":"text","text":"good morning"}]}]}"""
        );
        var count = await MessagesAsync(
            scene,
            "/count_tokens",
            """{"model":"claude-opus-4-1","messages":[{"role":"user","content":"good morning"}]}"""
        );

        Assert.Equal(("message", "end_turn"), ((string)whole.Json["type"]!, (string)whole.Json["stop_reason"]!));
        Assert.Contains("good morning", (string)whole.Json["content"]![0]!["text"]!, StringComparison.Ordinal);
        Assert.Equal(("max_tokens", 1), ((string)cut.Json["stop_reason"]!, (int)cut.Json["usage"]!["output_tokens"]!));
        Assert.Equal((int)whole.Json["usage"]!["input_tokens"]!, (int)count.Json["input_tokens"]!);
    }

    [Fact]
    public async Task Claude_streams_its_events_in_order_and_without_DONE()
    {
        await using var scene = await FoundryScene.StartAsync(("claude-opus-4-1", "Anthropic"));

        var reply = await MessagesAsync(
            scene,
            "",
            """{"model":"claude-opus-4-1","max_tokens":100,"stream":true,"messages":[{"role":"user","content":"hi"}]}"""
        );

        Assert.Equal(
            ["message_start", "content_block_start", "ping", "content_block_delta", "content_block_stop", "message_delta", "message_stop"],
            reply.Text.Split('\n').Where(line => line.StartsWith("event: ", StringComparison.Ordinal)).Select(line => line[7..]).Distinct()
        );
        Assert.DoesNotContain("[DONE]", reply.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"model":"claude-opus-4-1","messages":[{"role":"user","content":"hi"}]}""", "max_tokens: Field required")]
    [InlineData("""{"model":"claude-opus-4-1","max_tokens":1}""", "messages: Field required")]
    public async Task Faults_come_in_Anthropics_shape(string body, string message)
    {
        await using var scene = await FoundryScene.StartAsync(("claude-opus-4-1", "Anthropic"));

        var reply = await MessagesAsync(scene, "", body);

        Assert.Equal((400, "error", message), (reply.Status, (string)reply.Json["type"]!, (string)reply.Json["error"]!["message"]!));
    }

    [Theory]
    [InlineData("claude-opus-4-1", "Anthropic", "/contoso/models/chat/completions?api-version=2024-05-01-preview")]
    [InlineData("claude-opus-4-1", "Anthropic", "/contoso/openai/v1/chat/completions")]
    [InlineData("claude-opus-4-1", "Anthropic", "/contoso/openai/deployments/claude-opus-4-1/chat/completions?api-version=2024-10-21")]
    [InlineData("FLUX.1-Kontext-pro", "Black Forest Labs", "/contoso/models/images/generations?api-version=2024-05-01-preview")]
    [InlineData("mistral-document-ai-2505", "Mistral AI", "/contoso/models/chat/completions?api-version=2024-05-01-preview")]
    [InlineData("Cohere-rerank-v3.5", "Cohere", "/contoso/models/chat/completions?api-version=2024-05-01-preview")]
    [InlineData("MAI-Voice-1", "Microsoft", "/contoso/openai/v1/chat/completions")]
    [InlineData("TimeGEN-1", "Nixtla", "/contoso/models/chat/completions?api-version=2024-05-01-preview")]
    [InlineData("gpt-4o", "OpenAI", "/contoso/anthropic/v1/messages")]
    public async Task Elsewhere_a_family_is_404_api_not_supported(string model, string format, string path)
    {
        await using var scene = await FoundryScene.StartAsync((model, format));

        var reply = await scene.PostAsync(
            path,
            JsonNode.Parse($$"""{"model":"{{model}}","prompt":"a dot","max_tokens":100,"messages":[{"role":"user","content":"hi"}]}""")
        );

        Assert.Equal((404, "api_not_supported"), (reply.Status, (string)reply.Json["error"]!["code"]!));
    }

    [Theory]
    [InlineData("o1", "2024-10-21", "2024-12-01-preview")]
    [InlineData("o3-mini", "2024-05-01-preview", "2024-12-01-preview")]
    [InlineData("gpt-4o-audio-preview", "2024-10-21", "2025-01-01-preview")]
    public async Task A_model_is_enabled_for_newer_versions_only(string model, string old, string first)
    {
        await using var scene = await FoundryScene.StartAsync((model, "OpenAI"));

        var refused = await scene.PostAsync($"/contoso/openai/deployments/{model}/chat/completions?api-version={old}", Chats.Say("hi"));
        var taken = await scene.PostAsync($"/contoso/openai/deployments/{model}/chat/completions?api-version={first}", Heard());

        Assert.Equal($"Model {{modelName}} is enabled only for api versions {first} and later", (string)refused.Json["error"]!["message"]!);
        Assert.Equal(200, taken.Status);
    }

    [Fact]
    public async Task Audio_models_want_audio_deep_research_wants_a_tool_and_pro_models_do_not_chat()
    {
        await using var scene = await FoundryScene.StartAsync(
            ("gpt-4o-audio-preview", "OpenAI"),
            ("o3-deep-research", "OpenAI"),
            ("gpt-5-pro", "OpenAI")
        );

        var silent = await scene.PostAsync(
            "/contoso/openai/v1/chat/completions",
            JsonNode.Parse("""{"model":"gpt-4o-audio-preview","messages":[{"role":"user","content":"hi"}]}""")
        );
        var toolless = await scene.PostAsync(
            "/contoso/openai/v1/responses",
            JsonNode.Parse("""{"model":"o3-deep-research","input":"hi"}""")
        );
        var chat = await scene.PostAsync(
            "/contoso/openai/v1/chat/completions",
            JsonNode.Parse("""{"model":"gpt-5-pro","messages":[{"role":"user","content":"hi"}]}""")
        );

        Assert.Contains("contain audio", silent.Text, StringComparison.Ordinal);
        Assert.Contains("Deep research models require", toolless.Text, StringComparison.Ordinal);
        Assert.Equal("OperationNotSupported", (string)chat.Json["error"]!["code"]!);
        Assert.Equal((400, 400, 400), (silent.Status, toolless.Status, chat.Status));
    }

    private static JsonNode Heard() =>
        JsonNode.Parse(
            """{"messages":[{"role":"user","content":[{"type":"text","text":"hi"},{"type":"input_audio","input_audio":{"data":"","format":"wav"}}]}]}"""
        )!;

    private static async Task<Reply> MessagesAsync(FoundryScene scene, string more, string body) =>
        await scene.SendAsync(
            HttpMethod.Post,
            $"/contoso/anthropic/v1/messages{more}",
            FoundryScene.Json(JsonNode.Parse(body)!),
            ("x-api-key", await scene.KeyOfAsync("contoso")),
            ("anthropic-version", "2023-06-01")
        );
}
