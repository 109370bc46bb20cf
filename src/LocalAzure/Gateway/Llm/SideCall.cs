using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using LocalAzure.Gateway.Backends;
using LocalAzure.Gateway.Configuration;

namespace LocalAzure.Gateway.Llm;

/// <summary>The calls a policy makes of its own: JSON to a backend resource and back.</summary>
internal sealed class SideCall(PolicyContext context, string policy)
{
    /// <param name="backend">The backend called.</param>
    /// <param name="url">Its full address.</param>
    /// <param name="body">The request.</param>
    /// <param name="token">A bearer token; null to use the backend's own credentials.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="GatewayException">500: not reachable, or an answer other than 200.</exception>
    public async Task<JsonNode> PostAsync(
        BackendEntry backend,
        string url,
        JsonObject body,
        string? token,
        CancellationToken cancellationToken
    )
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        BackendMessage.AddCredentials(context, message.Headers, backend);
        if (token is not null)
        {
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        try
        {
            using var answer = await BackendClient.Shared.SendAsync(message, cancellationToken);
            var text = await answer.Content.ReadAsStringAsync(cancellationToken);
            return answer.IsSuccessStatusCode
                ? JsonNode.Parse(text)!
                : throw GatewayException.Internal(
                    policy,
                    "BackendCallFailed",
                    $"Backend '{backend.Id}' answered {(int)answer.StatusCode}."
                );
        }
        catch (HttpRequestException fault)
        {
            throw GatewayException.Internal(policy, "BackendConnectionFailure", fault.Message);
        }
    }
}
