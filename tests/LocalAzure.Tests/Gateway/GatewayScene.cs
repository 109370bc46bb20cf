using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace LocalAzure.Tests.Gateway;

/// <summary>
/// One account with a chat and an embeddings deployment behind one API, with the gateway's identity allowed in. The API's
/// policy is the test's business.
/// </summary>
public sealed class GatewayScene : IAsyncDisposable
{
    public const string Account = "contoso";
    public const string ApiPath = "contoso/openai";
    public const string Chat = $"/{ApiPath}/deployments/gpt-4o/chat/completions?api-version=2024-10-21";
    public const string OpenAIUser = "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd";
    public const string CognitiveUser = "a97b65f3-24c7-4388-baec-2e87135dc908";

    /// <summary>What the importer writes: the caller's key goes, the backend and the gateway's own token come.</summary>
    public const string Base = """
        <base />
        <set-header name="api-key" exists-action="delete" />
        <set-backend-service backend-id="contoso-openai" />
        <authentication-managed-identity resource="https://cognitiveservices.azure.com" />
        """;

    private readonly ArmClient _arm;

    private GatewayScene(CloudUnderTest cloud)
    {
        Cloud = cloud;
        _arm = new ArmClient(cloud);
        Client = new HttpClient { BaseAddress = cloud.Cloud.Options.Gateway };
    }

    public CloudUnderTest Cloud { get; }

    /// <summary>Calls the gateway, without a key.</summary>
    public HttpClient Client { get; }

    /// <summary>The key of the built-in all-access subscription.</summary>
    public string MasterKey { get; private set; } = string.Empty;

    public static async Task<GatewayScene> StartAsync(Func<LocalAzureOptions, LocalAzureOptions>? with = null)
    {
        var scene = new GatewayScene(await CloudUnderTest.StartAsync(with));
        await scene.AddAccountAsync(Account, "AIServices", ("gpt-4o", "OpenAI"), ("text-embedding-3-large", "OpenAI"));
        await scene.AllowAsync(Account, CognitiveUser);
        await scene.AddBackendAsync("contoso-openai", scene.EndpointOf(Account, "openai"));
        await scene.AddApiAsync(
            "contoso-openai",
            ApiPath,
            [
                ("chat", "POST", "/deployments/{deployment-id}/chat/completions"),
                ("embeddings", "POST", "/deployments/{deployment-id}/embeddings"),
                ("responses", "POST", "/responses"),
                ("images", "POST", "/deployments/{deployment-id}/images/generations"),
            ]
        );
        scene.MasterKey = await scene._arm.KeyAsync("master");
        scene.Cloud.Cloud.Clock.Advance(TimeSpan.FromMinutes(1));
        return scene;
    }

    public string EndpointOf(string account, string path) => $"{Cloud.Cloud.Options.Foundry}{account}/{path}";

    public async Task AddAccountAsync(string name, string kind, params (string Model, string Format)[] models)
    {
        await _arm.PutAsync(
            ArmClient.AccountId(name),
            new JsonObject
            {
                ["kind"] = kind,
                ["location"] = "swedencentral",
                ["sku"] = new JsonObject { ["name"] = "S0" },
                ["properties"] = new JsonObject { ["customSubDomainName"] = name },
            }
        );
        foreach (var (model, format) in models)
        {
            await AddDeploymentAsync(name, model, format, model);
        }
    }

    public Task AddDeploymentAsync(string account, string name, string format, string model, int capacity = 100) =>
        _arm.PutAsync(
            $"{ArmClient.AccountId(account)}/deployments/{name}",
            new JsonObject
            {
                ["sku"] = new JsonObject { ["name"] = "GlobalStandard", ["capacity"] = capacity },
                ["properties"] = new JsonObject
                {
                    ["model"] = new JsonObject
                    {
                        ["format"] = format,
                        ["name"] = model,
                        ["version"] = "1",
                    },
                },
            }
        );

    /// <summary>Gives a principal, or else the gateway's identity, a role on an account.</summary>
    public async Task AllowAsync(string account, string role, string? principal = null)
    {
        principal ??= (string)Cloud.Cloud.Store.Get(CloudUnderTest.Service)!.Body["identity"]!["principalId"]!;
        await _arm.PutAsync(
            $"{ArmClient.AccountId(account)}/providers/Microsoft.Authorization/roleAssignments/{Guid.NewGuid()}",
            new JsonObject
            {
                ["properties"] = new JsonObject
                {
                    ["principalId"] = principal,
                    ["principalType"] = "ServicePrincipal",
                    ["roleDefinitionId"] = $"{CloudUnderTest.Subscription}/providers/Microsoft.Authorization/roleDefinitions/{role}",
                },
            }
        );
    }

