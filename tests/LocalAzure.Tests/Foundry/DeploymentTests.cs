using LocalAzure.Tests.Gateway;

namespace LocalAzure.Tests.Foundry;

public sealed class DeploymentTests
{
    [Fact]
    public async Task A_deployment_that_is_not_there_is_404_DeploymentNotFound()
    {
        await using var scene = await FoundryScene.StartAsync();

        var reply = await scene.PostAsync(FoundryScene.Chat("gone"), Chats.Say("hi"));

        Assert.Equal(404, reply.Status);
        Assert.Equal("DeploymentNotFound", (string)reply.Json["error"]!["code"]!);
    }

    [Fact]
    public async Task A_fresh_deployment_answers_404_until_it_has_spread()
    {
        await using var cloud = await CloudUnderTest.StartAsync(options => options with { Propagation = TimeSpan.FromHours(1) });
        await cloud.AddAccountAsync("contoso", "AIServices", "gpt-4o");
        var key = (string)(await cloud.PostAsync($"{CloudUnderTest.Accounts}/contoso/listKeys")).Body!["key1"]!;
        using var client = new HttpClient { BaseAddress = cloud.Cloud.Options.Foundry };
        client.DefaultRequestHeaders.Add("api-key", key);

        using var early = await client.PostAsync(new Uri(FoundryScene.Chat(), UriKind.Relative), FoundryScene.Json(Chats.Say("hi")));
        cloud.Cloud.Clock.Advance(TimeSpan.FromHours(1));
        using var later = await client.PostAsync(new Uri(FoundryScene.Chat(), UriKind.Relative), FoundryScene.Json(Chats.Say("hi")));

        Assert.Equal((404, 200), ((int)early.StatusCode, (int)later.StatusCode));
    }

    [Theory]
    [InlineData("/nobody/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21", "AccountNotFound")]
    [InlineData("/contoso/openai/deployments/gpt-4o/chat/completions", "404")]
    [InlineData("/contoso/openai/deployments/gpt-4o/chat/completions?api-version=soon", "404")]
    [InlineData("/contoso/openai/unknown?api-version=2024-10-21", "404")]
    public async Task A_wrong_address_is_404(string path, string code)
    {
        await using var scene = await FoundryScene.StartAsync();

        var reply = await scene.PostAsync(path, Chats.Say("hi"));

        Assert.Equal(404, reply.Status);
        Assert.Equal(code, (string)reply.Json["error"]!["code"]!);
    }

    [Fact]
    public async Task What_is_real_but_not_simulated_says_so()
    {
        await using var scene = await FoundryScene.StartAsync();

        var reply = await scene.PostAsync("/contoso/openai/assistants?api-version=2024-10-21", Chats.Say("hi"));

        Assert.Equal(501, reply.Status);
        Assert.Equal("NotSimulatedByLocalAzure", (string)reply.Json["error"]!["code"]!);
    }

    [Fact]
    public async Task A_chat_with_an_embeddings_model_is_OperationNotSupported()
    {
        await using var scene = await FoundryScene.StartAsync(("text-embedding-3-large", "OpenAI"));

        var reply = await scene.PostAsync(FoundryScene.Chat("text-embedding-3-large"), Chats.Say("hi"));

        Assert.Equal(400, reply.Status);
        Assert.Equal("OperationNotSupported", (string)reply.Json["error"]!["code"]!);
        Assert.Contains(
            "The chatCompletion operation does not work with the specified model, text-embedding-3-large.",
            reply.Text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Spent_tokens_are_429_with_the_time_to_wait()
    {
        await using var scene = await FoundryScene.StartAsync();
        await scene.DeployAsync("gpt-4o-mini", capacity: 1);
        scene.Later(TimeSpan.FromMinutes(1));
        var long_ = string.Join(' ', Enumerable.Repeat("word", 1100));

        var first = await scene.PostAsync(FoundryScene.Chat("gpt-4o-mini"), Chats.Say(long_));
        var second = await scene.PostAsync(FoundryScene.Chat("gpt-4o-mini"), Chats.Say("hi"));
        scene.Later(TimeSpan.FromMinutes(1));
        var later = await scene.PostAsync(FoundryScene.Chat("gpt-4o-mini"), Chats.Say("hi"));

        Assert.Equal((200, 429, 200), (first.Status, second.Status, later.Status));
        Assert.InRange(int.Parse(second.Header("Retry-After")!, System.Globalization.CultureInfo.InvariantCulture), 1, 60);
        Assert.Contains("have exceeded token rate limit", second.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Accounts_of_kind_OpenAI_have_no_model_inference_api()
    {
        await using var scene = await FoundryScene.StartAsync();
        await scene.AddAccountAsync("only-openai", "OpenAI");
        var key = await scene.KeyOfAsync("only-openai");

        var reply = await scene.SendAsync(
            HttpMethod.Post,
            "/only-openai/models/chat/completions?api-version=2024-05-01-preview",
            FoundryScene.Json(Chats.Say("hi")),
            ("api-key", key)
        );

        Assert.Equal(404, reply.Status);
    }
}
