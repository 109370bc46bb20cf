using System.Net;
using System.Text.Json.Nodes;

namespace LocalAzure.Demo;

/// <summary>What a person with an ARM client does: any bearer token opens the stand-in.</summary>
internal sealed class ArmClient(HttpClient client)
{
    public const string Subscription = "/subscriptions/00000000-0000-0000-0000-000000000001";

    public const string Service = $"{Subscription}/resourceGroups/rg-ai/providers/Microsoft.ApiManagement/service/contoso-apim";

    public static string AccountId(string account) =>
        $"{Subscription}/resourceGroups/rg-ai/providers/Microsoft.CognitiveServices/accounts/{account}";

    public static string DeploymentId(string account, string deployment) => $"{AccountId(account)}/deployments/{deployment}";

    public static string ApiId(string api) => $"{Service}/apis/{api}";

    /// <summary>Writes a resource and waits until it is settled.</summary>
    public async Task PutAsync(string id, string json, CancellationToken cancellationToken)
    {
        var reply = await SendAsync(HttpMethod.Put, id, JsonNode.Parse(json), cancellationToken);
        Check.That(reply.IsOk, $"PUT {id} is accepted", reply.ToString());
        await Check.UntilAsync($"{id} is provisioned", () => GetAsync(id, cancellationToken), IsSettled, cancellationToken);
    }

    public async Task PatchAsync(string id, string json, CancellationToken cancellationToken)
    {
        var reply = await SendAsync(HttpMethod.Patch, id, JsonNode.Parse(json), cancellationToken);
        Check.That(reply.IsOk, $"PATCH {id} is accepted", reply.ToString());
    }

    public async Task DeleteAsync(string id, CancellationToken cancellationToken)
    {
        var reply = await SendAsync(HttpMethod.Delete, id, null, cancellationToken);
        Check.That(reply.IsOk, $"DELETE {id} is accepted", reply.ToString());
        await Check.UntilAsync(
            $"{id} is gone",
            () => GetAsync(id, cancellationToken),
            gone => gone.Status == HttpStatusCode.NotFound,
            cancellationToken
        );
    }

    public Task<Reply> GetAsync(string id, CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, id, null, cancellationToken);

    /// <summary>The key of the built-in subscription that opens every API.</summary>
    public async Task<string> SubscriptionKeyAsync(CancellationToken cancellationToken)
    {
        var reply = await SendAsync(HttpMethod.Post, $"{Service}/subscriptions/master/listSecrets", null, cancellationToken);
        return (string?)reply.Json?["primaryKey"]
            ?? throw new DemoFailedException("listSecrets of the subscription 'master' gives its key", reply.ToString());
    }

    private static bool IsSettled(Reply reply) =>
        reply.IsOk && (string?)reply.Json?["properties"]?["provisioningState"] is null or "Succeeded";

    private async Task<Reply> SendAsync(HttpMethod method, string id, JsonNode? body, CancellationToken cancellationToken)
    {
        var version = id.Contains("Microsoft.ApiManagement", StringComparison.Ordinal) ? "2024-05-01" : "2025-06-01";
        using var request = new HttpRequestMessage(method, $"{id}?api-version={version}");
        request.Headers.Add("Authorization", "Bearer demo");
        if (method == HttpMethod.Patch || method == HttpMethod.Delete)
        {
            request.Headers.Add("If-Match", "*");
        }

        request.Content = body is null ? null : JsonContent.Create(body);
        return await Reply.SendAsync(client, request, cancellationToken);
    }
}
