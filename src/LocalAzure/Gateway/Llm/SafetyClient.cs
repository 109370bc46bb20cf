using System.Text.Json.Nodes;
using LocalAzure.Gateway.Backends;
using LocalAzure.Gateway.Configuration;

namespace LocalAzure.Gateway.Llm;

/// <summary>
/// Asks Azure AI Content Safety about a text.
/// https://learn.microsoft.com/rest/api/contentsafety/text-operations/analyze-text
/// </summary>
internal sealed class SafetyClient(PolicyContext context, SafetyRules rules)
{
    private const string Policy = "llm-content-safety";
    private const string Version = "2024-09-01";

    /// <summary>
    /// Characters one call may carry, https://learn.microsoft.com/azure/ai-services/content-safety/overview#input-requirements
    /// </summary>
    private const int MostCharacters = 10_000;

    public async Task<bool> IsHarmlessAsync(string text, bool isPrompt, CancellationToken cancellationToken)
    {
        var backend = Backend();
        foreach (var chunk in text.Chunk(MostCharacters))
        {
            var part = new string(chunk);
            if (
                await IsHarmfulAsync(backend, part, cancellationToken)
                || (isPrompt && await IsAttackAsync(backend, part, cancellationToken))
            )
            {
                return false;
            }
        }

        return true;
    }

    private BackendEntry Backend()
    {
        var backend = BackendResolver.Resolve(context, rules.BackendId.Text(context));

        // The reference page wants the resource exactly so, without a slash at its end.
        return backend.IdentityResource is null or "https://cognitiveservices.azure.com"
            ? backend
            : throw GatewayException.Internal(
                Policy,
                "BackendNotUsable",
                $"The identity resource of backend '{backend.Id}' has to be https://cognitiveservices.azure.com."
            );
    }

    private async Task<bool> IsHarmfulAsync(BackendEntry backend, string text, CancellationToken cancellationToken)
    {
        if (rules.Thresholds.Count == 0 && rules.BlocklistIds.Count == 0)
        {
            return false;
        }

        var thresholds = rules.Thresholds.ToDictionary(pair => pair.Name.Text(context), pair => pair.Threshold.Whole(context));
        var answer = await PostAsync(backend, "text:analyze", Question(text, thresholds.Keys), cancellationToken);
        var matches = answer["blocklistsMatch"] as JsonArray ?? [];
        var severities = answer["categoriesAnalysis"] as JsonArray ?? [];
        return matches.Count > 0
            || severities.Any(found =>
                thresholds.TryGetValue((string)found!["category"]!, out var most) && (int)found["severity"]! >= most
            );
    }

    private async Task<bool> IsAttackAsync(BackendEntry backend, string text, CancellationToken cancellationToken)
    {
        if (!rules.ShieldsPrompt.Truth(context))
        {
            return false;
        }

        var answer = await PostAsync(
            backend,
            "text:shieldPrompt",
            new JsonObject { ["userPrompt"] = text, ["documents"] = new JsonArray() },
            cancellationToken
        );
        return (bool?)answer["userPromptAnalysis"]?["attackDetected"] ?? false;
    }

    private JsonObject Question(string text, IEnumerable<string> categories) =>
        new()
        {
            ["text"] = text,
            ["categories"] = new JsonArray([.. categories.Select(name => (JsonNode)name)]),
            ["blocklistNames"] = new JsonArray([.. rules.BlocklistIds.Select(id => (JsonNode)id.Text(context))]),
            ["haltOnBlocklistHit"] = false,
            ["outputType"] = rules.OutputType.Text(context),
        };

    private Task<JsonNode> PostAsync(BackendEntry backend, string operation, JsonObject body, CancellationToken cancellationToken) =>
        new SideCall(context, Policy).PostAsync(
            backend,
            $"{backend.Url?.TrimEnd('/')}/contentsafety/{operation}?api-version={Version}",
            body,
            token: null,
            cancellationToken
        );
}
