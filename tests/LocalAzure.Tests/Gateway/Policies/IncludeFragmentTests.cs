namespace LocalAzure.Tests.Gateway.Policies;

public sealed class IncludeFragmentTests : PolicyTest
{
    [Fact]
    public async Task The_fragment_runs_in_its_place()
    {
        await Scene.PutServiceAsync(
            "policyFragments/team-rules",
            new()
            {
                ["format"] = "xml",
                ["value"] =
                    """<fragment><set-header name="x-fragment" exists-action="override"><value>here</value></set-header></fragment>""",
            }
        );
        await Scene.PolicyAsync(GatewayScene.Base + """<include-fragment fragment-id="team-rules" />""");

        await Scene.ChatAsync();

        Assert.Equal("here", Received("x-fragment"));
    }

    [Fact]
    public async Task A_fragment_that_is_not_there_is_refused_when_the_policy_is_written()
    {
        var reply = await Scene.TryPolicyAsync("""<base /><include-fragment fragment-id="gone" />""");

        Assert.Equal(400, reply.Status);
        Assert.Contains("could not be found.", reply.Message, StringComparison.Ordinal);
    }
}
