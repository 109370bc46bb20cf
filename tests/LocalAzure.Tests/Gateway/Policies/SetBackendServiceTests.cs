using System.Text.Json.Nodes;

namespace LocalAzure.Tests.Gateway.Policies;

public sealed class SetBackendServiceTests : PolicyTest
{
    [Fact]
    public async Task A_base_url_takes_the_place_of_the_service_url()
    {
        await Scene.PolicyAsync(
            GatewayScene.Base.Replace(
                "backend-id=\"contoso-openai\"",
                $"base-url=\"{Scene.EndpointOf("contoso", "openai")}/\"",
                StringComparison.Ordinal
            )
        );

        Assert.Equal(200, (await Scene.ChatAsync()).Status);
    }

    [Fact]
    public async Task Without_any_backend_the_gateway_has_nothing_to_call()
    {
        await Scene.PolicyAsync("<base />");

        var reply = await Scene.ChatAsync();

        Assert.Equal(500, reply.Status);
        Assert.Equal("Internal server error", (string)reply.Json["message"]!);
        Assert.NotNull(reply.Json["activityId"]);
    }

    [Fact]
    public async Task Credentials_of_the_backend_go_with_the_call()
    {
        await Scene.PutServiceAsync(
            "namedValues/contoso-key",
            new JsonObject
            {
                ["displayName"] = "contoso-key",
                ["value"] = await Scene.AccountKeyAsync(),
                ["secret"] = true,
            }
        );
        await Scene.AddBackendAsync(
            "by-key",
            Scene.EndpointOf("contoso", "openai"),
            new JsonObject
            {
                ["credentials"] = new JsonObject
                {
                    ["header"] = new JsonObject { ["api-key"] = new JsonArray("{{contoso-key}}") },
                    ["query"] = new JsonObject { ["from"] = new JsonArray("gateway") },
                },
            }
        );
        await Scene.PolicyAsync("""<base /><set-backend-service backend-id="by-key" />""");

        var reply = await Scene.ChatAsync();

        Assert.Equal(200, reply.Status);
        Assert.EndsWith("&from=gateway", Scene.FoundryCalls()[^1].Path, StringComparison.Ordinal);
        Assert.NotEqual(Scene.MasterKey, Received("api-key"));
    }

    [Fact]
    public async Task The_identity_of_a_backend_signs_the_call()
    {
        await Scene.AddBackendAsync(
            "by-identity",
            Scene.EndpointOf("contoso", "openai"),
            new JsonObject
            {
                ["credentials"] = new JsonObject
                {
                    ["managedIdentity"] = new JsonObject { ["resource"] = "https://cognitiveservices.azure.com/" },
                },
            }
        );
        await Scene.PolicyAsync(
            """<base /><set-header name="api-key" exists-action="delete" /><set-backend-service backend-id="by-identity" />"""
        );

        Assert.Equal(200, (await Scene.ChatAsync()).Status);
    }

    [Fact]
    public async Task A_backend_with_parts_that_are_not_simulated_says_so()
    {
        await Scene.AddBackendAsync(
            "contoso-openai",
            Scene.EndpointOf("contoso", "openai"),
            new JsonObject { ["proxy"] = new JsonObject { ["url"] = "http://proxy.example" } }
        );
        await Scene.PolicyAsync(GatewayScene.Base);

        var reply = await Scene.ChatAsync();

        Assert.Equal(501, reply.Status);
        Assert.Contains("does not simulate proxies of backends", reply.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_callers_own_key_reaches_the_account_unless_it_is_dropped()
    {
        await Scene.PolicyAsync(
            GatewayScene.Base.Replace("<set-header name=\"api-key\" exists-action=\"delete\" />", string.Empty, StringComparison.Ordinal)
        );

        var reply = await Scene.ChatAsync();

        Assert.Equal(401, reply.Status);
        Assert.Equal("401", (string)reply.Json["error"]!["code"]!);
    }
}
