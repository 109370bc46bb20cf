namespace LocalAzure.Tests.Gateway.Policies;

public sealed class LlmSemanticCacheLookupTests : PolicyTest
{
    private const string Question = "What is the capital of the Kingdom of Sweden in Europe?";

    [Theory]
    [InlineData(Question, 1)]
    [InlineData("what is the capital of the kingdom of sweden in europe", 1)]
    [InlineData("Write a poem about trains and tea.", 2)]
    public async Task A_near_question_is_answered_without_the_model(string second, int modelCalls)
    {
        await PrepareAsync();

        await Scene.ChatAsync(Question);
        var reply = await Scene.ChatAsync(second);

        Assert.Equal(200, reply.Status);
        Assert.Equal(modelCalls, ModelCalls);
        Assert.Equal(2, Scene.FoundryCalls("/embeddings").Count);
        Assert.Equal(modelCalls == 1, reply.Answer.Contains(Question, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Answers_do_not_cross_what_vary_by_keeps_apart()
    {
        await PrepareAsync();
        var other = await Scene.SubscribeAsync("other", "/apis");

        await Scene.ChatAsync(Question);
        await Scene.ChatAsync(Question, key: other);

        Assert.Equal(2, ModelCalls);
    }

    [Fact]
    public async Task An_answer_is_forgotten_after_its_time()
    {
        await PrepareAsync();

        await Scene.ChatAsync(Question);
        Later(TimeSpan.FromSeconds(91));
        await Scene.ChatAsync(Question);

        Assert.Equal(2, ModelCalls);
    }

    [Fact]
    public async Task Without_an_external_cache_every_lookup_misses()
    {
        await PrepareAsync();
        await Scene.DeleteServiceAsync("caches/default");

        await Scene.ChatAsync(Question);
        await Scene.ChatAsync(Question);

        Assert.Equal(2, ModelCalls);
    }

    [Fact]
    public async Task What_follows_the_lookup_does_not_run_on_a_hit()
    {
        await PrepareAsync("""<rate-limit-by-key calls="1" renewal-period="60" counter-key="all" />""");

        await Scene.ChatAsync(Question);

        Assert.Equal(200, (await Scene.ChatAsync(Question)).Status);
        Assert.Equal(429, (await Scene.ChatAsync("Something else altogether, please.")).Status);
    }

    [Fact]
    public async Task Errors_are_not_kept()
    {
        await PrepareAsync();
        Fail(500, pattern: "/chat/");

        Assert.Equal(500, (await Scene.ChatAsync(Question)).Status);
        Assert.Equal(200, (await Scene.ChatAsync(Question)).Status);
    }

    private int ModelCalls => Scene.FoundryCalls("/chat/").Count;

    private async Task PrepareAsync(string after = "")
    {
        await Scene.PutServiceAsync(
            "caches/default",
            new() { ["connectionString"] = "cache.example:6380,password=x,ssl=True", ["useFromLocation"] = "default" }
        );
        await Scene.AddBackendAsync("embeddings", Scene.EndpointOf("contoso", "openai/deployments/text-embedding-3-large/embeddings"));
        await Scene.PolicyAsync(
            $"""
            {GatewayScene.Base}
            <llm-semantic-cache-lookup score-threshold="0.05" embeddings-backend-id="embeddings" embeddings-backend-auth="system-assigned" ignore-system-messages="true" max-message-count="6">
              <vary-by>@(context.Subscription.Id)</vary-by>
            </llm-semantic-cache-lookup>
            {after}
            """,
            outbound: """<llm-semantic-cache-store duration="90" /><base />"""
        );
    }
}
