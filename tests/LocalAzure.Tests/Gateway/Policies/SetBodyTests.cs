namespace LocalAzure.Tests.Gateway.Policies;

public sealed class SetBodyTests : PolicyTest
{
    [Fact]
    public async Task In_inbound_the_backend_gets_the_new_body()
    {
        await Scene.PolicyAsync(
            GatewayScene.Base + """<set-body>{ "messages": [ { "role": "user", "content": "from the policy" } ] }</set-body>"""
        );

        Assert.Contains("from the policy", (await Scene.ChatAsync("from the caller")).Answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_outbound_the_caller_gets_it()
    {
        await Scene.PolicyAsync(GatewayScene.Base, outbound: "<set-body>all said</set-body>");

        Assert.Equal("all said", (await Scene.ChatAsync()).Text);
    }
}
