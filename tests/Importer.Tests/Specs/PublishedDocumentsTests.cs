using Importer.Specs;
using Xunit.Abstractions;

namespace Importer.Tests.Specs;

/// <summary>Documents that people import into API Management every day, where they are at hand.</summary>
public sealed class PublishedDocumentsTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("azure-openai-2024-10-21.json", 6, "2024-10-21", "/openai")]
    [InlineData("ai-gateway/AIFoundryAzureAI.json", 5, "2025-05-15-preview", "/models")]
    [InlineData("ai-gateway/AIFoundryOpenAI.json", 49, "2025-03-01-preview", "/openai")]
    [InlineData("ai-gateway/AIFoundryOpenAIV1.json", 60, "v1", "/openai/v1")]
    public void Published_documents_are_taken(string file, int operations, string version, string serverPath)
    {
        if (Bytes(file) is not { } bytes)
        {
            return;
        }

        var reading = SpecReader.Read(bytes);
        foreach (var problem in reading.Problems)
        {
            output.WriteLine(problem.ToString());
        }

        Assert.Null(reading.Refusal);
        Assert.Equal(serverPath, reading.ServerPath);
        var spec = ApiSpec.Of(SpecServers.Set(reading.Document!, new Uri("https://contoso.openai.azure.com" + serverPath)));
        Assert.Equal(operations, spec.Operations.Count);
        Assert.Equal(version, spec.ApiVersion);
        Assert.Null(SpecReader.Read(System.Text.Encoding.UTF8.GetBytes(spec.Json)).Refusal);
    }

    [Fact]
    public void Operations_get_the_names_that_were_seen_in_the_service()
    {
        if (SharedMaterial.Find("facts/operations.tsv") is not { } path)
        {
            output.WriteLine("Not checked: the table of operations is not beside the repository (shared/facts).");
            return;
        }

        foreach (var table in File.ReadLines(path).Skip(1).Select(line => line.Split('\t')).GroupBy(line => line[0]))
        {
            var document = SpecReader.Read(Bytes($"ai-gateway/{table.Key}.json")!).Document!;

            Assert.Equal(
                table.Select(line => (line[1], line[2], line[4])).Order(),
                document.Operations.Select(operation => (operation.Method, operation.UrlTemplate, operation.Name)).Order()
            );
        }
    }

    [Fact]
    public void Swagger_is_refused_with_the_way_out()
    {
        if (Bytes("ai-model-inference-2024-05-01-preview.swagger2.json") is { } bytes)
        {
            Assert.Contains("convert the document to OpenAPI", SpecReader.Read(bytes).Refusal, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Damaged_documents_never_throw()
    {
        if (Bytes("azure-openai-2024-10-21.json") is not { } bytes)
        {
            return;
        }

        const int Seed = 20241021;
        output.WriteLine($"seed {Seed}");
        var damage = new Mutations(new Random(Seed));

        Assert.All(
            Enumerable.Range(0, 25),
            _ =>
            {
                var reading = SpecReader.Read(damage.Of(bytes));
                Assert.Equal(reading.Document is null, reading.Refusal is not null);
            }
        );
    }

    private byte[]? Bytes(string file)
    {
        var path = SharedMaterial.Find("specs/dataplane/" + file);
        if (path is null)
        {
            output.WriteLine($"Not checked: {file} is not beside the repository (shared/specs/dataplane).");
        }

        return path is null ? null : File.ReadAllBytes(path);
    }
}
