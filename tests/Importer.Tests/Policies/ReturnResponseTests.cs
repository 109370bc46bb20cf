using Importer.Policies;

namespace Importer.Tests.Policies;

public sealed class ReturnResponseTests
{
    [Fact]
    public void A_call_ends_with_an_answer_of_the_gateway() =>
        Golden.Is(
            """
            <return-response>
              <set-status code="403" reason="Forbidden" />
              <set-header name="Content-Type" exists-action="override">
                <value>application/json</value>
              </set-header>
              <set-body>{ "error": { "code": "No" } }</set-body>
            </return-response>
            """,
            ReturnResponse.OfJson(403, "Forbidden", """{ "error": { "code": "No" } }""")
        );

    [Theory]
    [InlineData("@(context.Api.Id)")]
    [InlineData("{ \"a\": \"{{secret}}\" }")]
    public void A_body_that_would_be_evaluated_is_refused(string body) =>
        Assert.Contains(
            "would be read as an expression or a named value",
            Assert.Throws<ArgumentException>(() => ReturnResponse.OfJson(403, "Forbidden", body)).Message,
            StringComparison.Ordinal
        );
}
