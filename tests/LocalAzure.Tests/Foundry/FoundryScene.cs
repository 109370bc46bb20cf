using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using LocalAzure.Tests.Gateway;

namespace LocalAzure.Tests.Foundry;

/// <summary>An account called directly, with its key unless the test brings something else.</summary>
public sealed class FoundryScene : IAsyncDisposable
{
    public const string Version = "api-version=2024-10-21";

    private readonly ArmClient _arm;
    private string _key = string.Empty;

    private FoundryScene(CloudUnderTest cloud)
    {
        Cloud = cloud;
        _arm = new ArmClient(cloud);
        Client = new HttpClient { BaseAddress = cloud.Cloud.Options.Foundry };
    }

    public CloudUnderTest Cloud { get; }

    public HttpClient Client { get; }

    public static string Chat(string deployment = "gpt-4o") => $"/contoso/openai/deployments/{deployment}/chat/completions?{Version}";

    public static async Task<FoundryScene> StartAsync(params (string Name, string Format)[] models)
    {
        var scene = new FoundryScene(await CloudUnderTest.StartAsync());
        await scene.AddAccountAsync("contoso", "AIServices");
        foreach (var (name, format) in models.Length == 0 ? [("gpt-4o", "OpenAI")] : models)
        {
            await scene.DeployAsync(name, format);
        }

        scene._key = await scene.KeyOfAsync("contoso");
        scene.Later(TimeSpan.FromMinutes(1));
        return scene;
    }

    public void Later(TimeSpan by) => Cloud.Cloud.Clock.Advance(by);

    public Task AddAccountAsync(string name, string kind, bool disableLocalAuth = false) =>
        _arm.PutAsync(
            ArmClient.AccountId(name),
            new JsonObject
            {
                ["kind"] = kind,
                ["location"] = "swedencentral",
                ["sku"] = new JsonObject { ["name"] = "S0" },
                ["properties"] = new JsonObject { ["customSubDomainName"] = name, ["disableLocalAuth"] = disableLocalAuth },
            }
        );

    public Task DeployAsync(
        string model,
        string format = "OpenAI",
        string account = "contoso",
        int capacity = 100,
        string sku = "GlobalStandard"
    ) =>
        _arm.PutAsync(
            $"{ArmClient.AccountId(account)}/deployments/{model}",
            new JsonObject
            {
                ["sku"] = new JsonObject { ["name"] = sku, ["capacity"] = capacity },
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

    public async Task<string> KeyOfAsync(string account) =>
        (string)(await Cloud.PostAsync($"{ArmClient.AccountId(account)}/listKeys")).Body!["key1"]!;

    public Task AssignAsync(string scope, string principal, string role) =>
        _arm.PutAsync(
            $"{scope}/providers/Microsoft.Authorization/roleAssignments/{Guid.NewGuid()}",
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

    /// <summary>A POST with the account's key.</summary>
    public Task<Reply> PostAsync(string path, JsonNode? body) =>
        SendAsync(HttpMethod.Post, path, body is null ? null : Json(body), ("api-key", _key));

    public Task<Reply> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null, ("api-key", _key));

    public Task<Reply> SendAsync(HttpMethod method, string path, HttpContent? content) =>
        SendAsync(method, path, content, ("api-key", _key));

    public async Task<Reply> SendAsync(HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await Client.SendAsync(request);
        return await Reply.ReadAsync(response);
    }

    public static HttpContent Json(JsonNode body) =>
        new StringContent(body.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue("application/json"));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Cloud.DisposeAsync();
    }
}
