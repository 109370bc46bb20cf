namespace LocalAzure.Tests.Gateway.Policies;

public sealed class SetQueryParameterTests : PolicyTest
{
    [Theory]
    [InlineData("override", "x=new")]
    [InlineData("skip", "x=old")]
    [InlineData("append", "x=old&x=new")]
    [InlineData("delete", "")]
    public async Task The_exists_action_decides_what_the_backend_gets(string action, string expected)
    {
        var content = action == "delete" ? string.Empty : "<value>new</value>";
        await Scene.PolicyAsync(
            $"{GatewayScene.Base}<set-query-parameter name=\"x\" exists-action=\"{action}\">{content}</set-query-parameter>"
        );

        await Scene.PostAsync($"{GatewayScene.Chat}&x=old", Chats.Say("hi"), Scene.MasterKey);

        var sent = Scene.FoundryCalls()[^1].Path.Split("2024-10-21")[1].TrimStart('&');
        Assert.Equal(expected, sent);
    }
}
