using System.Net;
using System.Text.Json.Nodes;
using EndToEnd.Tests.Families;

namespace EndToEnd.Tests.Clients;

/// <summary>What the gateway answers on paths that no operation has: a part twice, a preflight, a list that is not there.</summary>
[Collection(nameof(FamiliesCloud))]
public sealed class DoubledPathTests(FamiliesCloud cloud)
{
    private const string Account = "explained";

    private string Base => cloud.Gateway.At(Account).Endpoint.AbsoluteUri;

    [Theory]
    [InlineData("openai/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21", "")]
    [InlineData("OpenAI/OPENAI/deployments/gpt-4o/chat/completions?api-version=2024-10-21", "")]
    [InlineData("openai/v1/openai/v1/chat/completions", "/openai/v1")]
    [InlineData("openai/v1/v1/chat/completions", "/openai/v1")]
    [InlineData("openai/v1/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21", "/openai/v1")]
    [InlineData("models/models/chat/completions?api-version=2024-05-01-preview", "/models")]
    [InlineData("anthropic/v1/v1/messages", "/anthropic")]
    [InlineData("anthropic/anthropic/v1/messages", "/anthropic")]
    public async Task A_doubled_path_is_404_with_the_base_URL_that_is_right(string path, string right)
    {
        await cloud.PrepareExplainedAsync();

        var reply = await cloud.Gateway.PostAsync($"{Account}/{path}", GatewayCaller.Question("gpt-4o"));

        Assert.Equal(HttpStatusCode.NotFound, reply.Status);
        var body = JsonNode.Parse(reply.Text)!;
        Assert.Contains(
            $" {Base}{right}{(right == "/openai/v1" ? "," : ".")}",
            (string)body["error"]!["message"]!,
            StringComparison.Ordinal
        );
        var (type, code) = ((string?)body["type"], (string?)body["error"]!["code"]);
        Assert.Equal(right == "/anthropic" ? ("error", null) : (null, "404"), (type, code));
    }

    [Theory]
    [InlineData("openai/deployments/nobody/chat/completions?api-version=2024-10-21", HttpStatusCode.NotFound, "DeploymentNotFound")]
    [InlineData("openai/deployments/gpt-4o/chat/completion?api-version=2024-10-21", HttpStatusCode.NotFound, "Resource not found")]
    [InlineData("openai/openaikin/chat/completions", HttpStatusCode.NotFound, "Resource not found")]
    [InlineData("openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21", HttpStatusCode.OK, "hello")]
    public async Task All_other_calls_are_answered_as_ever(string path, HttpStatusCode status, string said)
    {
        await cloud.PrepareExplainedAsync();

        var reply = await cloud.Gateway.PostAsync($"{Account}/{path}", GatewayCaller.Question());

        Assert.Equal(status, reply.Status);
        Assert.Contains(said, reply.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("twice", reply.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Switched_off_a_doubled_path_is_the_gateways_own_404()
    {
        await cloud.PrepareClientsAsync();

        var reply = await cloud.Gateway.PostAsync("plainkeys/openai/openai/deployments/gpt-4o/chat/completions", GatewayCaller.Question());

        Assert.Equal(HttpStatusCode.NotFound, reply.Status);
        Assert.Equal("""{ "statusCode": 404, "message": "Resource not found" }""", reply.Text);
    }

    [NodeFact]
    public async Task The_clients_of_npm_show_their_users_the_sentence()
    {
        await cloud.PrepareExplainedAsync();

        var calls = await NodeClients.RunAsync("wrong-base.mjs", Base, cloud.Gateway.Key);

        Assert.Equal(5, calls.Count);
        Assert.All(calls, call => Assert.Equal((false, 404), (call.Ok, call.Status)));
        Assert.Equal(
            ["", "/openai/v1", "/openai/v1", "/models", "/anthropic"],
            calls.Select(call => call.Said.Split(" twice. ")[1].Split(Base)[1].Split(['.', ','])[0])
        );
    }

    [Fact]
    public async Task The_Azure_client_of_NET_shows_its_users_the_sentence()
    {
        await cloud.PrepareExplainedAsync();

        var calls = await DotNetClients.RunAzureAsync($"{Base}/openai", cloud.Gateway.Key);

        var chat = calls.Single(call => call.Call == "chat");
        Assert.Equal(404, chat.Status);
        Assert.Contains($"give it the endpoint {Base}.", chat.Said, StringComparison.Ordinal);
        var right = await DotNetClients.RunAzureAsync(Base, cloud.Gateway.Key);
        Assert.True(right.Single(call => call.Call == "chat").Ok);
    }

    /// <summary>docs/clients.md tells it: no operation has the method, so the preflight is 404 with and without a key.</summary>
    [Theory]
    [InlineData("openai/deployments/gpt-4o/chat/completions", false)]
    [InlineData("openai/v1/chat/completions", false)]
    [InlineData("models/chat/completions", false)]
    [InlineData("anthropic/v1/messages", false)]
    [InlineData("openai/v1/chat/completions", true)]
    public async Task A_preflight_is_404_and_allows_no_origin(string path, bool withKey)
    {
        await cloud.PrepareClientsAsync();
        using var http = new HttpClient();
        using var preflight = new HttpRequestMessage(HttpMethod.Options, new Uri($"{cloud.Gateway.At("clients").Endpoint}/{path}"));
        preflight.Headers.Add("Origin", "https://app.contoso.example");
        preflight.Headers.Add("Access-Control-Request-Method", "POST");
        preflight.Headers.Add("Access-Control-Request-Headers", "api-key,content-type");
        if (withKey)
        {
            preflight.Headers.Add("api-key", cloud.Gateway.Key);
        }

        using var answer = await http.SendAsync(preflight);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.DoesNotContain(answer.Headers, header => header.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>What a client that asks for the list of models gets, route by route, as docs/clients.md tells it.</summary>
    [Theory]
    [InlineData("openai/v1/models", HttpStatusCode.OK)]
    [InlineData("openai/models?api-version=2024-10-21", HttpStatusCode.NotFound)]
    [InlineData("models/models?api-version=2024-05-01-preview", HttpStatusCode.NotFound)]
    [InlineData("models?api-version=2024-05-01-preview", HttpStatusCode.NotFound)]
    [InlineData("models/info?api-version=2024-05-01-preview", HttpStatusCode.OK)]
    [InlineData("anthropic/v1/models", HttpStatusCode.NotFound)]
    public async Task Only_v1_lists_models(string path, HttpStatusCode status)
    {
        await cloud.PrepareClientsAsync();
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("api-key", cloud.Gateway.Key);

        using var answer = await http.GetAsync(new Uri($"{cloud.Gateway.At("clients").Endpoint}/{path}"));

        Assert.Equal(status, answer.StatusCode);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Equal(status == HttpStatusCode.NotFound, text.Contains("Resource not found", StringComparison.Ordinal));
        Assert.Equal(path == "openai/v1/models", text.Contains("\"object\":\"list\"", StringComparison.Ordinal));
        var page = await File.ReadAllTextAsync(Path.Combine(NodeClients.Folder, "..", "..", "docs", "clients.md"));
        var route = path.Split('?')[0];
        Assert.Contains($"| `GET <base>/{route}` | {(int)status}", page, StringComparison.Ordinal);
    }
}
