using System.Text.Json;
using Importer.Deployments;
using Importer.Specs;

namespace Importer.Tests.Specs;

public sealed class SpecTailorTests
{
    [Fact]
    public void Only_operations_of_the_capabilities_stay() =>
        Assert.Equal(
            ["chatcompletions-create", "embeddings-create"],
            Names(Compatibility.AzureOpenAI, Capability.Chat, Capability.Embeddings)
        );

    [Fact]
    public void Operations_that_need_no_deployment_stay_always()
    {
        Assert.Equal(["getmodelinfo"], Names(Compatibility.AzureAI));
        Assert.Equal(["getembeddings", "getmodelinfo"], Names(Compatibility.AzureAI, Capability.Embeddings));
        Assert.Equal(["listmodels", "retrievemodel"], Names(Compatibility.AzureOpenAIV1, Capability.Messages));
        Assert.Equal(["createimage", "listmodels", "retrievemodel"], Names(Compatibility.AzureOpenAIV1, Capability.Images));
    }

    [Fact]
    public void Every_capability_alone_gives_operations_somewhere() =>
        Assert.All(
            Enum.GetValues<Capability>(),
            capability =>
                Assert.Contains(
                    Enum.GetValues<Compatibility>()
                        .SelectMany(compatibility => SpecCatalogue.For(compatibility, Capabilities.Of(capability)).Operations),
                    operation => operation.Capability == capability
                )
        );

    [Fact]
    public void Schemas_that_nothing_needs_go()
    {
        Assert.Equal(
            ["EmbeddingsAnswer", "EmbeddingsRequest", "Error"],
            Schemas(SpecCatalogue.For(Compatibility.AzureOpenAI, Capabilities.Of(Capability.Embeddings)))
        );
        Assert.Equal(
            Schemas(SpecCatalogue.For(Compatibility.AzureOpenAI)),
            Schemas(SpecCatalogue.For(Compatibility.AzureOpenAI, Capabilities.All))
        );
    }

    [Fact]
    public void What_stays_is_still_flawless()
    {
        var documents =
            from compatibility in Enum.GetValues<Compatibility>()
            from bits in Enumerable.Range(0, 1 << 9)
            where bits % 23 == 0
            let capabilities = Enum.GetValues<Capability>().Where(capability => (bits & (1 << (int)capability)) != 0).ToHashSet()
            select SpecTailor.Tailor(SpecCatalogue.For(compatibility), capabilities);

        Assert.All(
            documents.Where(document => document.Operations.Count > 0).DistinctBy(document => document.ToJson()),
            document => Assert.Empty(SpecReader.Read(System.Text.Encoding.UTF8.GetBytes(document.ToJson())).Problems)
        );
    }

    [Fact]
    public void Our_mark_on_operations_is_not_published_and_the_path_still_tells()
    {
        var whole = SpecCatalogue.For(Compatibility.AzureOpenAI);
        var tailored = SpecCatalogue.For(Compatibility.AzureOpenAI, Capabilities.All);

        Assert.DoesNotContain("x-capability", tailored.ToJson(), StringComparison.Ordinal);
        Assert.Equal(whole.Operations, tailored.Operations);
    }

    [Fact]
    public void The_same_wish_is_tailored_once() =>
        Assert.Same(
            SpecCatalogue.For(Compatibility.AzureAI, Capabilities.Of(Capability.Chat, Capability.Images)),
            SpecCatalogue.For(Compatibility.AzureAI, Capabilities.Of(Capability.Images, Capability.Chat))
        );

    private static IEnumerable<string> Names(Compatibility compatibility, params Capability[] capabilities) =>
        SpecCatalogue.For(compatibility, Capabilities.Of(capabilities)).Operations.Select(operation => operation.Name);

    private static IEnumerable<string> Schemas(SpecDocument document)
    {
        using var json = JsonDocument.Parse(document.ToJson());
        return
        [
            .. json
                .RootElement.GetProperty("components")
                .GetProperty("schemas")
                .EnumerateObject()
                .Select(schema => schema.Name)
                .Order(StringComparer.Ordinal),
        ];
    }
}
