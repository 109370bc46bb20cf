using System.Text.Json.Nodes;

namespace EndToEnd.Tests.Privacy;

/// <summary>A managed identity by default, a key and a semantic cache where tags ask for them, and a webhook that is always told.</summary>
public sealed class PrivacyCloud()
    : CloudFixture(
        new Dictionary<string, string>
        {
            ["Importer__Drift__Mode"] = "Repair",
            ["Importer__Health__ReadyWithin"] = "00:00:10",
            ["Importer__Rules__0__Match__Tag"] = "auth=key",
            ["Importer__Rules__0__Authentication"] = "ApiKey",
            ["Importer__Rules__1__Match__Tag"] = "cache=on",
            ["Importer__Rules__1__Policies__SemanticCache__ScoreThreshold"] = "0.05",
            ["Importer__Rules__1__Policies__SemanticCache__EmbeddingsBackendId"] = "embeddings",
            ["Importer__Rules__1__Policies__SemanticCache__DurationSeconds"] = "300",
            ["Importer__Notify__Webhooks__0__Url"] = Webhook.Address.AbsoluteUri,
            ["Importer__Notify__Webhooks__0__Format"] = "json",
            ["Importer__Notify__Webhooks__0__On"] = "always",
        }
    )
{
    /// <summary>Where the webhook leads.</summary>
    public static Inbox Webhook { get; } = Inbox.Start();

    /// <summary>What lies in the data folder: blobs, messages of queues, states of timers.</summary>
    public IEnumerable<(string Name, string Text)> Files() =>
        Directory
            .EnumerateFiles(DataFolder, "*", SearchOption.AllDirectories)
            .Select(file => (Path.GetRelativePath(DataFolder, file), File.ReadAllText(file)));

    /// <summary>Makes an account with tags and two models.</summary>
    public async Task DeployAsync(string account, params string[] tags)
    {
        await Arm.PutAsync(
            ArmDriver.Account(account),
            new JsonObject
            {
                ["location"] = "swedencentral",
                ["kind"] = "AIServices",
                ["sku"] = new JsonObject { ["name"] = "S0" },
                ["properties"] = new JsonObject { ["customSubDomainName"] = account },
                ["tags"] = new JsonObject(tags.Select(tag => tag.Split('=')).Select(tag => KeyValuePair.Create(tag[0], (JsonNode?)tag[1]))),
            }
        );
        await Arm.DeployAsync(account, "gpt-4o");
        await Arm.DeployAsync(account, "text-embedding-3-large");
    }

    /// <summary>Makes what a semantic cache stands on.</summary>
    public async Task PrepareCacheAsync(string account)
    {
        var endpoint = ((string)(await Arm.GetAsync(ArmDriver.Account(account)))!["properties"]!["endpoint"]!).TrimEnd('/');
        await Arm.PutAsync(
            $"{ArmDriver.Service}/backends/embeddings",
            Properties(("protocol", "http"), ("url", $"{endpoint}/openai/deployments/text-embedding-3-large/embeddings"))
        );
        await Arm.PutAsync(
            $"{ArmDriver.Service}/caches/default",
            Properties(("connectionString", "cache.example:6380,password=seeded-cache-password,ssl=True"), ("useFromLocation", "default"))
        );
    }

    private static JsonObject Properties(params (string Name, JsonNode? Value)[] properties) =>
        new() { ["properties"] = new JsonObject(properties.Select(property => KeyValuePair.Create(property.Name, property.Value))) };
}
