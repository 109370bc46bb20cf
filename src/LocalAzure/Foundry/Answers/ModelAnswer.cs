using System.Text.Json.Nodes;

namespace LocalAzure.Foundry.Answers;

/// <summary>The catalogue under v1 and the model behind a deployment under /models.</summary>
internal static class ModelAnswer
{
    /// <summary>The listing shows what could be deployed, never what is: ARM is the only truth about deployments.</summary>
    private static readonly string[] Catalogue =
    [
        "gpt-4o-2024-08-06",
        "gpt-4.1-2025-04-14",
        "gpt-5-2025-08-07",
        "o4-mini-2025-04-16",
        "text-embedding-3-large",
        "text-embedding-3-small",
        "dall-e-3-3.0",
        "whisper-001",
    ];

    public static Task ListAsync(InferenceCall call, CancellationToken cancellationToken) =>
        call.WriteAsync(
            new JsonObject { ["object"] = "list", ["data"] = new JsonArray([.. Catalogue.Select(name => (JsonNode)Entry(name))]) },
            cancellationToken
        );

    public static Task GetAsync(InferenceCall call, CancellationToken cancellationToken)
    {
        var name = call.Parameters["model"];
        return Catalogue.Contains(name, StringComparer.OrdinalIgnoreCase)
            ? call.WriteAsync(Entry(name), cancellationToken)
            : throw FoundryException.Of(StatusCodes.Status404NotFound, "ModelNotFound", $"The model '{name}' does not exist.");
    }

    /// <summary>https://learn.microsoft.com/rest/api/aifoundry/model-inference/get-model-info/get-model-info</summary>
    public static Task InfoAsync(InferenceCall call, CancellationToken cancellationToken) =>
        call.WriteAsync(
            new JsonObject
            {
                ["model_name"] = call.Model.Name,
                ["model_type"] = TypeOf(call.Model),
                ["model_provider_name"] = call.Model.Format,
            },
            cancellationToken
        );

    private static string TypeOf(ModelCard model) =>
        model switch
        {
            _ when model.Can(Capability.Embeddings) => "embeddings",
            _ when model.Can(Capability.Image) => "image-generation",
            _ => "chat-completion",
        };

    private static JsonObject Entry(string name) =>
        new()
        {
            ["id"] = name,
            ["object"] = "model",
            ["created"] = 0,
            ["owned_by"] = "system",
            ["status"] = "succeeded",
            ["lifecycle_status"] = "generally-available",
        };
}
