using System.Text;
using System.Text.Json.Nodes;

namespace Bench.Clouds;

/// <summary>
/// Somebody who makes accounts and deployments. Takes another name every few calls, so that no bucket of Resource Manager holds him up.
/// </summary>
internal sealed class ArmCalls(Uri arm) : IDisposable
{
    private readonly HttpClient _client = new() { BaseAddress = arm, Timeout = TimeSpan.FromMinutes(2) };
    private int _calls;

    public Task PutAccountAsync(string name, CancellationToken cancellationToken) =>
        PutAsync(Ids.Account(name), Models.Account(name), cancellationToken);

    public Task DeployAsync(string account, string name, string model, CancellationToken cancellationToken) =>
        PutAsync(Ids.Deployment(account, name), Models.Deployment(model), cancellationToken);

    /// <summary>Makes accounts, and waits until they are provisioned.</summary>
    public async Task MakeAccountsAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        foreach (var name in names)
        {
            await PutAccountAsync(name, cancellationToken);
        }

        foreach (var name in names)
        {
            await SettledAsync(Ids.Account(name), cancellationToken);
        }
    }

    /// <summary>Deploys a model under its own name, and waits until it is provisioned.</summary>
    public async Task MakeDeploymentAsync(string account, string model, CancellationToken cancellationToken)
    {
        await DeployAsync(account, model, model, cancellationToken);
        await SettledAsync(Ids.Deployment(account, model), cancellationToken);
    }

    /// <summary>Waits until a resource is not there any more.</summary>
    public async Task GoneAsync(string id, CancellationToken cancellationToken)
    {
        while (await GetAsync(id, Ids.CognitiveVersion, cancellationToken) is not null)
        {
            await Task.Delay(20, cancellationToken);
        }
    }

    /// <summary>An action on a resource, such as <c>pause</c>.</summary>
    public async Task PostAsync(string id, string version, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Post, id, null, cancellationToken, version);
        answer.EnsureSuccessStatusCode();
    }

    public async Task DeleteAsync(string id, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Delete, id, null, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Deletes what API Management holds, whatever its entity tag.</summary>
    public async Task RemoveAsync(string id, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, new Uri($"{id}?api-version=2024-05-01", UriKind.Relative));
        request.Headers.Add("Authorization", $"Bearer arm-{Interlocked.Increment(ref _calls) / 100}");
        request.Headers.TryAddWithoutValidation("If-Match", "*");
        using var answer = await _client.SendAsync(request, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>The resource; null when it is not there.</summary>
    public async Task<JsonNode?> GetAsync(string id, string version, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Get, id, null, cancellationToken, version);
        return answer.IsSuccessStatusCode
            ? await JsonNode.ParseAsync(await answer.Content.ReadAsStreamAsync(cancellationToken), cancellationToken: cancellationToken)
            : null;
    }

    /// <summary>Waits until a resource is provisioned.</summary>
    public async Task SettledAsync(string id, CancellationToken cancellationToken)
    {
        while ((string?)(await GetAsync(id, Ids.CognitiveVersion, cancellationToken))?["properties"]?["provisioningState"] != "Succeeded")
        {
            await Task.Delay(20, cancellationToken);
        }
    }

    /// <summary>The key of the built-in subscription.</summary>
    public async Task<string> KeyAsync(CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(
            HttpMethod.Post,
            $"{Ids.Service}/subscriptions/master/listSecrets",
            null,
            cancellationToken,
            "2024-05-01"
        );
        return (string)
            (await JsonNode.ParseAsync(await answer.Content.ReadAsStreamAsync(cancellationToken), cancellationToken: cancellationToken))![
                "primaryKey"
            ]!;
    }

    public void Dispose() => _client.Dispose();

    public async Task PutAsync(string id, string body, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Put, id, body, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string id,
        string? body,
        CancellationToken cancellationToken,
        string version = Ids.CognitiveVersion
    )
    {
        using var request = new HttpRequestMessage(method, new Uri($"{id}?api-version={version}", UriKind.Relative));
        request.Headers.Add("Authorization", $"Bearer arm-{Interlocked.Increment(ref _calls) / 100}");
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        return await _client.SendAsync(request, cancellationToken);
    }
}
