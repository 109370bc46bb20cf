using System.Text;
using Importer.Specs;

namespace Importer.Tests.Specs;

public sealed class SpecReaderTests
{
    private const string Head =
        """ "openapi":"3.0.3","info":{"title":"t","version":"2024-10-21"},"servers":[{"url":"https://{endpoint}/openai"}] """;

    private const string Ok = """ "responses":{"200":{"description":"d"}} """;

    [Fact]
    public void A_good_document_has_no_problems()
    {
        var reading = Read(
            $$$"""{ {{{Head}}}, "paths":{"/a/{id}":{"get":{"operationId":"Get_A","parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"string"}}],{{{Ok}}} } } } }"""
        );

        Assert.Empty(reading.Problems);
        Assert.Null(reading.Refusal);
        Assert.Equal("2024-10-21", reading.Document!.Version);
        Assert.Equal("/openai", reading.ServerPath);
        Assert.Equal(["get-a"], reading.Document.Operations.Select(operation => operation.Name));
    }

    [Theory]
    [InlineData("", "line 1: is empty")]
    [InlineData("   \r\n ", "line 1: is empty")]
    [InlineData("openapi: 3.0.3\ninfo:\n  title: t", "line 1: is YAML; convert it to JSON and point to the JSON file")]
    [InlineData("---\na: b", "line 1: is YAML; convert it to JSON and point to the JSON file")]
    [InlineData(
        "<!DOCTYPE html><html></html>",
        "line 1: is HTML or XML; the address must lead to the JSON text itself, not to a page that shows it"
    )]
    [InlineData("[1]", "line 1: is no JSON object; an OpenAPI document in JSON begins with '{'")]
    [InlineData("{\n \"openapi\": oops }", "line 2, byte 13: is no JSON: 'o' is an invalid start of a value.")]
    [InlineData("{\"a\":1,\"a\":2}", "is no JSON: Duplicate property")]
    [InlineData("{\"openapi\":\"3.0.0\",\"x\":\"\\ud800\"}", "line 1: holds text that is no valid Unicode")]
    [InlineData("{\"swagger\":\"2.0\",\"paths\":{}}", "#/swagger: is Swagger 2.0; convert the document to OpenAPI 3.0 or 3.1")]
    [InlineData("{\"name\":\"package\"}", "#/openapi: is missing: this is JSON, but no OpenAPI document")]
    [InlineData("{\"openapi\":\"3.2.0\"}", "#/openapi: is 3.2.0; API Management imports 3.0 and 3.1")]
    [InlineData("{\"openapi\":\"3.1.0\",\"paths\":{}}", "#/paths: holds no operation")]
    public void What_is_no_document_is_refused_with_place_and_way_out(string text, string refusal)
    {
        var reading = Read(text);

        Assert.Null(reading.Document);
        Assert.Contains(refusal, reading.Refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        """ "/a":{"get":{"operationId":"Get_It",OK}},"/b":{"get":{"operationId":"get-it",OK}} """,
        "#/paths/~1b/get/operationId",
        "'get-it' gets the same name 'get-it' as 'Get_It' at #/paths/~1a/get"
    )]
    [InlineData(""" "/a/{id}/b/{id}":{"get":{OK}} """, "#/paths/~1a~1{id}~1b~1{id}/get", "has the parameter 'id' 2 times")]
    [InlineData(
        """ "/a/{id}":{"get":{"parameters":[{"name":"Id","in":"query","required":true,"schema":{"type":"string"}}],OK}} """,
        "#/paths/~1a~1{id}/get",
        "has the parameter 'id' 2 times"
    )]
    [InlineData(
        """ "/a/{x}":{"get":{OK}},"/a/{y}":{"get":{OK}} """,
        "#/paths/~1a~1{y}/get",
        "answers the same calls as #/paths/~1a~1{x}/get"
    )]
    [InlineData(
        """ "/a":{"get":{"responses":{"200":{"$ref":"common.json#/responses/ok"}}}} """,
        "#/paths/~1a/get/responses/200/$ref",
        "refers to 'common.json#/responses/ok' outside the document"
    )]
    [InlineData(
        """ "/a":{"get":{"responses":{"200":{"$ref":"#/components/responses/none"}}}} """,
        "#/paths/~1a/get/responses/200/$ref",
        "which is not in the document"
    )]
    public void What_the_service_refuses_is_found_with_its_pointer(string paths, string place, string message)
    {
        var reading = Read($$$"""{ {{{Head}}}, "paths":{ {{{paths.Replace("OK", Ok, StringComparison.Ordinal)}}} } }""");

        var problem = Assert.Single(reading.Problems, problem => problem.IsFatal);
        Assert.Equal(place, problem.Pointer);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
        Assert.Null(reading.Document);
    }

    [Fact]
    public void A_component_with_a_wrong_name_is_refused() =>
        Assert.Contains(
            "#/components/schemas/a b: may hold only letters",
            Read(
                $$$"""{ {{{Head}}}, "paths":{"/a":{"get":{ {{{Ok}}} } } },"components":{"schemas":{"a b":{"type":"string"} } } }"""
            ).Refusal,
            StringComparison.Ordinal
        );

