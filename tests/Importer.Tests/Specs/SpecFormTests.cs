using System.IO.Compression;
using System.Text;
using Importer.Reconciliation;
using Importer.Specs;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;
using Xunit.Abstractions;

namespace Importer.Tests.Specs;

/// <summary>Forms in which documents come: read as API Management reads them, or refused by name.</summary>
public sealed class SpecFormTests(ITestOutputHelper output)
{
    private const string Body = """
        {"openapi":"3.0.1","info":{"title":"t","version":"2024-10-21"},"servers":[{"url":"https://x.example/openai"}],
         "paths":{"/deployments/{deployment-id}/chat/completions":{"post":{"operationId":"c","responses":{"200":{"description":"OK"}},
           "parameters":[{"name":"deployment-id","in":"path","required":true,"schema":{"type":"string"}}]}}}}
        """;

    [Theory]
    [InlineData("//https://contoso.example/where-this-is-from\n")]
    [InlineData("// one\r\n// two\r\n\r\n")]
    [InlineData("/* a\n * block */\n")]
    [InlineData("\uFEFF// behind a byte order mark\n")]
    [InlineData(" \n\t/* one */ // two\n")]
    public void Comments_on_top_are_read_over(string comment)
    {
        var reading = SpecReader.Read(Encoding.UTF8.GetBytes(comment + Body));

        Assert.Null(reading.Refusal);
        Assert.DoesNotContain("where-this-is-from", reading.Document!.ToJson(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("// nothing but a comment", "is empty")]
    [InlineData("/* never ends", "is empty")]
    [InlineData("// a comment\nopenapi: 3.0.1", "is YAML")]
    [InlineData("// a comment\n<html>", "is HTML or XML")]
    public void Behind_a_comment_there_must_be_a_document_all_the_same(string text, string problem) =>
        Assert.Contains(problem, SpecReader.Read(Encoding.UTF8.GetBytes(text)).Refusal, StringComparison.Ordinal);

    [Fact]
    public void Operations_in_x_ms_paths_and_path_items_by_reference_are_refused_by_name()
    {
        var elsewhere = Body.Replace(
            "\"paths\":",
            "\"x-ms-paths\":{\"/a?b=c\":{\"get\":{\"responses\":{}}}},\"paths\":",
            StringComparison.Ordinal
        );
        var byReference = Body.Replace(
                "\"paths\":{",
                "\"paths\":{\"/a\":{\"$ref\":\"#/components/pathItems/a\"},",
                StringComparison.Ordinal
            )
            .Replace(
                "\"openapi\":\"3.0.1\"",
                "\"openapi\":\"3.1.0\",\"components\":{\"pathItems\":{\"a\":{\"get\":{\"responses\":{}}}}}",
                StringComparison.Ordinal
            );

        Assert.StartsWith(
            "#/x-ms-paths: holds operations that API Management would make and the importer does not read",
            Refusal(elsewhere),
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "#/paths/~1a: is a reference (#/components/pathItems/a); put the path's operations here themselves",
            Refusal(byReference),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("\"properties\":{\"typeId\":{\"type\":\"string\"}}", true)]
    [InlineData("\"required\":[\"other\"],\"properties\":{\"typeId\":{\"type\":\"string\"}}", true)]
    [InlineData("\"required\":[\"typeId\"],\"properties\":{\"typeId\":{\"type\":\"string\"}}", false)]
    public void A_discriminator_that_is_not_required_is_told_as_what_API_Management_refuses(string members, bool isRefused)
    {
        var document =
            Body.TrimEnd()[..^1]
            + ",\"components\":{\"schemas\":{\"R\":{\"type\":\"object\",\"discriminator\":{\"propertyName\":\"typeId\"},"
            + members
            + "}}}}";

        var refusal = SpecReader.Read(Encoding.UTF8.GetBytes(document)).Refusal;

        Assert.Equal(isRefused, refusal is not null);
        Assert.True(!isRefused || refusal!.Contains("API Management refuses that", StringComparison.Ordinal), refusal);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task A_document_that_comes_compressed_is_unpacked(string encoding)
    {
        using var web = Web(Pack(Encoding.UTF8.GetBytes(Body), encoding), encoding);

        var given = await ReadAsync(web);

        Assert.Null(given.Problem);
        Assert.Equal(Body, given.Content!.ToString());
    }

    [Fact]
    public async Task A_compressed_document_is_judged_by_its_size_when_it_is_unpacked()
    {
        using var web = Web(Pack(new byte[SpecReader.MaxBytes + 1], "gzip"), "gzip");

        Assert.Contains(
            $"the {SpecReader.MaxBytes} bytes that API Management takes inline",
            (await ReadAsync(web)).Problem,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("zstd", "it comes with Content-Encoding 'zstd', which is not read")]
    [InlineData("gzip", "it says Content-Encoding 'gzip' and cannot be unpacked so")]
    public async Task What_cannot_be_unpacked_is_refused_by_name(string encoding, string problem)
    {
        using var web = Web(Encoding.UTF8.GetBytes(Body), encoding);

        Assert.StartsWith(problem, (await ReadAsync(web)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_compressed_file_is_refused_by_name() =>
        Assert.Contains(
            "is compressed (gzip); unpack it",
            SpecReader.Read(Pack(Encoding.UTF8.GetBytes(Body), "gzip")).Refusal,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("spec-comment-on-top.json", null)]
    [InlineData("spec-api-version-by-enum.json", null)]
    [InlineData("spec-api-version-by-example.json", null)]
    [InlineData("spec-api-version-by-parameter-example.json", null)]
    [InlineData("spec-openai-in-paths.json", "its paths carry /openai themselves")]
    [InlineData("spec-discriminator.json", "API Management refuses that")]
    [InlineData("spec-dangling-reference.json", "which is not in the document")]
    public void The_collected_cases_have_their_right_values(string file, string? problem)
    {
        if (SharedMaterial.Find("cases/" + file) is not { } path)
        {
            output.WriteLine($"Not checked: {file} is not beside the repository (shared/cases).");
            return;
        }

        var reading = SpecReader.Read(File.ReadAllBytes(path));
        var found = reading.Document is { } document
            ? SpecFit.Problem(document, reading.ServerPath, Importer.Deployments.Compatibility.AzureOpenAI)
            : reading.Refusal;

        Assert.Equal(problem is null, found is null);
        Assert.True(problem is null || found!.Contains(problem, StringComparison.Ordinal), found);
        Assert.True(reading.Document is not { } read || read.Operations[0].ApiVersion == "2024-10-21");
    }

    private static string? Refusal(string document) => SpecReader.Read(Encoding.UTF8.GetBytes(document)).Refusal;

    private static async Task<Importer.Design.ExternalSpecification> ReadAsync(ScriptedModels web)
    {
        const string Location = "https://contoso.example/spec.json";
        using var http = new HttpClient(web, disposeHandler: false);
        var settings = TheSettings.With(new() { Source = Configuration.ImportSource.OpenApi, OpenApiLocation = Location });
        return (await new SpecificationSource(http, TimeProvider.System).ReadAsync(settings, CancellationToken.None))[Location];
    }

    private static ScriptedModels Web(byte[] bytes, string encoding) =>
        new()
        {
            Answer = _ =>
            {
                var content = new ByteArrayContent(bytes);
                content.Headers.ContentEncoding.Add(encoding);
                return new HttpResponseMessage { Content = content };
            },
        };

    private static byte[] Pack(byte[] bytes, string encoding)
    {
        using var packed = new MemoryStream();
        using (
            Stream stream = encoding switch
            {
                "br" => new BrotliStream(packed, CompressionMode.Compress),
                "deflate" => new ZLibStream(packed, CompressionMode.Compress),
                _ => new GZipStream(packed, CompressionMode.Compress),
            }
        )
        {
            stream.Write(bytes);
        }

        return packed.ToArray();
    }
}
