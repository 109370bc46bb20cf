namespace LocalAzure.Tests.Gateway.Policies;

public sealed class ReturnResponseTests : PolicyTest
{
    [Fact]
    public async Task It_ends_the_pipeline_with_its_own_answer()
    {
        await Scene.PolicyAsync(
            """
            <return-response>
              <set-status code="403" reason="Not today" />
              <set-header name="x-why" exists-action="override"><value>@(context.Api.Id)</value></set-header>
              <set-body>@("{ \"api\": \"" + context.Api.Id + "\" }")</set-body>
            </return-response>
            <set-variable name="never" value="@(context.Product.Id)" />
            """,
            outbound: """<set-status code="299" reason="never" />"""
        );

        var reply = await Scene.ChatAsync();

        Assert.Equal(403, reply.Status);
        Assert.Equal("contoso-openai", reply.Header("x-why"));
        Assert.Equal("""{ "api": "contoso-openai" }""", reply.Text);
        Assert.Empty(Scene.FoundryCalls());
    }
}
