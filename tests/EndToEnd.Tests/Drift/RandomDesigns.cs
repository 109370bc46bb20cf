using System.Text;
using System.Text.Json.Nodes;
using Importer.Configuration;
using Importer.Deployments;
using Importer.Resources;
using Microsoft.Extensions.Configuration;

namespace EndToEnd.Tests.Drift;

/// <summary>Makes designs from seeds: names in any case, texts with anything in them, every policy with any of its fields.</summary>
internal static class RandomDesigns
{
    private static readonly (string Format, string Name)[] Models =
    [
        ("OpenAI", "gpt-4o"),
        ("OpenAI", "gpt-4o-mini"),
        ("OpenAI", "o3-mini"),
        ("OpenAI", "gpt-5"),
        ("OpenAI", "text-embedding-3-large"),
        ("OpenAI", "dall-e-3"),
        ("OpenAI", "whisper"),
        ("OpenAI", "tts-1"),
        ("OpenAI", "gpt-35-turbo-instruct"),
        ("DeepSeek", "DeepSeek-R1"),
        ("Meta", "Llama-3.3-70B-Instruct"),
        ("Mistral AI", "Mistral-large"),
        ("Cohere", "embed-v-4-0"),
        ("xAI", "grok-3"),
        ("Microsoft", "Phi-4"),
    ];

    private static readonly string[] Texts =
    [
        "{account}",
        "{account} {compatibility}",
        "Models & more of <{account}>",
        "\"{region}\" 'quoted'",
        "Größe, Übermaß – {account} ✓",
        "  {account}  spaced  ",
        "{account} [not a mark]",
        "{account} \\ / {resourceGroup}",
        "a\u00a0b {account}",
        "{account} &amp; &#xA; entities",
    ];

    private static readonly string[] Paths =
    [
        "{account}",
        "ai/{account}",
        "{region}/{account}",
        "AI/{account}/Models.v1",
        "{account}/{deployment}",
        "{resourceGroup}-{account}",
    ];

    private static readonly string[] Counters =
    [
        "subscription",
        "address",
        "api",
        "@(context.Product?.Id ?? \"none\")",
        "@(context.Request.Headers.GetValueOrDefault(\"x-team\",\"<none> & \\\"all\\\"\"))",
        "@(context.Request.IpAddress)",
    ];

    private static readonly string[] Templates =
    [
        "/deployments/{deployment-id}/chat/completions",
        "/Models",
        "/files/{file_id}/content",
        "/a.b/{x}-{y}",
        "/search",
    ];

    private static readonly string[] Methods = ["post", "get", "delete"];

    /// <summary>The design of a seed.</summary>
    public static RandomDesign Of(int seed)
    {
        var random = new Random(seed);
        var profile = Profile(random);
        var accounts = Enumerable
            .Range(0, Chance(random, 0.3) ? 2 : 1)
            .Select(index => Account(random, $"{Name(random)}{seed}x{index}"))
            .ToList();
        return new(seed, profile, Read(profile), accounts, Document(random));
    }

    private static JsonObject Profile(Random random)
    {
        var open = Chance(random, 0.2);
        var profile = new JsonObject { ["BasePath"] = Pick(random, Paths), ["SubscriptionRequired"] = !open };
        Maybe(
            random,
            profile,
            "Compatibility",
            () => Chance(random, 0.5) ? "Auto" : Some(random, "AzureOpenAI", "AzureAI", "AzureOpenAIV1")
        );
        Maybe(random, profile, "DisplayName", () => Pick(random, Texts));
        Maybe(random, profile, "Description", () => Pick(random, Texts));
        Maybe(random, profile, "Products", () => Some(random, "ai-team", "AI-Team", "Second", "third.one"));
        Maybe(random, profile, "Tags", () => Some(random, "foundry", "FOUNDRY", "team-a", "New.Tag"));
        Maybe(
            random,
            profile,
            "Authentication",
            () =>
                Pick<JsonNode>(
                    random,
                    "ApiKey",
                    new JsonObject { ["Mode"] = "ApiKey", ["KeyVaultSecret"] = "https://v.vault.azure.net/secrets/Key" },
                    new JsonObject { ["Mode"] = "ManagedIdentity", ["Audience"] = "https://ai.azure.com" }
                )
        );
        Maybe(random, profile, "Policies", () => Policies(random));
        switch (random.Next(5))
        {
            case 0:
                profile["Source"] = "Http";
                break;
            case 1:
                profile["Source"] = "OpenApi";
                profile["OpenApi"] = new JsonObject { ["Location"] = RandomDesign.Location };
                break;
        }

        return profile;
    }

