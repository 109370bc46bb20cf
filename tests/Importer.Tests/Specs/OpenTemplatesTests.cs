using System.Text;
using Importer.Policies;
using Importer.Specs;

namespace Importer.Tests.Specs;

/// <summary>The owner of a given document cannot lead calls of models past a guard by what the document says of its operations.</summary>
public sealed class OpenTemplatesTests
{
    [Theory]
    [InlineData("/*", true)]
    [InlineData("/openai/*", true)]
    [InlineData("/deployments/{deployment-id}/chat/{what}", true)]
    [InlineData("/deployments/{id}/{a}/{b}", true)]
    [InlineData("/{call}", true)]
    [InlineData("/chat/{x}", true)]
    [InlineData("/v1/{call}", true)]
    [InlineData("/openai/v1/{a}", true)]
    [InlineData("/deployments/x-{id}/chat/{what}?api-version={v}", true)]
    [InlineData("/assistants/{assistant_id}", false)]
    [InlineData("/threads/{thread_id}/runs", false)]
    [InlineData("/files", false)]
    [InlineData("/fine_tuning/jobs/{id}/cancel", false)]
    public void A_template_that_lets_calls_through_is_known(string template, bool lets) =>
        Assert.Equal(lets, OpenTemplates.LetCallsThrough(template));

    [Theory]
    [InlineData("Images")]
    [InlineData("999")]
    [InlineData("Chat")]
    public void A_given_document_does_not_say_what_its_operations_can_do(string said)
    {
        var document = SpecReader
            .Read(
                Encoding.UTF8.GetBytes(
                    $$$$"""{"openapi":"3.0.1","info":{"title":"t","version":"1"},"paths":{"/deployments/{d}/embeddings":{"post":{"x-capability":"{{{{said}}}}","parameters":[{"in":"path","name":"d","required":true,"schema":{"type":"string"}}],"responses":{"200":{"description":"ok"}} } } } }"""
                )
            )
            .Document!;

        Assert.Equal(Deployments.Capability.Embeddings, Assert.Single(document.Operations).Capability);
    }

    [Fact]
    public void Whatever_a_template_holds_stays_inside_the_quotes_of_the_expression()
    {
        var condition = OperationConditions.ForTemplates("POST", ["/{a}\") && (1 == 2 && \"x\" == \"/chat/completions", "/b\\\r\n"]);

        Assert.Equal(4, condition.Count(letter => letter == '"') - 2);
        Assert.DoesNotContain('\n', condition);
        Assert.Contains(@"\u0022) && (1 == 2", condition, StringComparison.Ordinal);
        Assert.Contains(@"/b\u005c\u000d\u000a", condition, StringComparison.Ordinal);
    }
}
