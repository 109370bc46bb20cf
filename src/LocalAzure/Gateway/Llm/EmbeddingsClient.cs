using System.Text.Json.Nodes;
using LocalAzure.Gateway.Backends;

namespace LocalAzure.Gateway.Llm;

/// <summary>
/// Turns a question into a vector through the embeddings backend, whose URL ends in <c>/deployments/{name}/embeddings</c>,
/// with the service's own identity. https://learn.microsoft.com/azure/api-management/azure-openai-enable-semantic-caching
/// </summary>
internal sealed class EmbeddingsClient(PolicyContext context)
{
    private const string Policy = "llm-semantic-cache-lookup";

    /// <summary>Which version the gateway asks for is not documented; this is the newest stable one.</summary>
    private const string Version = "2024-10-21";

    public async Task<float[]> EmbedAsync(string backendId, string text, CancellationToken cancellationToken)
    {
        var backend = BackendResolver.Resolve(context, backendId);
        var token = ServiceIdentity.Token(context, "https://cognitiveservices.azure.com", null, Policy);
        var url = $"{backend.Url?.TrimEnd('/')}?api-version={Version}";
        var answer = await new SideCall(context, Policy).PostAsync(
            backend,
            url,
            new JsonObject { ["input"] = text },
            token,
            cancellationToken
        );
        var vector =
            answer["data"]?[0]?["embedding"] as JsonArray
            ?? throw GatewayException.Internal(Policy, "EmbeddingsMissing", $"Backend '{backendId}' did not answer with an embedding.");
        return [.. vector.Select(number => (float)number!)];
    }
}
