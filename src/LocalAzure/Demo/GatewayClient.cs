using System.Text.Json.Nodes;
using LocalAzure.Load;

namespace LocalAzure.Demo;

/// <summary>What an application does: calls a model through the gateway with a subscription key.</summary>
internal sealed class GatewayClient(HttpClient client, string subscriptionKey)
{
    public async Task<Reply> CallAsync(ModelCall call, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, call.Path);
        request.Headers.Add("api-key", subscriptionKey);
        request.Content = JsonContent.Create(JsonNode.Parse(call.Body));
        return await Reply.SendAsync(client, request, cancellationToken);
    }

    /// <summary>Constant calls of a fleet's alias, in the path and in the body, streams too.</summary>
    public LoadGenerator Load(string path, string alias) =>
        LoadGenerator.Start(
            new()
            {
                Gateway = client.BaseAddress!,
                Key = subscriptionKey,
                Parallel = 2,
                Pause = TimeSpan.FromMilliseconds(20),
                Targets =
                [
                    LoadTarget.InPath($"{path}/openai", alias, "2024-10-21"),
                    LoadTarget.InBody($"{path}/openai/v1", alias, stream: true),
                    LoadTarget.InPath($"{path}/openai", alias, "2024-10-21", stream: true),
                    LoadTarget.InBody($"{path}/openai/v1", alias),
                ],
            }
        );

    /// <summary>Calls until the answer is 200 and a result with its usage.</summary>
    public async Task<Reply> UntilAnsweredAsync(ModelCall call, CancellationToken cancellationToken)
    {
        var reply = await Check.UntilAsync(
            $"POST {call.Path} answers 200",
            () => CallAsync(call, cancellationToken),
            seen => seen.IsOk,
            cancellationToken
        );
        Check.That((int?)reply.Json?["usage"]?["total_tokens"] > 0, "the answer tells its token usage", reply.Text);
        Check.That(call.HasResult(reply.Json!), $"the answer holds {call.Result}", reply.Text);
        return reply;
    }
}
