using Importer.Deployments;

namespace Importer.Tests.Builders;

/// <summary>A deployment named after its model; the format follows from the model's name.</summary>
internal static class ADeployment
{
    private static readonly Dictionary<string, string> Formats = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Llama"] = "Meta",
        ["Mistral"] = "Mistral AI",
        ["DeepSeek"] = "DeepSeek",
        ["Cohere"] = "Cohere",
    };

    public static ModelDeployment Of(string model, string account = "contoso") =>
        new()
        {
            Id = AnAccount.Id(account).Child("deployments", model),
            ModelFormat =
                Formats.FirstOrDefault(format => model.StartsWith(format.Key, StringComparison.OrdinalIgnoreCase)).Value ?? "OpenAI",
            ModelName = model,
            ModelVersion = "1",
            Sku = "GlobalStandard",
            Capacity = 10,
            ProvisioningState = "Succeeded",
        };
}
