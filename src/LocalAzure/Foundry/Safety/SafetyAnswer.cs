using System.Text.Json.Nodes;
using LocalAzure.Foundry.Answers;

namespace LocalAzure.Foundry.Safety;

/// <summary>Content safety for texts. https://learn.microsoft.com/rest/api/contentsafety/text-operations</summary>
internal static class SafetyAnswer
{
    /// <summary>https://learn.microsoft.com/azure/ai-services/content-safety/overview#input-requirements</summary>
    private const int MostCharacters = 10_000;

    private static readonly string[] AllCategories = ["Hate", "SelfHarm", "Sexual", "Violence"];

    public static async Task AnalyzeAsync(InferenceCall call, CancellationToken cancellationToken)
    {
        var body = await call.BodyAsync(cancellationToken);
        var text = TextOf(body, "text");
        var named = (body["categories"] as JsonArray ?? []).Select(RequestFields.Word).OfType<string>().ToList();
        var steps = RequestFields.Word(body["outputType"]) == "EightSeverityLevels" ? 1 : 2;
        var analysis = (named.Count == 0 ? AllCategories : named.AsEnumerable()).Select(category =>
            (JsonNode)new JsonObject { ["category"] = category, ["severity"] = SafetyLexicon.Severity(category, text) / steps * steps }
        );
        await call.WriteAsync(
            new JsonObject { ["blocklistsMatch"] = Matches(call, body, text), ["categoriesAnalysis"] = new JsonArray([.. analysis]) },
            cancellationToken
        );
    }

    public static async Task ShieldAsync(InferenceCall call, CancellationToken cancellationToken)
    {
        var body = await call.BodyAsync(cancellationToken);
        var prompt = TextOf(body, "userPrompt");
        var documents = (body["documents"] as JsonArray ?? []).Select(document =>
            (JsonNode)new JsonObject { ["attackDetected"] = SafetyLexicon.IsAttack(RequestFields.Word(document) ?? string.Empty) }
        );
        await call.WriteAsync(
            new JsonObject
            {
                ["userPromptAnalysis"] = new JsonObject { ["attackDetected"] = SafetyLexicon.IsAttack(prompt) },
                ["documentsAnalysis"] = new JsonArray([.. documents]),
            },
            cancellationToken
        );
    }

    private static string TextOf(JsonObject body, string name)
    {
        var text =
            RequestFields.Word(body[name])
            ?? throw FoundryException.Of(StatusCodes.Status400BadRequest, "InvalidRequestBody", $"The field '{name}' is required.");
        return text.Length <= MostCharacters
            ? text
            : throw FoundryException.Of(
                StatusCodes.Status400BadRequest,
                "InvalidRequestBody",
                $"The field '{name}' may hold {MostCharacters} characters."
            );
    }

    private static JsonArray Matches(InferenceCall call, JsonObject body, string text)
    {
        var matches = new JsonArray();
        foreach (var name in (body["blocklistNames"] as JsonArray ?? []).Select(RequestFields.Word).OfType<string>())
        {
            foreach (var word in BlocklistAnswer.Words(call, name).Where(word => text.Contains(word, StringComparison.OrdinalIgnoreCase)))
            {
                matches.Add(
                    (JsonNode)
                        new JsonObject
                        {
                            ["blocklistName"] = name,
                            ["blocklistItemId"] = SampleAnswers.Hash(word, 12),
                            ["blocklistItemText"] = word,
                        }
                );
            }
        }

        return matches;
    }
}
