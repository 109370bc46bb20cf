namespace EndToEnd.Tests;

/// <summary>What lies in an account decides which APIs it gets.</summary>
[Collection(nameof(PlainCloud))]
public sealed class CompatibilityTests(PlainCloud cloud)
{
    [Fact]
    public async Task An_account_that_holds_only_OpenAI_models_becomes_one_api_on_openai()
    {
        await cloud.Arm.PutAccountAsync("aoai");
        await cloud.Arm.DeployAsync("aoai", "gpt-4o");
        await cloud.Arm.DeployAsync("aoai", "text-embedding-3-large");
        await cloud.SettleAsync();

        Assert.Equal([new("aoai-openai", "aoai/openai")], await cloud.Arm.ApisOfAsync("aoai"));
        Assert.StartsWith("This is gpt-4o", (await cloud.Gateway.ChatAsync("aoai", "gpt-4o")).Said, StringComparison.Ordinal);
        await OpenAIClientProof.ProveAsync(
            cloud.Gateway.Credential,
            cloud.Gateway.At("aoai/openai/deployments/gpt-4o", GatewayCaller.ApiVersion),
            cloud.Gateway.At("aoai/openai/deployments/text-embedding-3-large", GatewayCaller.ApiVersion)
        );
    }

    [Fact]
    public async Task An_account_that_holds_no_OpenAI_model_becomes_one_api_on_models()
    {
        await cloud.Arm.PutAccountAsync("others");
        await cloud.Arm.DeployAsync("others", "Llama-3.3-70B-Instruct", "Meta");
        await cloud.Arm.DeployAsync("others", "Mistral-Large-2411", "Mistral AI");
        await cloud.Arm.DeployAsync("others", "DeepSeek-R1", "DeepSeek");
        await cloud.SettleAsync();

        Assert.Equal([new("others-models", "others/models")], await cloud.Arm.ApisOfAsync("others"));
        foreach (var model in new[] { "Llama-3.3-70B-Instruct", "Mistral-Large-2411", "DeepSeek-R1" })
        {
            Assert.StartsWith($"This is {model}", (await cloud.Gateway.InferAsync("others", model)).Said, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_account_that_holds_both_kinds_becomes_both_apis()
    {
        await cloud.Arm.PutAccountAsync("mixed");
        await cloud.Arm.DeployAsync("mixed", "gpt-4o");
        await cloud.Arm.DeployAsync("mixed", "DeepSeek-R1", "DeepSeek");
        await cloud.SettleAsync();

        var apis = await cloud.Arm.ApisOfAsync("mixed");
        Assert.Equal(
            [new("mixed-models", "mixed/models"), new("mixed-openai", "mixed/openai")],
            apis.OrderBy(api => api.Key, StringComparer.Ordinal)
        );
        Assert.StartsWith("This is gpt-4o", (await cloud.Gateway.ChatAsync("mixed", "gpt-4o")).Said, StringComparison.Ordinal);
        Assert.StartsWith("This is gpt-4o", (await cloud.Gateway.InferAsync("mixed", "gpt-4o")).Said, StringComparison.Ordinal);
        Assert.StartsWith("This is DeepSeek-R1", (await cloud.Gateway.InferAsync("mixed", "DeepSeek-R1")).Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_gets_through_without_a_subscription_key()
    {
        await cloud.Arm.PutAccountAsync("locked");
        await cloud.Arm.DeployAsync("locked", "gpt-4o");
        await cloud.SettleAsync();

        var path = $"locked/openai/deployments/gpt-4o/chat/completions?api-version={GatewayCaller.ApiVersion}";
        Assert.Equal(
            System.Net.HttpStatusCode.Unauthorized,
            (await cloud.Gateway.PostAsync(path, GatewayCaller.Question(), with: "")).Status
        );
        Assert.Equal(
            System.Net.HttpStatusCode.Unauthorized,
            (await cloud.Gateway.PostAsync(path, GatewayCaller.Question(), with: "wrong")).Status
        );
    }
}
