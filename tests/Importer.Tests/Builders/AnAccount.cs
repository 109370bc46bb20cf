using Importer.Deployments;
using Importer.Resources;

namespace Importer.Tests.Builders;

/// <summary>Sets the scene: an account with deployments, in one line.</summary>
internal static class AnAccount
{
    public const string Subscription = "/subscriptions/00000000-0000-0000-0000-000000000001";

    public static ResourceId Id(string name, string group = "rg-ai") =>
        ResourceId.Parse($"{Subscription}/resourceGroups/{group}/providers/Microsoft.CognitiveServices/accounts/{name}");

    public static AccountInventory Named(string name, params ModelDeployment[] deployments) => new(Account(name), deployments);

    public static AccountInventory In(string group, string name, params string[] models) =>
        new(
            Account(name) with
            {
                Id = Id(name, group),
            },
            [.. models.Select(model => ADeployment.Of(model, name) with { Id = Id(name, group).Child("deployments", model) })]
        );

    /// <summary>Deployments of one model under names that say nothing of it.</summary>
    public static AccountInventory Called(string group, string name, params string[] deployments) =>
        new(
            Account(name) with
            {
                Id = Id(name, group),
            },
            [
                .. deployments.Select(deployment =>
                    ADeployment.Of("gpt-4o", name) with
                    {
                        Id = Id(name, group).Child("deployments", deployment),
                    }
                ),
            ]
        );

    public static AccountInventory With(string name, params string[] models) =>
        Named(name, [.. models.Select(model => ADeployment.Of(model, name))]);

    public static FoundryAccount Account(string name) =>
        new()
        {
            Id = Id(name),
            Kind = "AIServices",
            Region = "swedencentral",
            ProvisioningState = "Succeeded",
            Endpoint = new Uri($"https://{name}.cognitiveservices.azure.com/"),
            Endpoints = new Dictionary<string, Uri>
            {
                ["OpenAI Language Model Instance API"] = new($"https://{name}.openai.azure.com/"),
                ["Azure AI Model Inference API"] = new($"https://{name}.services.ai.azure.com/"),
            },
            CustomSubdomain = name,
        };
}
