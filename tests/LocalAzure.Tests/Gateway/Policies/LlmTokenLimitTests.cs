using System.Globalization;
using System.Text.Json.Nodes;

namespace LocalAzure.Tests.Gateway.Policies;

public sealed class LlmTokenLimitTests : PolicyTest
{
    [Fact]
    public async Task Tokens_of_a_minute_are_counted_from_the_usage_and_told_in_headers()
    {
        await LimitAsync(
            """tokens-per-minute="1000" estimate-prompt-tokens="false" remaining-tokens-header-name="x-left" tokens-consumed-header-name="x-used" """
        );

        var reply = await Scene.ChatAsync("how many tokens is this");

        var total = (int)reply.Json["usage"]!["total_tokens"]!;
        Assert.Equal(total, Number(reply, "x-used"));
        Assert.Equal(1000 - total, Number(reply, "x-left"));
    }

    [Fact]
    public async Task When_they_are_spent_the_answer_is_429_until_the_minute_is_over()
    {
        await LimitAsync("""tokens-per-minute="10" estimate-prompt-tokens="false" """);

        var first = await Scene.ChatAsync();
        var second = await Scene.ChatAsync();
        Later(TimeSpan.FromSeconds(61));
        var later = await Scene.ChatAsync();

        Assert.Equal((200, 429, 200), (first.Status, second.Status, later.Status));
        Assert.InRange(Number(second, "Retry-After"), 1, 60);
        Assert.Equal(2, Scene.FoundryCalls().Count);
    }

    [Fact]
    public async Task With_estimation_a_prompt_that_cannot_fit_never_reaches_the_backend()
    {
        await LimitAsync("""tokens-per-minute="20" estimate-prompt-tokens="true" retry-after-header-name="x-wait" """);

        var reply = await Scene.ChatAsync(string.Join(' ', Enumerable.Repeat("word", 100)));

        Assert.Equal(429, reply.Status);
        Assert.NotNull(reply.Header("x-wait"));
        Assert.Empty(Scene.FoundryCalls());
    }

    [Fact]
    public async Task A_quota_ends_in_403_until_its_period_is_over()
    {
        await LimitAsync(
            """token-quota="10" token-quota-period="Daily" estimate-prompt-tokens="false" remaining-quota-tokens-header-name="x-quota" """
        );

        var first = await Scene.ChatAsync();
        var second = await Scene.ChatAsync();
        Later(TimeSpan.FromDays(1));
        var later = await Scene.ChatAsync();

        Assert.Equal((200, 403, 200), (first.Status, second.Status, later.Status));
        Assert.Equal(0, Number(first, "x-quota"));
    }

    [Fact]
    public async Task Streams_are_estimated_and_count_when_they_have_ended()
    {
        await LimitAsync(
            """tokens-per-minute="12" estimate-prompt-tokens="false" """,
            backend: "<forward-request buffer-response=\"false\" />"
        );

        var stream = await Scene.PostAsync(GatewayScene.Chat, Chats.Say("hi", stream: true), Scene.MasterKey);
        var next = await Scene.ChatAsync();

        Assert.Equal((200, 429), (stream.Status, next.Status));
    }

    [Fact]
    public async Task Calls_that_are_not_about_text_pass_uncounted()
    {
        await Scene.AddDeploymentAsync("contoso", "dall-e-3", "OpenAI", "dall-e-3");
        Later(TimeSpan.FromMinutes(1));
        await LimitAsync("""tokens-per-minute="1" estimate-prompt-tokens="true" """);

        var reply = await Scene.PostAsync(
            $"/{GatewayScene.ApiPath}/deployments/dall-e-3/images/generations?api-version=2024-10-21",
            new JsonObject { ["prompt"] = "a very long description of a picture", ["response_format"] = "b64_json" },
            Scene.MasterKey
        );

        Assert.Equal(200, reply.Status);
    }

    [Theory]
    [InlineData("responses", """{"model":"gpt-4o","input":"hello there"}""")]
    [InlineData("deployments/text-embedding-3-large/embeddings", """{"input":"hello there"}""")]
    public async Task Responses_and_embeddings_count_too(string path, string body)
    {
        await LimitAsync("""tokens-per-minute="1000" estimate-prompt-tokens="false" tokens-consumed-header-name="x-used" """);

        var reply = await Scene.PostAsync(
            $"/{GatewayScene.ApiPath}/{path}?api-version=2025-03-01-preview",
            JsonNode.Parse(body)!,
            Scene.MasterKey
        );

        Assert.Equal((int)reply.Json["usage"]!["total_tokens"]!, Number(reply, "x-used"));
    }

    [Fact]
    public async Task The_older_name_of_the_policy_is_the_same_policy()
    {
        await Scene.PolicyAsync(
            GatewayScene.Base + """<azure-openai-token-limit counter-key="a" tokens-per-minute="1" estimate-prompt-tokens="true" />"""
        );

        Assert.Equal(429, (await Scene.ChatAsync()).Status);
    }

    private Task LimitAsync(string attributes, string? backend = null) =>
        Scene.PolicyAsync($"""{GatewayScene.Base}<llm-token-limit counter-key="@(context.Subscription.Id)" {attributes}/>""", backend);

    private static int Number(Reply reply, string header) => int.Parse(reply.Header(header)!, CultureInfo.InvariantCulture);
}
