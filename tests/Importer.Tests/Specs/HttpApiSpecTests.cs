using Importer.Deployments;
using Importer.Specs;

namespace Importer.Tests.Specs;

public sealed class HttpApiSpecTests
{
    [Fact]
    public void The_template_carries_openai_and_nothing_else_does()
    {
        var document = HttpApiSpec.For(Capabilities.Of(Capability.Chat));

        var chat = Assert.Single(document.Operations);
        Assert.Equal("POST", chat.Method);
        Assert.Equal("/openai/deployments/{deployment}/chat/completions", chat.UrlTemplate);
        Assert.Equal(chat.UrlTemplate, chat.UrlTemplateWithQuery);
        Assert.Equal("2024-10-21", chat.ApiVersion);
        Assert.DoesNotContain("\"servers\"", document.ToJson(), StringComparison.Ordinal);
        Assert.DoesNotContain("deployment-id", document.ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_capability_of_azure_openai_has_its_sibling()
    {
        var whole = SpecCatalogue.For(Compatibility.AzureOpenAI);
        var http = HttpApiSpec.For(Capabilities.All);

        Assert.Equal(whole.Operations.Select(operation => operation.Name), http.Operations.Select(operation => operation.Name));
        Assert.Equal(whole.Operations.Select(operation => operation.Capability), http.Operations.Select(operation => operation.Capability));
        Assert.All(http.Operations, operation => Assert.StartsWith("/openai/", operation.UrlTemplate, StringComparison.Ordinal));
    }

    [Fact]
    public void The_document_is_flawless_but_for_its_missing_server()
    {
        var reading = SpecReader.Read(System.Text.Encoding.UTF8.GetBytes(HttpApiSpec.For(Capabilities.All).ToJson()));

        Assert.Equal("#/servers", Assert.Single(reading.Problems).Pointer);
    }
}
