using Importer.Deployments;
using Importer.Specs;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;
using Xunit.Abstractions;

namespace Importer.Tests.Specs;

public sealed class SpecCatalogueTests(ITestOutputHelper output)
{
    // The portal's document of v1 has none of these, though the account serves them there.
    private static readonly string[] BeyondTheWizard =
    [
        "createcompletion",
        "createtranscription",
        "createtranslation",
        "createspeech",
        "createimage",
    ];

    public static TheoryData<Compatibility> Every => [.. Enum.GetValues<Compatibility>()];

    [Theory]
    [MemberData(nameof(Every))]
    public void Our_documents_are_flawless(Compatibility compatibility)
    {
        var json = SpecCatalogue.For(compatibility).ToJson();

        var read = OpenApiDocument.Parse(json, OpenApiConstants.Json, new OpenApiReaderSettings());

        Assert.Empty(read.Diagnostic!.Errors);
        Assert.Empty(read.Diagnostic.Warnings);
        Assert.Equal(OpenApiSpecVersion.OpenApi3_0, read.Diagnostic.SpecificationVersion);
        Assert.Empty(SpecReader.Read(System.Text.Encoding.UTF8.GetBytes(json)).Problems);
    }

    [Theory]
    [InlineData(Compatibility.AzureOpenAI, 11, "2024-10-21")]
    [InlineData(Compatibility.AzureAI, 5, "2024-05-01-preview")]
    [InlineData(Compatibility.AzureOpenAIV1, 13, "v1")]
    [InlineData(Compatibility.Anthropic, 2, "v1")]
    public void Each_compatibility_has_its_operations_and_version(Compatibility compatibility, int count, string version)
    {
        var document = SpecCatalogue.For(compatibility);

        Assert.Equal(count, document.Operations.Count);
        Assert.Equal(version, document.Version);
        Assert.Same(document, SpecCatalogue.For(compatibility));
    }

    [Theory]
    [InlineData(Compatibility.AzureOpenAI, true)]
    [InlineData(Compatibility.AzureAI, true)]
    [InlineData(Compatibility.AzureOpenAIV1, false)]
    public void The_api_version_is_asked_for_where_the_service_wants_it(Compatibility compatibility, bool isRequired)
    {
        var operations = SpecCatalogue.For(compatibility).Operations;

        Assert.All(
            operations,
            operation =>
                Assert.Equal(isRequired, operation.UrlTemplateWithQuery.EndsWith("?api-version={api-version}", StringComparison.Ordinal))
        );
        Assert.All(operations, operation => Assert.NotEmpty(operation.ApiVersion));
    }

    [Fact]
    public void Operations_that_are_not_generally_available_ask_for_a_preview_version()
    {
        var versions = SpecCatalogue
            .For(Compatibility.AzureOpenAI)
            .Operations.ToDictionary(operation => operation.Name, operation => operation.ApiVersion);

        Assert.Equal("2024-10-21", versions["chatcompletions-create"]);
        Assert.Equal("2025-03-01-preview", versions["create-response"]);
        Assert.Equal("2025-03-01-preview", versions["speech-create"]);
    }

    [Fact]
    public void A_chat_operation_has_the_names_that_the_service_gives_it()
    {
        var chat = Assert.Single(
            SpecCatalogue.For(Compatibility.AzureOpenAI).Operations,
            operation => operation.Capability == Capability.Chat
        );

        Assert.Equal(
            new SpecOperation
            {
                Name = "chatcompletions-create",
                Method = "POST",
                UrlTemplate = "/deployments/{deployment-id}/chat/completions",
                UrlTemplateWithQuery = "/deployments/{deployment-id}/chat/completions?api-version={api-version}",
                DisplayName = "Create a chat completion",
                ApiVersion = "2024-10-21",
                Capability = Capability.Chat,
            },
            chat
        );
    }

    [Theory]
    [InlineData(Compatibility.AzureOpenAI, "AIFoundryOpenAI")]
    [InlineData(Compatibility.AzureAI, "AIFoundryAzureAI")]
    [InlineData(Compatibility.AzureOpenAIV1, "AIFoundryOpenAIV1")]
    public void Names_methods_and_paths_are_those_of_the_portal(Compatibility compatibility, string table)
    {
        if (SharedMaterial.Find("facts/operations.tsv") is not { } path)
        {
            output.WriteLine("Not checked: the table of operations is not beside the repository (shared/facts).");
            return;
        }

        var published = File.ReadLines(path)
            .Select(line => line.Split('\t'))
            .Where(line => line[0] == table)
            .Select(line => (Method: line[1], Path: line[2], Name: line[4]))
            .ToHashSet();

        Assert.NotEmpty(published);
        Assert.All(
            SpecCatalogue.For(compatibility).Operations.Where(operation => !BeyondTheWizard.Contains(operation.Name)),
            operation => Assert.Contains((operation.Method, operation.UrlTemplate, operation.Name), published)
        );
    }
}
