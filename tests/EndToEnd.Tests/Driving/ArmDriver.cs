using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace EndToEnd.Tests.Driving;

/// <summary>The management plane in one-line verbs; every write is followed to its end.</summary>
public sealed class ArmDriver(HttpClient client)
{
    public const string Subscription = "/subscriptions/00000000-0000-0000-0000-000000000001";
    public const string Group = $"{Subscription}/resourceGroups/rg-ai";
    public const string Service = $"{Group}/providers/Microsoft.ApiManagement/service/contoso-apim";

    public static string Account(string name, string group = Group) => $"{group}/providers/Microsoft.CognitiveServices/accounts/{name}";

    public static string Deployment(string account, string name) => $"{Account(account)}/deployments/{name}";

    /// <summary>Makes an account.</summary>
    public Task PutAccountAsync(string name, string kind = "AIServices", string group = Group) =>
        PutAsync(
            Account(name, group),
            new JsonObject
            {
                ["location"] = "swedencentral",
                ["kind"] = kind,
                ["sku"] = new JsonObject { ["name"] = "S0" },
                ["properties"] = new JsonObject { ["customSubDomainName"] = name },
            }
        );

    /// <summary>Deploys a model under its own name, and waits until that has ended, well or not.</summary>
    public Task DeployAsync(string account, string model, string format = "OpenAI", string? version = null) =>
        PutAsync($"{Account(account)}/deployments/{model}", Model(model, format, version));

    /// <summary>The same in an account of another group.</summary>
    public Task DeployInAsync(string group, string account, string model) =>
        PutAsync($"{Account(account, group)}/deployments/{model}", Model(model, "OpenAI", null));

    /// <summary>Deploys and does not wait.</summary>
    public async Task BeginDeployAsync(string account, string model, string version)
    {
        using var answer = await SendAsync(HttpMethod.Put, $"{Account(account)}/deployments/{model}", Model(model, "OpenAI", version));
        await CheckAsync(answer);
    }

    public Task DeleteDeploymentAsync(string account, string name) => DeleteAsync(Deployment(account, name));

    public Task DeleteAccountAsync(string name) => DeleteAsync(Account(name));

    /// <summary>The resource; null when it is not there.</summary>
    public async Task<JsonObject?> GetAsync(string id)
    {
        using var answer = await SendAsync(HttpMethod.Get, id);
        return answer.StatusCode == System.Net.HttpStatusCode.NotFound ? null : await ReadAsync(answer);
    }

    /// <summary>The answer byte for byte.</summary>
    public async Task<string> TextAsync(string id)
    {
        using var answer = await SendAsync(HttpMethod.Get, id);
        await CheckAsync(answer);
        return await answer.Content.ReadAsStringAsync();
    }

    public async Task PutAsync(string id, JsonObject body, string? version = null)
    {
        using var answer = await SendAsync(HttpMethod.Put, id, body, version);
        await CheckAsync(answer);
        await FollowAsync(answer);
    }

    public async Task PatchAsync(string id, JsonObject body)
    {
        using var answer = await SendAsync(HttpMethod.Patch, id, body);
        await CheckAsync(answer);
        await FollowAsync(answer);
    }

    /// <summary>Moves an account into another group, and waits until it is there.</summary>
    public async Task MoveAsync(string account, string group)
    {
        var body = new JsonObject { ["resources"] = new JsonArray(account), ["targetResourceGroup"] = group };
        using var answer = await SendAsync(
            HttpMethod.Post,
            $"{account[..account.IndexOf("/providers/", StringComparison.Ordinal)]}/moveResources",
            body
        );
        await CheckAsync(answer);
        await FollowAsync(answer);
    }

    /// <summary>Calls an action.</summary>
    public async Task<JsonObject> PostAsync(string id, JsonObject? body = null)
    {
        using var answer = await SendAsync(HttpMethod.Post, id, body);
        return await ReadAsync(answer);
    }

    public async Task DeleteAsync(string id)
    {
        using var answer = await SendAsync(HttpMethod.Delete, id);
        await CheckAsync(answer);
        await FollowAsync(answer);
    }

