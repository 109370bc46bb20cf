using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using OpenAI;

namespace EndToEnd.Tests.Driving;

/// <summary>The gateway with a subscription key.</summary>
public sealed class GatewayCaller(HttpClient client, string key)
{
    /// <summary>The version that the Azure OpenAI shape is called with.</summary>
    public const string ApiVersion = "2024-10-21";

    /// <summary>The version that the model inference shape is called with.</summary>
    public const string InferenceVersion = "2024-05-01-preview";

    /// <summary>The host of the gateway that is called, where the service has several.</summary>
    public string? Host { get; init; }

    /// <summary>The gateway in another region.</summary>
    public GatewayCaller Through(string host) => new(client, key) { Host = host };

    /// <summary>Asks a deployment in the path, as Azure OpenAI is asked.</summary>
    public Task<Reply> ChatAsync(string account, string deployment) =>
        PostAsync($"{account}/openai/deployments/{deployment}/chat/completions?api-version={ApiVersion}", Question());

    /// <summary>Asks a deployment in the body, as the model inference API is asked.</summary>
    public Task<Reply> InferAsync(string account, string deployment) =>
        PostAsync($"{account}/models/chat/completions?api-version={InferenceVersion}", Question(deployment));

    /// <summary>Any call; without a key when <paramref name="with"/> is empty.</summary>
    public async Task<Reply> PostAsync(string path, JsonObject body, string? with = null)
    {
        using var answer = await SendAsync(path, body, HttpCompletionOption.ResponseContentRead, with);
        var text = await answer.Content.ReadAsStringAsync();
        return new Reply(answer.StatusCode, text)
        {
            Headers = answer.Headers.ToDictionary(header => header.Key, header => header.Value.First(), StringComparer.OrdinalIgnoreCase),
        };
    }

    /// <summary>Reads something of the gateway.</summary>
    public async Task<Reply> GetAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.Add("api-key", key);
        using var answer = await client.SendAsync(request);
        return new Reply(answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Starts a call whose answer is read as it comes.</summary>
    public Task<HttpResponseMessage> BeginAsync(string path, JsonObject body) =>
        SendAsync(path, body, HttpCompletionOption.ResponseHeadersRead, null);

    /// <summary>Where it listens.</summary>
    public Uri Address => client.BaseAddress!;

    /// <summary>The subscription key.</summary>
    public string Key => key;

    /// <summary>The key as the OpenAI client takes it.</summary>
    public ApiKeyCredential Credential => new(key);

    /// <summary>Points the OpenAI client somewhere on the gateway.</summary>
    public OpenAIClientOptions At(string path, string? apiVersion = null)
    {
        var options = new OpenAIClientOptions { Endpoint = new Uri(client.BaseAddress!, path) };
        options.AddPolicy(new GatewayCallPolicy(key, apiVersion), PipelinePosition.PerCall);
        return options;
    }

    public static JsonObject Question(string? model = null)
    {
        var body = new JsonObject { ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "Say hello." }) };
        if (model is not null)
        {
            body["model"] = model;
        }

        return body;
    }

    private Task<HttpResponseMessage> SendAsync(string path, JsonObject body, HttpCompletionOption reading, string? with)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = JsonContent.Create(body) };
        request.Headers.Host = Host;
        if (with is not "")
        {
            request.Headers.Add("api-key", with ?? key);
        }

        return client.SendAsync(request, reading);
    }
}
