using System.Text.Json.Nodes;
using Importer.Deployments;
using Importer.Specs;

namespace Importer.Fleets;

/// <summary>
/// The operations of a fleet's APIs: those of a deployment, and the list of models. They are the same whoever joins, so a member never
/// changes an API.
/// </summary>
internal static class FleetSpec
{
    /// <summary>The template of the operation that lists the aliases.</summary>
    public const string Models = "/models";

    /// <summary>The parameter that holds the alias in the paths of Azure OpenAI.</summary>
    public const string Parameter = "deployment-id";

    private const string OneModel = "/models/{model}";

    // A form holds the model's name among its parts, and no policy expression reads those; v1 has no path for them that names the model.
    private static readonly Capability[] AsForms = [Capability.Transcription, Capability.Translation];

    /// <summary>
    /// Where a deployment takes calls of each sort. What keeps state (responses, files, batches) wants one account, so a pool has no path
    /// for it.
    /// </summary>
    /// <remarks>Source: https://learn.microsoft.com/azure/ai-foundry/openai/reference</remarks>
    public static IReadOnlyDictionary<Capability, string> Routes { get; } =
        new OrderedDictionary<Capability, string>
        {
            [Capability.Chat] = "/chat/completions",
            [Capability.Embeddings] = "/embeddings",
            [Capability.Completions] = "/completions",
            [Capability.Images] = "/images/generations",
            [Capability.Transcription] = "/audio/transcriptions",
            [Capability.Translation] = "/audio/translations",
            [Capability.Speech] = "/audio/speech",
        };

    /// <summary>The document of one of the fleet's APIs. It names no server: members are many.</summary>
    public static SpecDocument For(Compatibility compatibility) => compatibility == Compatibility.AzureOpenAIV1 ? V1.Value : Azure.Value;

    /// <summary>The newest <c>api-version</c> that the paths of deployments are documented for.</summary>
    public static string Version =>
        SpecCatalogue
            .For(Compatibility.AzureOpenAI)
            .Operations.Where(operation => operation.Capability is { } capability && Routes.ContainsKey(capability))
            .Max(operation => operation.ApiVersion)!;

    private static readonly Lazy<SpecDocument> Azure = new(() =>
        SpecCatalogue
            .For(Compatibility.AzureOpenAI, Routes.Keys.ToHashSet())
            .With(root =>
            {
                root.Remove("servers");
                var paths = root["paths"]!.AsObject();
                paths[Models] = Listing("Models_List", "Lists the models", []);
                paths[OneModel] = Listing("Models_Get", "Gets a model", new JsonArray(InPath("model")));
            })
    );

    private static readonly Lazy<SpecDocument> V1 = new(() =>
        SpecCatalogue.For(Compatibility.AzureOpenAIV1, Routes.Keys.Except(AsForms).ToHashSet()).With(root => root.Remove("servers"))
    );

    /// <summary>The document of the API through which test calls reach one member: what a deployment takes, below the member's id.</summary>
    public static SpecDocument Probe => ProbeDocument.Value;

    private static readonly Lazy<SpecDocument> ProbeDocument = new(() =>
        new SpecDocument(
            SpecJson.Tree(
                new JsonObject
                {
                    ["openapi"] = "3.0.1",
                    ["info"] = new JsonObject { ["title"] = "Test calls", ["version"] = "1" },
                    ["paths"] = new JsonObject([
                        .. Routes.Select(route => new KeyValuePair<string, JsonNode?>(
                            $"{FleetProbe.Template}{route.Value}",
                            new JsonObject { ["post"] = Testing(route.Key) }
                        )),
                    ]),
                }
            ),
            isOurs: true
        )
    );

    private static JsonObject Testing(Capability capability) =>
        new()
        {
            ["operationId"] = $"Probe_{capability}",
            ["summary"] = $"Tests {capability}",
            ["parameters"] = new JsonArray(InPath(FleetProbe.Member), InPath(Parameter)),
            ["responses"] = new JsonObject { ["200"] = new JsonObject { ["description"] = "OK" } },
        };

    private static JsonObject InPath(string name) =>
        new()
        {
            ["name"] = name,
            ["in"] = "path",
            ["required"] = true,
            ["schema"] = new JsonObject { ["type"] = "string" },
        };

    private static JsonObject Listing(string id, string summary, JsonArray parameters) =>
        new()
        {
            ["get"] = new JsonObject
            {
                ["operationId"] = id,
                ["summary"] = summary,
                ["parameters"] = parameters,
                ["responses"] = new JsonObject { ["200"] = new JsonObject { ["description"] = "OK" } },
            },
        };
}
