namespace LocalAzure.Tests.Gateway.Policies;

public sealed class SetHeaderTests : PolicyTest
{
    [Theory]
    [InlineData("override", "new", "new")]
    [InlineData("skip", "new", "old")]
    [InlineData("append", "new", "old,new")]
    [InlineData("delete", null, null)]
    public async Task The_exists_action_decides_what_the_backend_gets(string action, string? value, string? expected)
    {
        var content = value is null ? string.Empty : $"<value>{value}</value>";
        await Scene.PolicyAsync($"{GatewayScene.Base}<set-header name=\"x-team\" exists-action=\"{action}\">{content}</set-header>");

        await Scene.PostAsync(GatewayScene.Chat, Chats.Say("hi"), Scene.MasterKey, ("x-team", "old"));

        Assert.Equal(expected, Received("x-team")?.Replace(", ", ",", StringComparison.Ordinal));
    }

    [Fact]
    public async Task In_outbound_it_works_on_the_answer()
    {
        await Scene.PolicyAsync(
            GatewayScene.Base,
            outbound: """<base /><set-header name="x-region" exists-action="override"><value>@(context.Deployment.Region)</value></set-header>"""
        );

        var reply = await Scene.ChatAsync();

        Assert.Equal("swedencentral", reply.Header("x-region"));
        Assert.Null(Received("x-region"));
    }

    [Fact]
    public async Task A_named_value_takes_its_place_and_stays_secret()
    {
        await Scene.PutServiceAsync(
            "namedValues/secret-1",
            new()
            {
                ["displayName"] = "team-secret",
                ["value"] = "s3cret",
                ["secret"] = true,
            }
        );
        await Scene.PolicyAsync(
            GatewayScene.Base + """<set-header name="x-secret" exists-action="override"><value>{{team-secret}}</value></set-header>"""
        );

        var reply = await Scene.ChatAsync();

        Assert.Equal("s3cret", Received("x-secret"));
        Assert.DoesNotContain("s3cret", reply.Text, StringComparison.Ordinal);
    }
}
