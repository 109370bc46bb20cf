namespace EndToEnd.Tests;

/// <summary>The v1 API, where the settings ask for it.</summary>
[Collection(nameof(ConfiguredCloud))]
public sealed class V1Tests(ConfiguredCloud cloud)
{
    [Fact]
    public async Task With_v1_configured_the_OpenAI_client_chats_streams_and_embeds_through_it()
    {
        await cloud.Arm.PutAccountAsync("vone");
        await cloud.Arm.DeployAsync("vone", "gpt-4o");
        await cloud.Arm.DeployAsync("vone", "text-embedding-3-large");
        await cloud.SettleAsync();

        Assert.Equal([new("vone-openai-v1", "vone/openai/v1")], await cloud.Arm.ApisOfAsync("vone"));
        var options = cloud.Gateway.At("vone/openai/v1");
        await OpenAIClientProof.ProveAsync(cloud.Gateway.Credential, options, options);
    }
}
