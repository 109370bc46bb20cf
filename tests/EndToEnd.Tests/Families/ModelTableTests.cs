using System.Net;
using System.Text.Json.Nodes;
using Importer.Deployments;

namespace EndToEnd.Tests.Families;

/// <summary>
/// The table of model families against a service that judges for itself: each row is imported, called through the gateway by
/// the importer's own test calls, and answered by LocalAzure only where it serves the family.
/// </summary>
[Collection(nameof(FamiliesCloud))]
public sealed class ModelTableTests(FamiliesCloud cloud)
{
    private static readonly (string Name, string Format)[] Real =
    [
        ("gpt-4o", "OpenAI"),
        ("o1", "OpenAI"),
        ("o3-mini", "OpenAI"),
        ("gpt-5", "OpenAI"),
        ("gpt-5-codex", "OpenAI"),
        ("gpt-4o-audio-preview", "OpenAI"),
        ("gpt-4o-mini-transcribe", "OpenAI"),
        ("Cohere-embed-v3-english", "Cohere"),
        ("MAI-Voice-1", "Microsoft"),
        ("TimeGEN-1", "Nixtla"),
    ];

    [Fact]
    public async Task Every_row_answers_where_the_table_says_and_nowhere_else()
    {
        var models = ModelFamilies
            .All.Where(family => family.Flags != FlagTrust.Required)
            .Select(family => (Name: Example(family), family.Format))
            .Concat(Real)
            .DistinctBy(model => model.Name)
            .ToList();

        await cloud.ImportAsync("families", [.. models]);
        var report = await cloud.Importer.TestAsync();

        var checks = report.Json["health"]!["checks"]!
            .AsArray()
            .OfType<JsonObject>()
            .Where(check => ((string)check["deployment"]!).Contains("/families/", StringComparison.OrdinalIgnoreCase))
            .ToList();
        var wrong = new List<string>();
        foreach (var (name, format) in models)
        {
            var deployment = new ModelDeployment
            {
                Id = Importer.Resources.ResourceId.Parse(ArmDriver.Deployment("families", name)),
                ModelFormat = format,
                ModelName = name,
                ProvisioningState = "Succeeded",
            };
            foreach (var compatibility in Enum.GetValues<Compatibility>())
            {
                var check = checks.SingleOrDefault(check =>
                    Same(check["deployment"], deployment.Id.Value) && Same(check["compatibility"], compatibility.ToString())
                );
                var isServed = CapabilityCatalog.Serves(compatibility, deployment);

                // LocalAzure makes no pictures by URL, which is what DALL-E answers with, and says so.
                var isUnsimulated = name.StartsWith("dall-e", StringComparison.Ordinal) && (int?)check?["httpStatus"] == 501;
                var isProven =
                    isUnsimulated
                    || (string?)check?["status"] == (CapabilityCatalog.FamilyOf(deployment)?.Untested is null ? "healthy" : "skipped");
                if (isServed ? !isProven : check is not null || await AnswersAsync(compatibility, deployment))
                {
                    wrong.Add(
                        $"{format} {name} by {compatibility}: {(isServed ? "served" : "not served")} by the table, {check?.ToJsonString() ?? (isServed ? "and not tested" : "yet it answers")}"
                    );
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    // A call of the most common shape of the compatibility: embeddings where that is what the model is for, else a chat.
    private async Task<bool> AnswersAsync(Compatibility compatibility, ModelDeployment deployment)
    {
        var isEmbedding = CapabilityCatalog.FamilyOf(deployment)?.Capabilities is [Capability.Embeddings, ..];
        var body = GatewayCaller.Question(deployment.Name);
        body["max_tokens"] = 16;
        if (isEmbedding)
        {
            body = new JsonObject { ["model"] = deployment.Name, ["input"] = new JsonArray("hello") };
        }

        var call = isEmbedding ? "embeddings" : "chat/completions";
        var path = compatibility switch
        {
            Compatibility.AzureOpenAI => $"families/openai/deployments/{deployment.Name}/{call}?api-version=2025-04-01-preview",
            Compatibility.AzureAI => $"families/models/{call}?api-version=2024-05-01-preview",
            Compatibility.Anthropic => "families/anthropic/v1/messages",
            _ => $"families/openai/v1/{call}",
        };
        return (await cloud.Gateway.PostAsync(path, body)).Status == HttpStatusCode.OK;
    }

    private static string Example(ModelFamily family) =>
        (family.Format, family.Models[0]) switch
        {
            ("Anthropic", _) => "claude-sonnet-4-5",
            (_, "*") => "flux-2-pro",
            (_, var pattern) => Filled(pattern),
        };

    private static string Filled(string pattern)
    {
        var name = pattern.StartsWith('*') ? $"x{pattern[1..]}" : pattern;
        name = name.EndsWith('*') ? $"{name[..^1].TrimEnd('-')}-1" : name;
        return name.Replace("*", ".1", StringComparison.Ordinal);
    }

    private static bool Same(JsonNode? node, string text) => string.Equals((string?)node, text, StringComparison.OrdinalIgnoreCase);
}
