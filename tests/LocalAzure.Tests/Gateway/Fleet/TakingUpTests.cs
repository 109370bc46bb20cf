using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LocalAzure.Gateway;

namespace LocalAzure.Tests.Gateway.Fleet;

/// <summary>The delay until the gateway takes changes up, on LocalAzure's clock.</summary>
public sealed class TakingUpTests : FleetTest
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_member_that_leaves_the_pool_is_asked_until_the_gateway_knows()
    {
        await PoolAsync(("contoso", 1, 1), ("fabrikam", 2, 1));
        Settings = new GatewaySettings { Delay = Delay };
        await PutPoolAsync(("fabrikam", 1, 1));

        await Scene.ChatAsync();
        var shown = await Scene.Cloud.GetAsync($"{CloudUnderTest.Service}/backends/pool");
        Later(Delay);
        await Scene.ChatAsync();

        Assert.Equal(["contoso", "fabrikam"], Asked);
        Assert.Single(shown.Properties["pool"]!["services"]!.AsArray());
    }

    [Fact]
    public async Task A_backend_that_was_deleted_is_called_until_the_gateway_knows()
    {
        await PoolAsync(("contoso", 1, 1), ("fabrikam", 2, 1));
        Settings = new GatewaySettings { Delay = Delay };
        await PutPoolAsync(("fabrikam", 1, 1));
        await Scene.DeleteServiceAsync("backends/contoso");

        var before = await Scene.ChatAsync();
        Later(Delay);
        var after = await Scene.ChatAsync();

        Assert.Equal((200, 200), (before.Status, after.Status));
        Assert.Equal(["contoso", "fabrikam"], Asked);
    }

    [Fact]
    public async Task Policies_fragments_and_keys_take_as_long_and_arrive_in_their_order()
    {
        await Scene.PolicyAsync(GatewayScene.Base);
        Settings = new GatewaySettings { Delay = Delay };
        await Scene.PutServiceAsync(
            "policyFragments/ai",
            new JsonObject
            {
                ["format"] = "rawxml",
                ["value"] = "<fragment><return-response><set-status code=\"299\" /></return-response></fragment>",
            }
        );
        Later(TimeSpan.FromSeconds(20));
        await Scene.PolicyAsync("""<base /><include-fragment fragment-id="ai" />""");
        var key = await Scene.SubscribeAsync("late", "/apis");

        var before = await Scene.ChatAsync();
        var keyless = await Scene.ChatAsync(key: key);
        Later(Delay);

        Assert.Equal((200, 401), (before.Status, keyless.Status));
        Assert.Equal(299, (await Scene.ChatAsync(key: key)).Status);
    }

    [Fact]
    public async Task A_shorter_delay_does_not_let_a_later_write_overtake_an_earlier_one()
    {
        await Scene.PolicyAsync(GatewayScene.Base);
        Settings = new GatewaySettings { Delay = Delay };
        await Scene.PolicyAsync("""<base /><return-response><set-status code="298" /></return-response>""");
        Settings = new GatewaySettings();
        await Scene.PolicyAsync("""<base /><return-response><set-status code="299" /></return-response>""");

        var before = await Scene.ChatAsync();
        Later(Delay);

        Assert.Equal(200, before.Status);
        Assert.Equal(299, (await Scene.ChatAsync()).Status);
    }

    [Fact]
    public async Task The_settings_of_the_gateway_are_read_and_replaced_by_the_control_route()
    {
        var arm = Scene.Cloud.Arm;
        using var set = await arm.PostAsJsonAsync(
            Of("gateway"),
            new
            {
                delay = "PT5S",
                exhausted = "Outbound",
                exhaustedRetryAfter = "none",
                errorReasons = new[] { "Timeout" },
            }
        );
        var shown = JsonNode.Parse(await arm.GetStringAsync(Of("gateway")))!;
        using var misspelt = await arm.PostAsJsonAsync(Of("gateway"), new { lag = "PT5S" });
        using var wrong = await arm.PostAsJsonAsync(Of("gateway"), new { exhaustedRetryAfter = "soon" });

        Assert.Equal(HttpStatusCode.NoContent, set.StatusCode);
        Assert.Equal(("PT5S", "Outbound"), ((string?)shown["delay"], (string?)shown["exhausted"]));
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (misspelt.StatusCode, wrong.StatusCode));
        Assert.Equal((TimeSpan.FromSeconds(5), "none"), (Settings.Delay, Settings.ExhaustedRetryAfter));
        using var reset = await arm.PostAsJsonAsync(Of("gateway"), new { });
        Assert.Equal((TimeSpan.Zero, "earliest"), (Settings.Delay, Settings.ExhaustedRetryAfter));
    }

    private static Uri Of(string route) => new($"_local/{route}", UriKind.Relative);
}
