namespace LocalAzure.Tests.Gateway.Policies;

/// <summary>rewrite-uri and the query, as example 2 of the page says it.</summary>
public sealed class RewriteQueryTests : PolicyTest
{
    [Theory]
    [InlineData("/put", "/contoso/openai/put?c=d")]
    [InlineData("/put?e={b}", "/contoso/openai/put?c=d&e=x")]
    public async Task What_the_operations_template_has_matched_in_the_query_is_dropped(string template, string expected)
    {
        await Scene.AddApiAsync("contoso-openai", GatewayScene.ApiPath, [("get", "POST", "/get?a={b}")]);
        await Scene.PolicyAsync($"""{GatewayScene.Base}<rewrite-uri template="{template}" />""");

        await Scene.PostAsync($"/{GatewayScene.ApiPath}/get?a=x&c=d", Chats.Say("hi"), Scene.MasterKey);

        Assert.Equal(expected, Scene.FoundryCalls()[^1].Path);
    }

    [Fact]
    public async Task An_api_version_that_the_template_has_matched_has_to_be_set_again()
    {
        await Scene.AddApiAsync("contoso-openai", GatewayScene.ApiPath, [("chat", "POST", "/{alias}/chat?api-version={api-version}")]);
        const string Rewrite =
            """<rewrite-uri template="@("/deployments/" + context.Request.MatchedParameters["alias"] + "/chat/completions")" />""";
        await Scene.PolicyAsync(GatewayScene.Base + Rewrite);
        var without = await Scene.PostAsync(
            $"/{GatewayScene.ApiPath}/gpt-4o/chat?api-version=2024-10-21",
            Chats.Say("hi"),
            Scene.MasterKey
        );
        await Scene.PolicyAsync(
            $"""{GatewayScene.Base}{Rewrite}<set-query-parameter name="api-version" exists-action="override"><value>2024-10-21</value></set-query-parameter>"""
        );

        var with = await Scene.PostAsync($"/{GatewayScene.ApiPath}/gpt-4o/chat?api-version=2024-10-21", Chats.Say("hi"), Scene.MasterKey);

        Assert.Equal((404, 200), (without.Status, with.Status));
    }
}