    /// <summary>Ids and paths of the APIs that belong to an account.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ApisOfAsync(string account, string service = Service)
    {
        var list = await GetAsync($"{service}/apis");
        return list!["value"]!
            .AsArray()
            .Where(api => ((string?)api!["properties"]!["description"])?.Contains(Account(account), StringComparison.Ordinal) == true)
            .ToDictionary(api => (string)api!["name"]!, api => (string)api!["properties"]!["path"]!);
    }

    /// <summary>All that the gateway holds, as it is listed.</summary>
    public async Task<string> GatewayAsync()
    {
        var apis = (await GetAsync($"{Service}/apis"))!["value"]!.AsArray().Select(api => (string)api!["name"]!);
        var parts = new List<string>
        {
            await TextAsync($"{Service}/apis"),
            await TextAsync($"{Service}/backends"),
            await TextAsync($"{Service}/namedValues"),
        };
        foreach (var api in apis)
        {
            parts.Add(await TextAsync($"{Service}/apis/{api}/operations"));
            parts.Add(await TextAsync($"{Service}/apis/{api}/policies"));
            parts.Add(await TextAsync($"{Service}/apis/{api}/products"));
        }

        return string.Join('\n', parts);
    }

    /// <summary>The key of the built-in subscription.</summary>
    public async Task<string> MasterKeyAsync()
    {
        using var answer = await SendAsync(HttpMethod.Post, $"{Service}/subscriptions/master/listSecrets");
        return (string)(await ReadAsync(answer))["primaryKey"]!;
    }

    private static JsonObject Model(string model, string format, string? version)
    {
        var described = new JsonObject { ["format"] = format, ["name"] = model };
        if (version is not null)
        {
            described["version"] = version;
        }

        return new JsonObject
        {
            ["sku"] = new JsonObject { ["name"] = "GlobalStandard", ["capacity"] = 10 },
            ["properties"] = new JsonObject { ["model"] = described },
        };
    }

    private async Task FollowAsync(HttpResponseMessage answer)
    {
        if (answer.Headers.TryGetValues("Azure-AsyncOperation", out var addresses))
        {
            var address = addresses.First();
            await Patience.UntilAsync(
                $"the operation {address}",
                async () =>
                    (string?)(await client.GetFromJsonAsync<JsonObject>(new Uri(address)))?["status"]
                        is "InProgress"
                            or "Running"
                            or "Creating"
                        ? null
                        : address,
                () => client.GetStringAsync(new Uri(address))
            );
        }
    }

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string id, JsonObject? body = null, string? version = null)
    {
        client.DefaultRequestHeaders.Authorization ??= new("Bearer", "anything");
        var request = new HttpRequestMessage(
            method,
            new Uri(
                $"{id}{(id.Contains('?', StringComparison.Ordinal) ? '&' : '?')}api-version={version ?? VersionOf(id)}",
                UriKind.Relative
            )
        )
        {
            Content = body is null ? null : JsonContent.Create(body),
        };
        if (method == HttpMethod.Delete || method == HttpMethod.Patch)
        {
            request.Headers.TryAddWithoutValidation("If-Match", "*");
        }

        return client.SendAsync(request);
    }

    private static string VersionOf(string id) =>
        id switch
        {
            _ when id.Contains("Microsoft.Resources/", StringComparison.Ordinal) => "2022-09-01",
            _ when id.Contains("Microsoft.Authorization", StringComparison.Ordinal) => "2022-04-01",
            _ when id.Contains("Microsoft.CognitiveServices", StringComparison.Ordinal) => "2025-06-01",
            _ when id.Contains("Microsoft.ApiManagement", StringComparison.Ordinal) => "2024-05-01",
            _ => "2022-09-01",
        };

    private static async Task<JsonObject> ReadAsync(HttpResponseMessage answer)
    {
        await CheckAsync(answer);
        return (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    private static async Task CheckAsync(HttpResponseMessage answer) =>
        Assert.True(
            answer.IsSuccessStatusCode,
            $"{answer.RequestMessage?.Method} {answer.RequestMessage?.RequestUri}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}"
        );
}
