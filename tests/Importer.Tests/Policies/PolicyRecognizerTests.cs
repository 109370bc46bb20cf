using Importer.Policies;
using Xunit.Abstractions;

namespace Importer.Tests.Policies;

public sealed class PolicyRecognizerTests(ITestOutputHelper output)
{
    [Fact]
    public void The_foundry_wizard_is_known_by_its_mark()
    {
        var found = PolicyRecognizer.Recognize(
            """
            <policies>
              <inbound>
                <base />
                <set-backend-service id="apim-generated-policy" backend-id="chat-ai-endpoint" />
                <llm-token-limit counter-key="@(context.Subscription.Id)" tokens-per-minute="1000" estimate-prompt-tokens="true" />
                <cors />
              </inbound>
              <outbound><base /><llm-semantic-cache-store duration="60" /></outbound>
            </policies>
            """
        );

        Assert.NotNull(found);
        Assert.Equal(PortalStyle.Foundry2025, found.Style);
        Assert.Equal("chat-ai-endpoint", found.BackendId);
        Assert.Null(found.IdentityResource);
        Assert.Equal(["llm-token-limit", "llm-semantic-cache-store"], found.AiPolicies);
        Assert.Equal(["cors"], found.AddedByHand);
    }

    [Theory]
    [InlineData("id=\"apim-generated-policy\" backend-id=\"chat-openai-endpoint\"")]
    [InlineData("backend-id=\"chat-openai-endpoint\"")]
    public void The_older_wizard_is_known_by_its_shape(string backend)
    {
        var found = PolicyRecognizer.Recognize(
            $"""
            <policies>
              <inbound>
                <set-backend-service {backend} />
                <authentication-managed-identity resource="https://cognitiveservices.azure.com/" />
                <azure-openai-emit-token-metric><dimension name="API ID" /></azure-openai-emit-token-metric>
                <base />
              </inbound>
            </policies>
            """
        );

        Assert.NotNull(found);
        Assert.Equal(PortalStyle.AzureOpenAI2024, found.Style);
        Assert.Equal("chat-openai-endpoint", found.BackendId);
        Assert.Equal("https://cognitiveservices.azure.com/", found.IdentityResource);
        Assert.Equal(["llm-emit-token-metric"], found.AiPolicies);
        Assert.Empty(found.AddedByHand);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("<policies><inbound><base /></inbound></policies>")]
    [InlineData("<policies><inbound><base /><set-backend-service backend-id=\"x-openai-endpoint\" /></inbound></policies>")]
    [InlineData("<policies><inbound><set-variable value=\"@(\"raw\")\" /></inbound></policies>")]
    public void Anything_else_is_not_the_wizards(string? xml) => Assert.Null(PolicyRecognizer.Recognize(xml));

    [Fact]
    public void Our_own_policies_are_not_the_wizards() =>
        Assert.All(ApiPolicySamples.All(), document => Assert.Null(PolicyRecognizer.Recognize(document.ToXml())));

    [Fact]
    public void The_example_of_a_portal_policy_is_recognised()
    {
        if (SharedMaterial.Find("policy-xsd/examples/01-portal-style-api.xml") is not { } path)
        {
            output.WriteLine("Not checked: the example is not beside the repository (shared/policy-xsd/examples).");
            return;
        }

        Assert.Equal("contoso-chat-ai-endpoint", PolicyRecognizer.Recognize(File.ReadAllText(path))?.BackendId);
    }
}
