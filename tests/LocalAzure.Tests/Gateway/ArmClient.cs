using System.Text.Json.Nodes;

namespace LocalAzure.Tests.Gateway;

/// <summary>Writes resources as any client does, through the management plane, and waits until they are there.</summary>
internal sealed class ArmClient(CloudUnderTest cloud)
{
    public static string AccountId(string name) => $"{CloudUnderTest.Accounts}/{name}";

    public async Task PutAsync(string id, JsonObject body)
    {
        // Backends take an identity only from this version on.
        var version = id.Contains("/backends/", StringComparison.Ordinal) ? "2024-06-01-preview" : null;
        var reply = await cloud.DoneAsync(cloud.PutAsync(id, body.ToJsonString(), version: version));
        Assert.True(reply.Status is 200 or 201, $"PUT {id}: {reply.Status} {reply.Body?.ToJsonString()}");
    }

    public async Task DeleteAsync(string id)
    {
        var reply = await cloud.DoneAsync(cloud.DeleteAsync(id));
        Assert.True(reply.Status is 200 or 204, $"DELETE {id}: {reply.Status} {reply.Body?.ToJsonString()}");
    }

    public async Task<string> KeyAsync(string subscription)
    {
        var secrets = await cloud.PostAsync($"{CloudUnderTest.Service}/subscriptions/{subscription}/listSecrets");
        return (string)secrets.Body!["primaryKey"]!;
    }
}