    private static JsonObject Policies(Random random)
    {
        var policies = new JsonObject { ["Timeout"] = random.Next(1, 241) };
        Maybe(random, policies, "ExplainWrongPaths", () => false);
        Maybe(
            random,
            policies,
            "TokenLimit",
            () =>
                new JsonObject
                {
                    ["TokensPerMinute"] = random.Next(1, 1_000_000),
                    ["TokenQuota"] = random.Next(1, 1_000_000),
                    ["TokenQuotaPeriod"] = Pick(random, "Hourly", "Daily", "Yearly"),
                    ["CounterKey"] = Pick(random, Counters),
                    ["EstimatePromptTokens"] = Chance(random, 0.5),
                }
        );
        Maybe(
            random,
            policies,
            "TokenMetrics",
            () =>
                new JsonObject
                {
                    ["Namespace"] = Pick(random, "Foundry", "a b & c"),
                    ["Dimensions"] = new JsonObject
                    {
                        ["API ID"] = "",
                        ["Team \"x\" <y>"] = Pick(random, "@(context.User?.Id ?? \"none\")", "fixed & <known>"),
                    },
                    ["Logger"] = Pick(random, "insights", "INSIGHTS", "Other"),
                }
        );
        Maybe(
            random,
            policies,
            "SemanticCache",
            () =>
                new JsonObject
                {
                    ["ScoreThreshold"] = Math.Round(random.NextDouble(), random.Next(1, 8)),
                    ["EmbeddingsBackendId"] = "embeddings",
                    ["DurationSeconds"] = random.Next(1, 100_000),
                    ["VaryBy"] = new JsonArray(Pick(random, Counters)),
                    ["IgnoreSystemMessages"] = Chance(random, 0.5),
                    ["MaxMessageCount"] = random.Next(1, 20),
                }
        );
        Maybe(
            random,
            policies,
            "ContentSafety",
            () =>
                new JsonObject
                {
                    ["BackendId"] = "content-safety",
                    ["ShieldPrompt"] = Chance(random, 0.5),
                    ["EnforceOnCompletions"] = Chance(random, 0.5),
                    ["Categories"] = new JsonObject { ["Violence"] = 4, ["Hate"] = Pick(random, 0, 2, 6) },
                    ["Blocklists"] = Some(random, "b-words", "a-words"),
                }
        );
        Maybe(
            random,
            policies,
            "RateLimit",
            () =>
                new JsonObject
                {
                    ["Calls"] = random.Next(1, 5_000),
                    ["RenewalPeriodSeconds"] = random.Next(1, 301),
                    ["CounterKey"] = Pick(random, Counters),
                }
        );
        Maybe(
            random,
            policies,
            "CircuitBreaker",
            () =>
                new JsonObject
                {
                    ["FailureCount"] = random.Next(1, 10_000),
                    ["IntervalSeconds"] = random.Next(1, 86_401),
                    ["TripSeconds"] = random.Next(1, 86_401),
                }
        );
        Maybe(
            random,
            policies,
            "Retry",
            () => new JsonObject { ["Count"] = random.Next(1, 51), ["IntervalSeconds"] = random.Next(1, 301) }
        );
        Maybe(random, policies, "Extra", () => Pick(random, "house-rules", "House-Rules"));
        return policies;
    }