    [Fact]
    public void What_the_service_tolerates_is_told_and_taken()
    {
        var reading = Read(
            $$$"""
            { "openapi":"3.0.1","info":{"title":"t"},"servers":[{"url":"http://a.example"}],
              "paths":{"/a":{"servers":[{"url":"https://b.example"}],"get":{"requestBody":{"content":{} },
                "parameters":[{"name":"c","in":"cookie","schema":{"type":"string"} }],{{{Ok}}} } } },
              "components":{"schemas":{"Node":{"type":"object","properties":{"next":{"$ref":"#/components/schemas/Node"} } } } } }
            """
        );

        Assert.NotNull(reading.Document);
        Assert.Null(reading.Refusal);
        Assert.Superset(
            new HashSet<string>
            {
                "#/servers",
                "#/info/version",
                "#/paths/~1a/get",
                "#/paths/~1a/get/requestBody",
                "#/components/schemas/Node",
            },
            reading.Problems.Select(problem => problem.Pointer).ToHashSet()
        );
        Assert.DoesNotContain(reading.Problems, problem => problem.IsFatal);
    }

    [Fact]
    public void References_in_examples_mean_nothing() =>
        Assert.Empty(
            Read(
                $$$"""
                { {{{Head}}}, "paths":{"/a":{"get":{"responses":{"200":{"description":"d","content":{"application/json":{
                  "schema":{"type":"object","properties":{"default":{"type":"string"} } },"example":{"$ref":"elsewhere.json"} } } } } } } } }
                """
            ).Problems
        );

    [Fact]
    public void References_in_extensions_mean_nothing_but_those_in_named_places_do()
    {
        var reading = Read(
            $$$"""
            { {{{Head}}}, "paths":{"/a":{"get":{"x-examples":{"one":{"$ref":"./one.json"} },"responses":{"default":{"description":"d",
              "headers":{"x-h":{"schema":{"$ref":"h.json"} } },"content":{"application/json":{"schema":{"$ref":"s.json"} } } } } } } } }
            """
        );

        Assert.Equal(
            [
                "#/paths/~1a/get/responses/default/headers/x-h/schema/$ref",
                "#/paths/~1a/get/responses/default/content/application~1json/schema/$ref",
            ],
            reading.Problems.Select(problem => problem.Pointer)
        );
    }

    [Fact]
    public void Bytes_that_are_no_utf_8_are_refused() =>
        Assert.Equal("line 1: is not UTF-8", SpecReader.Read(new byte[] { (byte)'{', (byte)'"', 0xC3, 0x28, (byte)'"' }).Refusal);

    [Fact]
    public void A_byte_order_mark_is_dropped()
    {
        var json = $$$"""{ {{{Head}}}, "paths":{"/a":{"get":{ {{{Ok}}} } } } }""";

        var reading = SpecReader.Read(Encoding.UTF8.GetPreamble().Concat(Encoding.UTF8.GetBytes(json)).ToArray());

        Assert.Equal('{', reading.Document!.ToJson()[0]);
    }

    [Fact]
    public void Utf_16_is_refused() =>
        Assert.Contains(
            "is UTF-16",
            SpecReader.Read(Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("{}")).ToArray()).Refusal,
            StringComparison.Ordinal
        );

    [Fact]
    public void More_than_four_megabytes_are_refused()
    {
        var padded =
            $$$"""{ {{{Head}}}, "paths":{"/a":{"get":{"description":"{{{new string('x', SpecReader.MaxBytes)}}}",{{{Ok}}} } } } }""";

        Assert.Contains("API Management takes at most 4,194,304", Read(padded).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Escaping_counts_towards_the_four_megabytes()
    {
        var quotes = string.Concat(Enumerable.Repeat("\\\"", SpecReader.MaxBytes / 3));
        var json = $$$"""{ {{{Head}}}, "paths":{"/a":{"get":{"description":"{{{quotes}}}",{{{Ok}}} } } } }""";

        Assert.True(json.Length < SpecReader.MaxBytes, "the document itself must fit");
        Assert.Contains("bytes inside the request", Read(json).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void The_hash_pins_the_bytes()
    {
        Assert.Equal(Read("{}").SourceHash, Read("{}").SourceHash);
        Assert.NotEqual(Read("{}").SourceHash, Read("{ }").SourceHash);
    }

    [Fact]
    public void The_same_bytes_are_judged_once() => Assert.Same(Read("{\"a\":1}"), Read("{\"a\":1}"));

    [Fact]
    public void Deep_nesting_is_refused() =>
        Assert.NotNull(
            Read(
                $$$"""{ {{{Head}}}, "paths":{"/a":{"get":{"x-deep":{{{new string('[', 5000)}}}{{{new string(']', 5000)}}},{{{Ok}}} } } } }"""
            ).Refusal
        );

    private static SpecReading Read(string text) => SpecReader.Read(Encoding.UTF8.GetBytes(text));
}
