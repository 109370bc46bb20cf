namespace LocalAzure.Tests.Gateway.Policies;

public sealed class RewriteUriTests : PolicyTest
{
    [Theory]
    [InlineData("", "/contoso/openai/deployments/gpt-4o/completions?api-version=2024-10-21&x=1")]
    [InlineData("copy-unmatched-params=\"false\"", "/contoso/openai/deployments/gpt-4o/completions")]
    public async Task The_backend_sees_the_template_with_the_operations_parameters(string more, string expected)
    {
        await Scene.PolicyAsync($$"""{{GatewayScene.Base}}<rewrite-uri template="/deployments/{deployment-id}/completions" {{more}} />""");

        await Scene.PostAsync($"{GatewayScene.Chat}&x=1", Chats.Say("hi"), Scene.MasterKey);

        Assert.Equal(expected, Scene.FoundryCalls()[^1].Path);
    }
}