    private static AccountInventory Account(Random random, string name)
    {
        var id = ResourceId.Parse(ArmDriver.Account(name));
        var endpoint = Pick(
            random,
            $"https://{name}.cognitiveservices.azure.com/",
            $"https://{name}.openai.azure.com",
            $"https://EastUS.api.cognitive.microsoft.com/"
        );
        var deployments = Enumerable.Range(0, random.Next(1, 4)).Select(index => Deployment(random, id, index)).ToList();
        var account = new FoundryAccount
        {
            Id = id,
            Kind = Pick(random, "AIServices", "AIServices", "OpenAI"),
            Region = Pick(random, "swedencentral", "East US 2"),
            ProvisioningState = "Succeeded",
            Endpoint = new Uri(endpoint),
            Endpoints = new Dictionary<string, Uri>
            {
                ["OpenAI Language Model Instance API"] = new(endpoint),
                ["Azure AI Model Inference API"] = new($"https://{name}.services.ai.azure.com/"),
            },
            CustomSubdomain = name,
        };
        return new(account, deployments);
    }

    private static ModelDeployment Deployment(Random random, ResourceId account, int index)
    {
        var (format, model) = Pick(random, Models);
        return new()
        {
            Id = account.Child("deployments", $"{Pick(random, model, "Prod_chat.v2", "a")}-{index}"),
            ModelFormat = format,
            ModelName = model,
            ModelVersion = "1",
            Sku = "GlobalStandard",
            Capacity = 10,
            ProvisioningState = "Succeeded",
            Paused = Chance(random, 0.05),
        };
    }

    private static string Document(Random random)
    {
        var paths = new JsonObject();
        foreach (var path in Templates.Where(_ => Chance(random, 0.7)).Append("/always"))
        {
            var operations = new JsonObject();
            foreach (var method in Methods.Where((_, index) => index == 0 || Chance(random, 0.4)))
            {
                var names = System.Text.RegularExpressions.Regex.Matches(path, @"\{([^}]+)\}").Select(match => match.Groups[1].Value);
                operations[method] = new JsonObject
                {
                    ["operationId"] = $"{method}_{path.Replace('/', '.')}",
                    ["summary"] = Pick(random, "Does it", "Does <it> & more"),
                    ["parameters"] = new JsonArray([.. names.Select(name => Parameter(name, "path")), Parameter("api-version", "query")]),
                    ["responses"] = new JsonObject { ["200"] = new JsonObject { ["description"] = "OK" } },
                };
            }

            paths[path] = operations;
        }

        return new JsonObject
        {
            ["openapi"] = Pick(random, "3.0.1", "3.1.0"),
            ["info"] = new JsonObject
            {
                ["title"] = "Models",
                ["version"] = "2024-06-01",
                ["description"] = "Another text.",
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "https://contoso.openai.azure.com/openai" }),
            ["paths"] = paths,
        }.ToJsonString();
    }

    private static JsonObject Parameter(string name, string place) =>
        new()
        {
            ["name"] = name,
            ["in"] = place,
            ["required"] = true,
            ["schema"] = new JsonObject { ["type"] = "string" },
        };

    private static ImporterSettings Read(JsonObject profile)
    {
        var text = new JsonObject
        {
            ["Importer"] = new JsonObject
            {
                ["ApiManagement"] = new JsonObject { ["ServiceId"] = ArmDriver.Service },
                ["Discovery"] = new JsonObject { ["Scopes"] = new JsonArray(ArmDriver.Subscription) },
                ["Reports"] = new JsonObject { ["Container"] = "reports" },
                ["Defaults"] = profile.DeepClone(),
            },
        }.ToJsonString();
        var result = SettingsReader.Read(new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(text))).Build());
        Assert.True(result.Settings is not null, $"{string.Join('\n', result.Faults)}\n{text}");
        return result.Settings;
    }

    private static string Name(Random random) =>
        Pick(random, "contoso", "Fabrikam-AI", "x.y_z", "A", "northwind-traders-models-of-the-research-department-");

    private static void Maybe(Random random, JsonObject parent, string name, Func<JsonNode?> value)
    {
        if (Chance(random, 0.5))
        {
            parent[name] = value();
        }
    }

    private static JsonArray Some(Random random, params string[] words) =>
        new([
            .. words
                .Where((_, index) => index == 0 || Chance(random, 0.5))
                .OrderBy(_ => random.Next())
                .Select(word => JsonValue.Create(word)),
        ]);

    private static bool Chance(Random random, double share) => random.NextDouble() < share;

    private static T Pick<T>(Random random, params T[] items) => items[random.Next(items.Length)];
}