    public Task AddBackendAsync(string name, string url, JsonObject? more = null)
    {
        var properties = more ?? [];
        properties["protocol"] = "http";
        properties["url"] = url;
        return PutServiceAsync($"backends/{name}", properties);
    }

    public async Task AddApiAsync(
        string name,
        string path,
        IEnumerable<(string Id, string Method, string Template)> operations,
        JsonObject? more = null
    )
    {
        var properties = more ?? [];
        properties["displayName"] = name;
        properties["path"] = path;
        properties["protocols"] = new JsonArray("https");
        properties["subscriptionKeyParameterNames"] ??= new JsonObject { ["header"] = "api-key", ["query"] = "subscription-key" };
        await PutServiceAsync($"apis/{name}", properties);
        foreach (var (id, method, template) in operations)
        {
            await PutServiceAsync(
                $"apis/{name}/operations/{id}",
                new JsonObject
                {
                    ["displayName"] = id,
                    ["method"] = method,
                    ["urlTemplate"] = template,
                    ["templateParameters"] = ParametersOf(template),
                }
            );
        }
    }

    /// <summary>Writes the policy of the scene's API; the other sections hold only base.</summary>
    public Task PolicyAsync(string inbound, string? backend = null, string? outbound = null, string? onError = null) =>
        PolicyAtAsync("apis/contoso-openai/", Document(inbound, backend, outbound, onError));

    /// <param name="scope">Relative to the service, with a slash at its end; empty for all APIs.</param>
    /// <param name="document">The whole document.</param>
    public Task PolicyAtAsync(string scope, string document) =>
        PutServiceAsync($"{scope}policies/policy", new JsonObject { ["format"] = "rawxml", ["value"] = document });

    /// <summary>As <see cref="PolicyAsync"/>, giving the answer back whatever it is.</summary>
    public Task<ArmReply> TryPolicyAsync(string inbound, string? outbound = null) =>
        TryPolicyAtAsync("apis/contoso-openai/", Document(inbound, outbound: outbound));

    public Task<ArmReply> TryPolicyAtAsync(string scope, string document) =>
        Cloud.PutAsync(
            $"{CloudUnderTest.Service}/{scope}policies/policy",
            new JsonObject
            {
                ["properties"] = new JsonObject { ["format"] = "rawxml", ["value"] = document },
            }.ToJsonString()
        );

    public async Task<string> AccountKeyAsync(string account = Account) =>
        (string)(await Cloud.PostAsync($"{ArmClient.AccountId(account)}/listKeys")).Body!["key1"]!;

    public static string Document(string inbound = "<base />", string? backend = null, string? outbound = null, string? onError = null) =>
        $"<policies><inbound>{inbound}</inbound><backend>{backend ?? "<base />"}</backend>"
        + $"<outbound>{outbound ?? "<base />"}</outbound><on-error>{onError ?? "<base />"}</on-error></policies>";

    public Task PutServiceAsync(string path, JsonObject properties) =>
        _arm.PutAsync($"{CloudUnderTest.Service}/{path}", new JsonObject { ["properties"] = properties });

    public Task DeleteServiceAsync(string path) => _arm.DeleteAsync($"{CloudUnderTest.Service}/{path}");

    /// <summary>A new subscription's key.</summary>
    public async Task<string> SubscribeAsync(string name, string scope, string state = "active")
    {
        await PutServiceAsync(
            $"subscriptions/{name}",
            new JsonObject
            {
                ["displayName"] = name,
                ["scope"] = scope,
                ["state"] = state,
            }
        );
        return await _arm.KeyAsync(name);
    }

    /// <summary>A chat call with the master key.</summary>
    public Task<Reply> ChatAsync(string text = "hello", string? key = null, JsonObject? more = null)
    {
        var body = more ?? [];
        body["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = text });
        return PostAsync(Chat, body, key ?? MasterKey);
    }

    public async Task<Reply> PostAsync(string path, JsonNode body, string? key, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(body.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
        };
        if (key is not null)
        {
            request.Headers.Add("api-key", key);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await Client.SendAsync(request);
        return await Reply.ReadAsync(response);
    }

    /// <summary>The calls that reached the model endpoints, oldest first.</summary>
    public IReadOnlyList<LocalAzure.Control.JournalEntry> FoundryCalls(string path = "") =>
        [.. Cloud.Cloud.Journal.Read("foundry").Where(entry => entry.Path.Contains(path, StringComparison.Ordinal))];

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Cloud.DisposeAsync();
    }

    private static JsonArray ParametersOf(string template) =>
        new([
            .. template
                .Split('{')
                .Skip(1)
                .Select(part =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["name"] = part.Split('}')[0],
                            ["type"] = "string",
                            ["required"] = true,
                        }
                ),
        ]);
}
