using System.Text;
using Importer.Deployments;
using Importer.Specs;

namespace Importer.Tests.Specs;

/// <summary>Documents as people have them, in words of our own: what each comes to, from its text to whether it fits its use.</summary>
public sealed class CollectedCasesTests
{
    private const string Version = "2024-10-21";

    // How an export of API Management, and documents put together by hand, say which api-version they are of.
    public static TheoryData<string, string> Versions =>
        new()
        {
            { "a default", $$""" "schema": { "type": "string", "default": "{{Version}}" } """ },
            { "an enum of one", $$""" "schema": { "type": "string", "enum": [ "{{Version}}" ] } """ },
            { "a constant", $$""" "schema": { "type": "string", "const": "{{Version}}" } """ },
            { "an example in the schema", $$""" "schema": { "type": "string", "example": "{{Version}}" } """ },
            { "an example of the parameter", $$""" "example": "{{Version}}", "schema": { "type": "string" } """ },
            {
                "named examples of the parameter",
                $$""" "examples": { "usual": { "value": "{{Version}}" } }, "schema": { "type": "string" } """
            },
        };

    [Theory]
    [MemberData(nameof(Versions))]
    public void The_api_version_is_the_one_that_the_parameter_tells_and_not_the_document_s_own(string how, string parameter)
    {
        var reading = Read(Document(parameter, info: "1.0"));

        Assert.True(reading.Refusal is null, $"{how}: {reading.Refusal}");
        Assert.Equal(Version, reading.Document!.Operations[0].ApiVersion);
        Assert.Null(SpecFit.Problem(reading.Document, reading.ServerPath, Compatibility.AzureOpenAI));
    }

    [Fact]
    public void A_comment_above_the_document_is_read_over()
    {
        var reading = Read(
            "// taken from https://contoso.example/specifications\n"
                + Document(""" "schema": { "type": "string", "default": "2024-10-21" } """)
        );

        Assert.Null(reading.Refusal);
        Assert.Equal(Version, reading.Document!.Operations[0].ApiVersion);
    }

    [Fact]
    public void Paths_that_carry_openai_themselves_do_not_fit_and_the_refusal_says_so()
    {
        var reading = Read(
            Document(
                """ "schema": { "type": "string", "example": "2024-10-21" } """,
                server: "https://contoso.openai.azure.com",
                prefix: "/openai"
            )
        );

        Assert.Null(reading.Refusal);
        Assert.Contains(
            "its paths carry /openai themselves",
            SpecFit.Problem(reading.Document!, reading.ServerPath, Compatibility.AzureOpenAI),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_discriminator_that_its_schema_does_not_require_is_told_as_what_API_Management_refuses()
    {
        var reading = Read(
            Document(
                """ "schema": { "type": "string", "example": "2024-10-21" } """,
                body: """ "requestBody": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Question" } } } }, """,
                components: """, "components": { "schemas": { "Question": { "type": "object", "discriminator": { "propertyName": "kind" }, "properties": { "kind": { "type": "string" } } } } } """
            )
        );

        Assert.Contains("API Management refuses that", reading.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reference_into_something_that_is_not_there_is_refused_by_name()
    {
        var reading = Read(
            Document(
                """ "schema": { "type": "string", "example": "2024-10-21" } }, { "name": "with", "in": "query", "schema": { "$ref": "#/components/schemas/Parts/description" } """,
                components: """, "components": { "schemas": { "Parts": { "type": "string", "enum": [ "all" ] } } } """
            )
        );

        Assert.Contains("#/components/schemas/Parts/description", reading.Refusal, StringComparison.Ordinal);
        Assert.Contains("which is not in the document", reading.Refusal, StringComparison.Ordinal);
    }

    private static SpecReading Read(string text) => SpecReader.Read(Encoding.UTF8.GetBytes(text));

    private static string Document(
        string parameter,
        string info = "2024-10-21",
        string server = "https://contoso.openai.azure.com/openai",
        string prefix = "",
        string body = "",
        string components = ""
    ) =>
        $$"""
            {
              "openapi": "3.0.1",
              "info": { "title": "Chat of contoso", "version": "{{info}}" },
              "servers": [ { "url": "{{server}}" } ],
              "paths": {
                "{{prefix}}/deployments/{deployment-id}/chat/completions": {
                  "post": {
                    "operationId": "chat",
                    "parameters": [
                      { "name": "deployment-id", "in": "path", "required": true, "schema": { "type": "string" } },
                      { "name": "api-version", "in": "query", "required": true, {{parameter}} }
                    ],
                    {{body}}
                    "responses": { "200": { "description": "The answer" } }
                  }
                }
              }
              {{components}}
            }
            """;
}
