using System.Text.Json.Nodes;

namespace LocalAzure.Tests.Gateway;

public sealed class GatewayRoutingTests : IAsyncLifetime
{
    private GatewayScene _scene = null!;

    public async Task InitializeAsync()
    {
        _scene = await GatewayScene.StartAsync();
        await _scene.PolicyAsync(GatewayScene.Base);
    }

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Fact]
    public async Task A_chat_call_goes_through_to_the_model_with_the_gateways_own_token()
    {
        var reply = await _scene.ChatAsync("good morning");

        Assert.Equal(200, reply.Status);
        Assert.Contains("good morning", reply.Answer, StringComparison.Ordinal);
        Assert.True((int)reply.Json["usage"]!["total_tokens"]! > 0);
        var call = Assert.Single(_scene.FoundryCalls());
        Assert.Equal("gateway", call.Caller);
        Assert.Equal("/contoso/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21", call.Path);
        Assert.DoesNotContain(_scene.MasterKey, call.Headers.Values);
    }

    [Fact]
    public async Task Without_a_key_the_answer_is_the_gateways_401()
    {
        var reply = await _scene.PostAsync(GatewayScene.Chat, new JsonObject(), key: null);

        Assert.Equal(401, reply.Status);
        Assert.Equal(
            "{ \"statusCode\": 401, \"message\": \"Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API.\" }",
            reply.Text
        );
        Assert.Contains("AzureApiManagementKey", reply.Header("WWW-Authenticate"), StringComparison.Ordinal);
        Assert.Empty(_scene.FoundryCalls());
    }

    [Theory]
    [InlineData("nobody-knows-this-key")]
    [InlineData("")]
    public async Task A_wrong_key_is_told_apart_from_a_missing_one(string key)
    {
        var reply = await _scene.PostAsync($"{GatewayScene.Chat}&subscription-key={key}", new JsonObject(), key: null);

        Assert.Equal(401, reply.Status);
        Assert.Contains("invalid subscription key", reply.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_key_may_come_in_the_query()
    {
        var body = new JsonObject { ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "hi" }) };

        var reply = await _scene.PostAsync($"{GatewayScene.Chat}&subscription-key={_scene.MasterKey}", body, key: null);

        Assert.Equal(200, reply.Status);
    }

    [Theory]
    [InlineData("/nowhere/at/all")]
    [InlineData("/contoso/openai/deployments/gpt-4o/unknown?api-version=2024-10-21")]
    [InlineData("/contoso/openaix/deployments/gpt-4o/chat/completions?api-version=2024-10-21")]
    public async Task What_fits_no_operation_is_the_gateways_404(string path)
    {
        var reply = await _scene.PostAsync(path, new JsonObject(), _scene.MasterKey);

        Assert.Equal(404, reply.Status);
        Assert.Equal("{ \"statusCode\": 404, \"message\": \"Resource not found\" }", reply.Text);
    }

    [Fact]
    public async Task Paths_are_matched_without_case_and_the_longest_wins()
    {
        await _scene.AddApiAsync("root", "contoso", [("any", "POST", "/*")]);
        await _scene.PolicyAtAsync("apis/root/", GatewayScene.Document("<return-response><set-status code=\"418\" /></return-response>"));

        var longest = await _scene.PostAsync(
            GatewayScene
                .Chat.ToUpperInvariant()
                .Replace("GPT-4O", "gpt-4o", StringComparison.Ordinal)
                .Replace("API-VERSION", "api-version", StringComparison.Ordinal),
            AChat(),
            _scene.MasterKey
        );
        var shortest = await _scene.PostAsync("/contoso/other/thing", new JsonObject(), _scene.MasterKey);

        Assert.Equal(200, longest.Status);
        Assert.Equal(418, shortest.Status);
    }

    [Fact]
    public async Task A_required_query_parameter_of_the_template_has_to_be_there()
    {
        await _scene.AddApiAsync("strict", "strict", [("op", "GET", "/things?api-version={api-version}")]);
        await _scene.PolicyAtAsync("apis/strict/", GatewayScene.Document("<return-response />"));
        _scene.Client.DefaultRequestHeaders.Add("api-key", _scene.MasterKey);

        using var without = await _scene.Client.GetAsync(new Uri("/strict/things", UriKind.Relative));
        using var with = await _scene.Client.GetAsync(new Uri("/strict/things?api-version=1", UriKind.Relative));

        Assert.Equal(404, (int)without.StatusCode);
        Assert.Equal(200, (int)with.StatusCode);
    }

    [Theory]
    [InlineData("/apis", "active", 200)]
    [InlineData("/apis/contoso-openai", "active", 200)]
    [InlineData("/apis/other", "active", 401)]
    [InlineData("/apis/contoso-openai", "suspended", 401)]
    [InlineData("/products/gold", "active", 200)]
    [InlineData("/products/silver", "active", 401)]
    public async Task A_subscription_opens_what_its_scope_says_while_it_is_active(string scope, string state, int expected)
    {
        await _scene.AddApiAsync("other", "other", [("op", "GET", "/")]);
        await AddProductAsync("gold");
        await AddProductAsync("silver");
        await _scene.PutServiceAsync("products/gold/apis/contoso-openai", []);
        var key = await _scene.SubscribeAsync("mine", scope, state);

        var reply = await _scene.ChatAsync(key: key);

        Assert.Equal(expected, reply.Status);
    }

    [Fact]
    public async Task An_open_api_needs_no_key()
    {
        await _scene.AddApiAsync("contoso-openai", GatewayScene.ApiPath, [], new JsonObject { ["subscriptionRequired"] = false });

        var reply = await _scene.PostAsync(GatewayScene.Chat, AChat(), key: null);

        Assert.Equal(200, reply.Status);
    }

    [Fact]
    public async Task A_change_in_arm_counts_from_the_next_request_on()
    {
        Assert.Equal(200, (await _scene.ChatAsync()).Status);

        await _scene.PolicyAsync("<return-response><set-status code=\"503\" reason=\"Closed\" /></return-response>");

        Assert.Equal(503, (await _scene.ChatAsync()).Status);
    }

    private Task AddProductAsync(string name) =>
        _scene.PutServiceAsync($"products/{name}", new JsonObject { ["displayName"] = name, ["state"] = "published" });

    private static JsonObject AChat() => new() { ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "hi" }) };
}
