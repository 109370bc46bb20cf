using System.Text.Json.Nodes;
using Importer.Deployments;
using Importer.Specs;

namespace Importer.Tests.Specs;

public sealed class SpecServersTests
{
    [Theory]
    [InlineData("https://contoso.openai.azure.com/openai/", "https://contoso.openai.azure.com/openai", "contoso.openai.azure.com")]
    [InlineData("http://127.0.0.1:7082/contoso/openai", "http://127.0.0.1:7082/contoso/openai", "127.0.0.1:7082")]
    public void The_address_and_its_host_are_set(string address, string url, string host)
    {
        var document = SpecServers.Set(SpecCatalogue.For(Compatibility.AzureOpenAI), new Uri(address));

        var server = Assert.Single(JsonNode.Parse(document.ToJson())!["servers"]!.AsArray())!;
        Assert.Equal(url, (string?)server["url"]);
        Assert.Equal(host, (string?)server["variables"]!["endpoint"]!["default"]);
    }

    [Fact]
    public void A_document_without_servers_gets_some_in_front_of_its_paths()
    {
        var document = SpecServers.Clear(SpecCatalogue.For(Compatibility.AzureAI));
        Assert.DoesNotContain("\"servers\"", document.ToJson(), StringComparison.Ordinal);

        var names = JsonNode
            .Parse(SpecServers.Set(document, new Uri("https://a.example/models")).ToJson())!
            .AsObject()
            .Select(member => member.Key);

        Assert.Equal(["openapi", "info", "servers", "paths", "components"], names);
    }

    [Theory]
    [InlineData("http://contoso.example/openai", "is not https")]
    [InlineData("ftp://127.0.0.1/openai", "is not https")]
    [InlineData("/openai", "is no full address")]
    public void Other_addresses_are_refused_with_the_reason(string address, string reason)
    {
        var url = new Uri(address, UriKind.RelativeOrAbsolute);
        if (!url.IsAbsoluteUri || url.IsFile)
        {
            url = new Uri(address, UriKind.Relative);
        }

        var refusal = Assert.Throws<ArgumentException>(() => SpecServers.Set(SpecCatalogue.For(Compatibility.AzureAI), url));

        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_shared_document_stays_as_it_is()
    {
        var before = SpecCatalogue.For(Compatibility.AzureOpenAIV1).ToJson();

        _ = SpecServers.Set(SpecCatalogue.For(Compatibility.AzureOpenAIV1), new Uri("https://a.example/openai/v1"));

        Assert.Equal(before, SpecCatalogue.For(Compatibility.AzureOpenAIV1).ToJson());
    }
}
