namespace LocalAzure.Tests.Gateway.Policies;

public sealed class SetStatusTests : PolicyTest
{
    [Fact]
    public async Task The_answer_keeps_its_body_under_another_status()
    {
        await Scene.PolicyAsync(GatewayScene.Base, outbound: """<set-status code="202" reason="Taken" />""");

        var reply = await Scene.ChatAsync("same body");

        Assert.Equal(202, reply.Status);
        Assert.Contains("same body", reply.Answer, StringComparison.Ordinal);
    }
}
