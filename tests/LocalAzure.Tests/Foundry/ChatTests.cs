using System.Text.Json.Nodes;
using LocalAzure.Tests.Gateway;

namespace LocalAzure.Tests.Foundry;

public sealed class ChatTests : IAsyncLifetime
{
    private FoundryScene _scene = null!;

    public async Task InitializeAsync() =>
        _scene = await FoundryScene.StartAsync(("gpt-4o", "OpenAI"), ("o4-mini", "OpenAI"), ("Llama-3.3-70B-Instruct", "Meta"));

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Theory]
    [InlineData("/contoso/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21", null)]
    [InlineData("/contoso/openai/v1/chat/completions", "gpt-4o")]
    [InlineData("/contoso/openai/v1/chat/completions", "Llama-3.3-70B-Instruct")]
    [InlineData("/contoso/models/chat/completions?api-version=2024-05-01-preview", "gpt-4o")]
    [InlineData("/contoso/models/chat/completions?api-version=2024-05-01-preview", "Llama-3.3-70B-Instruct")]
    public async Task All_three_compatibilities_answer_with_their_usage(string path, string? model)
    {
        var body = Chats.Say("hello there");
        body["model"] = model;

        var reply = await _scene.PostAsync(path, body);

        Assert.Equal(200, reply.Status);
        Assert.Contains("hello there", reply.Answer, StringComparison.Ordinal);
        var usage = reply.Json["usage"]!;
        Assert.Equal((int)usage["total_tokens"]!, (int)usage["prompt_tokens"]! + (int)usage["completion_tokens"]!);
        Assert.Equal("stop", (string)reply.Json["choices"]![0]!["finish_reason"]!);
    }

    [Fact]
    public async Task The_same_question_has_the_same_answer()
    {
        var first = await _scene.PostAsync(FoundryScene.Chat(), Chats.Say("again"));
        var second = await _scene.PostAsync(FoundryScene.Chat(), Chats.Say("again"));

        Assert.Equal((string)first.Json["id"]!, (string)second.Json["id"]!);
        Assert.Equal(first.Answer, second.Answer);
    }

    [Fact]
    public async Task One_token_is_one_token_and_a_length_stop()
    {
        var body = Chats.Say("ping");
        body["max_tokens"] = 1;

        var reply = await _scene.PostAsync(FoundryScene.Chat(), body);

        Assert.Equal("length", (string)reply.Json["choices"]![0]!["finish_reason"]!);
        Assert.Equal(1, (int)reply.Json["usage"]!["completion_tokens"]!);
    }

    [Fact]
    public async Task Reasoning_models_refuse_max_tokens_and_take_max_completion_tokens()
    {
        var old = Chats.Say("ping");
        old["max_tokens"] = 1;
        var current = Chats.Say("ping");
        current["max_completion_tokens"] = 128;
        var narrow = Chats.Say("ping");
        narrow["max_completion_tokens"] = 16;

        var refused = await _scene.PostAsync(FoundryScene.Chat("o4-mini"), old);
        var taken = await _scene.PostAsync(FoundryScene.Chat("o4-mini"), current);
        var unfinished = await _scene.PostAsync(FoundryScene.Chat("o4-mini"), narrow);

        Assert.Equal(400, refused.Status);
        Assert.Equal("unsupported_parameter", (string)refused.Json["error"]!["code"]!);
        Assert.Equal("max_tokens", (string)refused.Json["error"]!["param"]!);
        Assert.Equal(200, taken.Status);
        Assert.True((int)taken.Json["usage"]!["completion_tokens_details"]!["reasoning_tokens"]! > 0);
        Assert.True((int)taken.Json["usage"]!["completion_tokens"]! <= 128);
        Assert.Equal(400, unfinished.Status);
        Assert.StartsWith(
            "Could not finish the message because max_tokens",
            (string)unfinished.Json["error"]!["message"]!,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stream_ends_with_usage_only_when_asked(bool withUsage)
    {
        var reply = await _scene.PostAsync(FoundryScene.Chat(), Chats.Say("stream this", stream: true, withUsage));

        var chunks = reply
            .Text.Split('\n')
            .Where(line => line.StartsWith("data: {", StringComparison.Ordinal))
            .Select(line => JsonNode.Parse(line[6..])!)
            .ToList();
        Assert.Equal("text/event-stream", reply.ContentType);
        Assert.Contains(
            "stream this",
            string.Concat(chunks.Select(chunk => (string?)chunk["choices"]!.AsArray().FirstOrDefault()?["delta"]?["content"])),
            StringComparison.Ordinal
        );
        Assert.Equal(withUsage ? 1 : 0, chunks.Count(chunk => chunk["usage"] is JsonObject));
        Assert.EndsWith("data: [DONE]\n\n", reply.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{}""", "missing_required_parameter", "messages")]
    [InlineData("""{"messages":"hi"}""", "invalid_type", "messages")]
    [InlineData("""{"messages":[]}""", "invalid_type", "messages")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"stream_options":"yes"}""", "invalid_type", null)]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"max_tokens":0}""", "integer_below_min_value", "max_tokens")]
    public async Task A_wrong_request_is_400_with_its_parameter(string body, string code, string? parameter)
    {
        var reply = await _scene.PostAsync(FoundryScene.Chat(), JsonNode.Parse(body)!);

        Assert.Equal(400, reply.Status);
        Assert.Equal((code, parameter), ((string)reply.Json["error"]!["code"]!, (string?)reply.Json["error"]!["param"]));
    }

    [Fact]
    public async Task A_function_that_the_caller_insists_on_is_called()
    {
        var body = Chats.Say("weather");
        body["tools"] = JsonNode.Parse("""[{"type":"function","function":{"name":"get_weather","parameters":{}}}]""");
        body["tool_choice"] = "required";

        var reply = await _scene.PostAsync(FoundryScene.Chat(), body);

        Assert.Equal("get_weather", (string)reply.Json["choices"]![0]!["message"]!["tool_calls"]![0]!["function"]!["name"]!);
    }

    [Fact]
    public async Task Partner_models_are_not_served_by_the_deployments_path()
    {
        var reply = await _scene.PostAsync(FoundryScene.Chat("Llama-3.3-70B-Instruct"), Chats.Say("hi"));

        Assert.Equal(400, reply.Status);
    }
}
