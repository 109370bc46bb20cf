namespace LocalAzure.Tests.Gateway.Policies;

public sealed class SetVariableTests : PolicyTest
{
    [Fact]
    public async Task A_variable_is_there_for_every_later_section()
    {
        await Scene.PolicyAsync(
            GatewayScene.Base + """<set-variable name="who" value="@(context.Subscription?.Id ?? "nobody")" />""",
            outbound: """<set-header name="x-who" exists-action="override"><value>@((string)context.Variables["who"])</value></set-header>"""
        );

        Assert.Equal("master", (await Scene.ChatAsync()).Header("x-who"));
    }

    [Fact]
    public async Task A_named_value_that_brings_a_broken_expression_is_the_gateways_500()
    {
        await Scene.PutServiceAsync("namedValues/expression", new() { ["displayName"] = "expression", ["value"] = "context.Nothing" });
        await Scene.PolicyAsync(GatewayScene.Base + """<set-variable name="a" value="@({{expression}})" />""");

        Assert.Equal(500, (await Scene.ChatAsync()).Status);
    }
}
