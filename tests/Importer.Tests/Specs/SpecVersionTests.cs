using System.Text;
using Importer.Configuration;
using Importer.Specs;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;

namespace Importer.Tests.Specs;

/// <summary>The api-version of test calls: what the document says, in every way in which it can say it.</summary>
public sealed class SpecVersionTests
{
    // The parameter's own members besides its name, and the components it refers to.
    public static TheoryData<string, string> Forms =>
        new()
        {
            { "default", """ "schema":{"type":"string","default":"2024-10-21"} """ },
            { "const", """ "schema":{"const":"2024-10-21"} """ },
            { "single enum", """ "schema":{"type":"string","enum":["2024-10-21"]} """ },
            { "enum with previews", """ "schema":{"type":"string","enum":["2024-06-01","2025-01-01-preview","2024-10-21"]} """ },
            { "example of the schema", """ "schema":{"type":"string","example":"2024-10-21"} """ },
            { "examples of the schema", """ "schema":{"type":"string","examples":["2024-10-21"]} """ },
            { "example of the parameter", """ "example":"2024-10-21","schema":{"type":"string"} """ },
            { "examples of the parameter", """ "examples":{"a":{"value":"2024-10-21"}},"schema":{"type":"string"} """ },
            { "examples by reference", """ "examples":{"a":{"$ref":"#/components/examples/version"}},"schema":{"type":"string"} """ },
            { "reference", """ "schema":{"$ref":"#/components/schemas/version"} """ },
            { "allOf", """ "schema":{"allOf":[{"type":"string"},{"default":"2024-10-21"}]} """ },
            { "allOf by reference", """ "schema":{"allOf":[{"$ref":"#/components/schemas/version"}]} """ },
            { "oneOf with const", """ "schema":{"oneOf":[{"const":"2024-10-21"}]} """ },
            { "default before example", """ "example":"2023-05-15","schema":{"type":"string","default":"2024-10-21"} """ },
            { "enum before example", """ "example":"2023-05-15","schema":{"type":"string","enum":["2024-10-21"]} """ },
        };

    [Theory]
    [MemberData(nameof(Forms))]
    public void The_documents_own_word_counts(string form, string members) => Assert.True(Version(members, "1.0") == "2024-10-21", form);

    [Theory]
    [InlineData("1.0", "")]
    [InlineData("", "")]
    [InlineData("2024-10-21 (GA)", "")]
    [InlineData("2024-10-21", "2024-10-21")]
    [InlineData("2025-03-01-preview", "2025-03-01-preview")]
    [InlineData("v1", "v1")]
    public void Where_the_parameter_says_nothing_the_documents_version_counts_only_when_it_is_one(string info, string version) =>
        Assert.Equal(version, Version(""" "schema":{"type":"string"} """, info));

    [Theory]
    [InlineData(""" "example":"YOUR-API-VERSION","schema":{"type":"string"} """)]
    [InlineData(""" "examples":{"a":{"value":"{{version}}"}},"schema":{"type":"string"} """)]
    [InlineData(""" "schema":{"type":"string","example":"string"} """)]
    [InlineData(""" "schema":{"type":"string","examples":["1.0"]} """)]
    public void An_example_that_is_no_version_says_nothing(string members) =>
        Assert.Equal(("", "2024-10-21"), (Version(members, "1.0"), Version(members, "2024-10-21")));

    [Fact]
    public void A_placeholder_does_not_hide_the_example_behind_it() =>
        Assert.Equal("2024-10-21", Version(""" "example":"<version>","schema":{"type":"string","example":"2024-10-21"} """, "1.0"));

    [Fact]
    public void A_schema_that_refers_to_itself_says_nothing() =>
        Assert.Equal("", Version(""" "schema":{"$ref":"#/components/schemas/loop"} """, "1.0"));

    [Fact]
    public async Task A_document_that_says_none_is_called_with_a_version_that_the_service_takes()
    {
        var scene = new Scene(
            TheSettings.With(new() { Source = ImportSource.OpenApi, OpenApiLocation = "https://contoso.example/spec.json" })
        );
        scene.Models.Answer = request =>
            request.RequestUri!.Host == "contoso.example"
                ? new HttpResponseMessage { Content = new StringContent(Document(""" "schema":{"type":"string"} """, "1.0")) }
                : null;
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o"));

        await scene.RunAsync();

        Assert.Equal("?api-version=2024-10-21", scene.Models.Calls[^1].Query);
    }

    private static string Version(string members, string info) =>
        SpecReader.Read(Encoding.UTF8.GetBytes(Document(members, info))).Document!.Operations[0].ApiVersion;

    private static string Document(string members, string info) =>
        $$"""
            {"openapi":"3.1.0","info":{"title":"t","version":"{{info}}"},"servers":[{"url":"https://x.example/openai"}],
             "paths":{"/deployments/{deployment-id}/chat/completions":{"post":{"operationId":"c","responses":{"200":{"description":"OK"} },
               "parameters":[{"name":"deployment-id","in":"path","required":true,"schema":{"type":"string"} },
                 {"name":"api-version","in":"query","required":true,{{members}} }] } } },
             "components":{"examples":{"version":{"value":"2024-10-21"} },"schemas":{"version":{"type":"string","default":"2024-10-21"},
               "loop":{"allOf":[{"$ref":"#/components/schemas/loop"}]} } } }
            """;
}
