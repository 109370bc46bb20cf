namespace LocalAzure.Tests.Gateway.Policies;

public sealed class LlmSemanticCacheStoreTests : PolicyTest
{
    [Fact]
    public async Task Without_a_lookup_there_is_nothing_to_store()
    {
        await Scene.PolicyAsync(GatewayScene.Base, outbound: """<llm-semantic-cache-store duration="90" /><base />""");

        await Scene.ChatAsync("twice");
        await Scene.ChatAsync("twice");

        Assert.Equal(2, Scene.FoundryCalls("/chat/").Count);
    }

    [Fact]
    public async Task It_may_stand_in_outbound_only_and_only_once()
    {
        var twice = await Scene.TryPolicyAsync(
            GatewayScene.Base,
            outbound: """<llm-semantic-cache-store duration="90" /><llm-semantic-cache-store duration="90" />"""
        );
        var inbound = await Scene.TryPolicyAsync("""<base /><llm-semantic-cache-store duration="90" />""");

        Assert.Equal((400, 400), (twice.Status, inbound.Status));
    }
}
