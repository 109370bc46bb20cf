using System.Text.Json.Nodes;
using Importer.Deployments;
using Importer.Specs;

namespace Importer.Tests.Specs;

public sealed class ApiSpecTests
{
    [Fact]
    public void The_same_wish_gives_the_same_text_and_hash()
    {
        var one = Contoso("Contoso");
        var same = Contoso("Contoso");
        var other = Contoso("Fabrikam");

        Assert.Equal(one.Json, same.Json);
        Assert.Equal(one.Hash, same.Hash);
        Assert.Equal(one, same);
        Assert.NotEqual(one.Hash, other.Hash);
        Assert.Matches("^[0-9a-f]{16}$", one.Hash);
    }

    [Fact]
    public void The_text_is_minified_and_has_no_mark()
    {
        var json = Contoso("Größe & „Maß“").Json;

        Assert.StartsWith("{\"openapi\":\"3.0.1\"", json, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', json);
        Assert.DoesNotContain('\r', json);
        Assert.Contains("Größe & „Maß“", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Title_and_description_are_set_and_null_leaves_them()
    {
        var document = SpecInfo.Set(SpecCatalogue.For(Compatibility.AzureAI), "Title", description: null);

        var info = JsonNode.Parse(document.ToJson())!["info"]!;
        Assert.Equal("Title", (string?)info["title"]);
        Assert.Equal(
            (string?)JsonNode.Parse(SpecCatalogue.For(Compatibility.AzureAI).ToJson())!["info"]!["description"],
            (string?)info["description"]
        );
        Assert.Equal("Title", document.Title);
    }

    [Fact]
    public void Version_and_operations_come_with_it()
    {
        var spec = Contoso("Contoso");

        Assert.Equal("2024-10-21", spec.ApiVersion);
        Assert.Equal(["chatcompletions-create"], spec.Operations.Select(operation => operation.Name));
    }

    private static ApiSpec Contoso(string title)
    {
        var tailored = SpecCatalogue.For(Compatibility.AzureOpenAI, Capabilities.Of(Capability.Chat));
        return ApiSpec.Of(SpecInfo.Set(SpecServers.Set(tailored, new Uri("https://contoso.openai.azure.com/openai")), title, "Models."));
    }
}
