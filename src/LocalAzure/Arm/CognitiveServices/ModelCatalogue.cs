using System.Text.Json.Nodes;
using LocalAzure.State;

namespace LocalAzure.Arm.CognitiveServices;

/// <summary>
/// The models of the listing, and a guess by name for all others; capabilities as on
/// https://learn.microsoft.com/azure/ai-foundry/openai/concepts/models . Partner models report few of them or none.
/// </summary>
internal static class ModelCatalogue
{
    private static readonly string[] Chat =
    [
        "chatCompletion",
        "responses",
        "assistants",
        "agentsV2",
        "jsonObjectResponse",
        "jsonSchemaResponse",
        "area=EUR",
    ];

    private static readonly ModelProfile[] Known =
    [
        new("OpenAI", "gpt-4o", "2024-11-20", [.. Chat, "maxContextToken=128000", "maxOutputToken=16384"]),
        new("OpenAI", "gpt-4o-mini", "2024-07-18", [.. Chat, "maxContextToken=128000", "maxOutputToken=16384"]),
        new("OpenAI", "gpt-4.1", "2025-04-14", [.. Chat, "maxContextToken=1047576", "maxOutputToken=32768"]),
        new("OpenAI", "gpt-4.1-mini", "2025-04-14", [.. Chat, "maxContextToken=1047576", "maxOutputToken=32768"]),
        new("OpenAI", "gpt-5", "2025-08-07", [.. Chat, "maxContextToken=400000", "maxOutputToken=128000"]),
        new("OpenAI", "gpt-5-mini", "2025-08-07", [.. Chat, "maxContextToken=400000", "maxOutputToken=128000"]),
        new("OpenAI", "o4-mini", "2025-04-16", [.. Chat, "maxContextToken=200000", "maxOutputToken=100000"]),
        new("OpenAI", "text-embedding-3-large", "1", "embeddings", "embeddingsMaxInputs=2048"),
        new("OpenAI", "text-embedding-3-small", "1", "embeddings", "embeddingsMaxInputs=2048"),
        new("OpenAI", "text-embedding-ada-002", "2", "embeddings", "embeddingsMaxInputs=2048"),
        new("OpenAI", "gpt-35-turbo-instruct", "0914", "completion"),
        new("OpenAI", "dall-e-3", "3.0", "imageGenerations"),
        new("OpenAI", "gpt-image-1", "2025-04-15", "imageGenerations"),
        new("OpenAI", "whisper", "001", "audio"),
        new("OpenAI", "gpt-4o-transcribe", "2025-03-20", "audio"),
        new("OpenAI", "tts", "001", "audio"),
        new("OpenAI", "gpt-4o-realtime-preview", "2024-12-17", "chatCompletion", "realtime", "audio"),
        new("OpenAI", "sora", "2025-05-02", "videoGenerations"),
        new("Meta", "Llama-3.3-70B-Instruct", "5", "chatCompletion"),
        new("Mistral AI", "Mistral-Large-2411", "2", "chatCompletion"),
        new("DeepSeek", "DeepSeek-R1", "1", "chatCompletion"),
        new("DeepSeek", "DeepSeek-V3-0324", "1"),
        new("xAI", "grok-3", "1", "chatCompletion"),
        new("Cohere", "embed-v-4-0", "4", "embeddings"),
        new("Microsoft", "Phi-4", "7", "chatCompletion"),
        new("Black Forest Labs", "FLUX.1-Kontext-pro", "1", "imageGenerations"),
        new("Anthropic", "claude-sonnet-4-5", "20250929"),
    ];

    public static ModelProfile Find(string format, string name) =>
        Known.FirstOrDefault(one => ResourceIds.Same(one.Format, format) && ResourceIds.Same(one.Name, name)) ?? Guess(format, name);

    /// <summary>The list of models an account can deploy.</summary>
    public static IEnumerable<JsonObject> List(ArmCall call)
    {
        var account = call.Store.Get(call.Path.ParentId)!;
        var onlyOpenAi = ResourceIds.Same((string?)account.Body["kind"], "OpenAI");
        return Known.Where(one => !onlyOpenAi || one.Format == "OpenAI").Select(one => Entry(one, call.Cloud.Retirements));
    }

    /// <summary>Every model of the listing with the kind of account that it is for.</summary>
    public static IEnumerable<(ModelProfile Model, string Kind)> ByKind() =>
        Known.SelectMany(one => one.Format == "OpenAI" ? new[] { (one, "OpenAI"), (one, "AIServices") } : [(one, "AIServices")]);

    /// <summary>The SKUs of a model: OpenAI's come in more kinds than others.</summary>
    public static IReadOnlyList<string> Skus(ModelProfile model) =>
        model.Format == "OpenAI" ? ["GlobalStandard", "Standard", "GlobalProvisionedManaged"] : ["GlobalStandard"];

    /// <summary>The quota that a SKU counts against.</summary>
    public static string UsageName(ModelProfile model, string sku) =>
        $"{(model.Format == "OpenAI" ? "OpenAI" : "AIServices")}.{sku}.{model.Name}";

    /// <summary>
    /// A model as a list shows it; one that leaves out what is not published. Whether a retired version leaves the list is not known: here
    /// it stays.
    /// </summary>
    public static JsonObject Entry(ModelProfile one, ModelRetirements retirements)
    {
        var end = retirements.Find(one.Name);
        var entry = new JsonObject
        {
            ["format"] = one.Format,
            ["name"] = one.Name,
            ["version"] = one.Version,
            ["capabilities"] = one.Describe(),
            ["lifecycleStatus"] = "GenerallyAvailable",
            ["isDefaultVersion"] = true,
            ["skus"] = new JsonArray([.. Skus(one).Select(sku => (JsonNode)Sku(one, sku, end))]),
        };
        if (end?.RetiresAt is { } day)
        {
            entry["deprecation"] = new JsonObject { ["inference"] = day, ["deprecationStatus"] = end.Tentative ? "Tentative" : "Planned" };
        }

        if (end?.Replacement is { } replacement)
        {
            entry["replacementConfig"] = Present(
                ("targetModelName", replacement),
                ("targetModelVersion", end.ReplacementVersion),
                ("autoUpgradeStartDate", end.UpgradesFrom),
                ("upgradeOnExpiryLeadTimeDays", end.LeadDays)
            );
        }

        return entry;
    }

    private static JsonObject Sku(ModelProfile one, string sku, ModelRetirement? end) =>
        Present(("name", sku), ("usageName", UsageName(one, sku)), ("deprecationDate", end?.Skus?.GetValueOrDefault(sku)));

    private static JsonObject Present(params (string Name, JsonNode? Value)[] properties) =>
        new(
            properties.Where(property => property.Value is not null).Select(property => KeyValuePair.Create(property.Name, property.Value))
        );

    private static ModelProfile Guess(string format, string name)
    {
        if (!ResourceIds.Same(format, "OpenAI"))
        {
            return new ModelProfile(format, name, "1", Has(name, "embed") ? ["embeddings"] : []);
        }

        return new ModelProfile(
            format,
            name,
            "1",
            name switch
            {
                _ when Has(name, "embedding") => ["embeddings"],
                _ when Has(name, "image") || Has(name, "dall-e") => ["imageGenerations"],
                _ when Has(name, "whisper") || Has(name, "transcribe") || Has(name, "tts") => ["audio"],
                _ when Has(name, "sora") => ["videoGenerations"],
                _ when Has(name, "instruct") => ["completion"],
                _ => Chat,
            }
        );
    }

    private static bool Has(string name, string part) => name.Contains(part, StringComparison.OrdinalIgnoreCase);
}
