using System.Text.Json.Nodes;

namespace LocalAzure.Tests.Gateway;

/// <summary>Pools and identities for the tests that want them.</summary>
internal static class SceneParts
{
    /// <summary>A pool over the /openai endpoints of accounts, each behind a breaker that one 429 opens.</summary>
    public static Task AddPoolAsync(this GatewayScene scene, string name, params IEnumerable<(string Account, int Priority)> members) =>
        scene.AddPoolAsync(name, members.Select(member => (member.Account, member.Priority, 1)));

    public static async Task AddPoolAsync(
        this GatewayScene scene,
        string name,
        IEnumerable<(string Account, int Priority, int Weight)> members
    )
    {
        var services = new JsonArray();
        foreach (var (account, priority, weight) in members)
        {
            await scene.AddBackendAsync(
                $"{account}-in-pool",
                scene.EndpointOf(account, "openai"),
                BackendTests.WithBreaker(1, acceptRetryAfter: true)
            );
            services.Add(
                (JsonNode)
                    new JsonObject
                    {
                        ["id"] = $"{CloudUnderTest.Service}/backends/{account}-in-pool",
                        ["priority"] = priority,
                        ["weight"] = weight,
                    }
            );
        }

        await scene.PutServiceAsync(
            $"backends/{name}",
            new JsonObject
            {
                ["type"] = "Pool",
                ["pool"] = new JsonObject { ["services"] = services },
            }
        );
    }

    /// <summary>Changes the service's identity, for example to None.</summary>
    public static async Task<JsonObject> SetServiceIdentityAsync(this GatewayScene scene, string type, JsonObject? users = null)
    {
        var identity = new JsonObject { ["type"] = type };
        if (users is not null)
        {
            identity["userAssignedIdentities"] = users;
        }

        var reply = await scene.Cloud.DoneAsync(
            scene.Cloud.PatchAsync(CloudUnderTest.Service, new JsonObject { ["identity"] = identity }.ToJsonString(), ifMatch: null)
        );
        Assert.True(reply.Status is 200, reply.Message);
        return scene.Cloud.Cloud.Store.Get(CloudUnderTest.Service)!.Body;
    }

    public static async Task<(string ClientId, string PrincipalId)> AddUserIdentityAsync(this GatewayScene scene)
    {
        const string Id = $"{CloudUnderTest.Group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/apim-user";
        var service = await scene.SetServiceIdentityAsync("SystemAssigned, UserAssigned", new JsonObject { [Id] = new JsonObject() });
        var user = service["identity"]!["userAssignedIdentities"]![Id]!;
        return ((string)user["clientId"]!, (string)user["principalId"]!);
    }
}
