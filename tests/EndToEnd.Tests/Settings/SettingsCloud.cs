using System.Text.Json.Nodes;

namespace EndToEnd.Tests.Settings;

/// <summary>
/// Every setting of the wizard behind a rule of its own: an account that carries the rule's tag has the setting, so a test
/// changes a setting by changing a tag. Around them lies what policies stand on.
/// </summary>
public sealed class SettingsCloud() : CloudFixture(Flat())
{
    /// <summary>Answers like a web server that publishes a specification.</summary>
    public static DocumentServer Documents { get; } = DocumentServer.Start();

    /// <summary>The secret that holds an account's key.</summary>
    public const string Secret = "https://contoso-vault.vault.azure.net/secrets/models";

    private static readonly (string Tag, string[] Fields)[] Rules =
    [
        ("name=team", ["DisplayName=Team {account}"]),
        ("text=team", ["Description=For {account} in {region}"]),
        ("path=moved", ["BasePath=moved/{account}"]),
        ("products=team", ["Products:0=ai-team"]),
        ("tags=two", ["Tags:0=foundry", "Tags:1=team-a"]),
        ("open=yes", ["SubscriptionRequired=false"]),
        ("compat=v1", ["Compatibility=AzureOpenAIV1"]),
        ("source=http", ["Source=Http"]),
        ("source=openapi", ["Source=OpenApi", $"OpenApi:Location={Documents.Address}"]),
        ("auth=key", ["Authentication=ApiKey"]),
        ("access=check", ["Access=Check"]),
        ("limit=small", ["Policies:TokenLimit:TokensPerMinute=60"]),
        ("limit=quota", ["Policies:TokenLimit:TokenQuota=60", "Policies:TokenLimit:TokenQuotaPeriod=Monthly"]),
        (
            "metrics=on",
            [
                "Policies:TokenMetrics:Namespace=models",
                "Policies:TokenMetrics:Dimensions:Team=@(context.Subscription.Name)",
                "Policies:TokenMetrics:Dimensions:API ID=",
            ]
        ),
        (
            "cache=on",
            [
                "Policies:SemanticCache:ScoreThreshold=0.05",
                "Policies:SemanticCache:EmbeddingsBackendId=embeddings",
                "Policies:SemanticCache:DurationSeconds=300",
            ]
        ),
        (
            "cache=lost",
            [
                "Policies:SemanticCache:ScoreThreshold=0.05",
                "Policies:SemanticCache:EmbeddingsBackendId=nowhere",
                "Policies:SemanticCache:DurationSeconds=300",
            ]
        ),
        (
            "safety=on",
            [
                "Policies:ContentSafety:BackendId=safety",
                "Policies:ContentSafety:ShieldPrompt=true",
                "Policies:ContentSafety:Categories:Hate=4",
            ]
        ),
        ("rate=two", ["Policies:RateLimit:Calls=2", "Policies:RateLimit:RenewalPeriodSeconds=60"]),
        (
            "breaker=on",
            [
                "Policies:CircuitBreaker:FailureCount=2",
                "Policies:CircuitBreaker:IntervalSeconds=60",
                "Policies:CircuitBreaker:TripSeconds=60",
            ]
        ),
        ("retry=on", ["Policies:Retry:Count=2", "Policies:Retry:IntervalSeconds=1"]),
        ("extra=on", ["Policies:Extra=house-rules"]),
        ("timeout=short", ["Policies:Timeout=00:00:01"]),
        ("paths=plain", ["Policies:ExplainWrongPaths=false"]),
        ("import=no", ["Import=false"]),
        ("auth=vault", ["Authentication:Mode=ApiKey", $"Authentication:KeyVaultSecret={Secret}"]),
        ("safety=later", ["Policies:ContentSafety:BackendId=safety-later", "Policies:ContentSafety:Categories:Hate=4"]),
        ("extra=later", ["Policies:Extra=rules-later"]),
        ("metrics=lost", ["Policies:TokenMetrics:Logger=nowhere"]),
        (
            "auth=lost",
            ["Authentication:Mode=ApiKey", "Authentication:KeyVaultSecret=https://contoso-vault.vault.azure.net/secrets/nothing"]
        ),
    ];

    private Task? _prepared;

    /// <summary>Makes what policies stand on, once.</summary>
    public Task PrepareAsync() => _prepared ??= MakeAsync();

    /// <summary>Makes an account, or changes its tags, and waits until the importer is done with it.</summary>
    /// <param name="name">The account.</param>
    /// <param name="tags">Tags of rules, such as <c>limit=small</c>.</param>
    public async Task AccountAsync(string name, params string[] tags)
    {
        await Arm.PutAsync(ArmDriver.Account(name), Body(name, tags));
        await SettleAsync();
    }

    /// <summary>An account with a chat model (and others) and the settings that the tags switch on.</summary>
    public async Task StartAsync(string name, string[] tags, params string[] models)
    {
        await PrepareAsync();
        await Arm.PutAsync(ArmDriver.Account(name), Body(name, tags));
        foreach (var model in models.Length == 0 ? ["gpt-4o"] : models)
        {
            await Arm.DeployAsync(name, model);
        }

        await SettleAsync();
    }

    /// <summary>A new subscription to one API, with its key.</summary>
    public async Task<string> SubscribeAsync(string name, string scope)
    {
        await Arm.PutAsync(
            $"{ArmDriver.Service}/subscriptions/{name}",
            Properties(("displayName", name), ("scope", scope), ("state", "active"))
        );
        return (string)(await Arm.PostAsync($"{ArmDriver.Service}/subscriptions/{name}/listSecrets"))["primaryKey"]!;
    }

    /// <summary>The calls that reached an account's models since.</summary>
    public async Task<IReadOnlyList<Call>> ModelCallsAsync(string account, string part, long after) =>
        [
            .. (await Control.JournalAsync("foundry", after)).Where(call =>
                call.Path.StartsWith($"/{account}/", StringComparison.Ordinal) && call.Path.Contains(part, StringComparison.Ordinal)
            ),
        ];

    /// <summary>What a run over an account would do: change, kind, name and the fields that differ.</summary>
    public async Task<IReadOnlyList<string>> PlanOfAsync(string account) =>
        [
            .. (await Importer.PlanAsync(ArmDriver.Account(account))).Json["steps"]!
                .AsArray()
                .Select(step =>
                    $"{step!["change"]} {step["kind"]} {step["name"]} {string.Join(' ', step["differences"]!.AsArray().Select(difference => (string?)difference!["field"]))}"
                ),
        ];

    public static JsonObject Properties(params (string Name, JsonNode? Value)[] properties) =>
        new() { ["properties"] = new JsonObject(properties.Select(property => KeyValuePair.Create(property.Name, property.Value))) };

    private static JsonObject Body(string name, string[] tags) =>
        new()
        {
            ["location"] = "swedencentral",
            ["kind"] = "AIServices",
            ["sku"] = new JsonObject { ["name"] = "S0" },
            ["properties"] = new JsonObject { ["customSubDomainName"] = name, ["disableLocalAuth"] = tags.Contains("keys=off") },
            ["tags"] = new JsonObject(tags.Select(tag => tag.Split('=', 2)).Select(tag => KeyValuePair.Create(tag[0], (JsonNode?)tag[1]))),
        };

    private async Task MakeAsync()
    {
        await Control.KeepSecretAsync(Secret, "not-the-key-yet");
        await Arm.PutAsync(ArmDriver.Account("stock"), Body("stock", []));
        await Arm.DeployAsync("stock", "text-embedding-3-large");
        await SettleAsync();
        var endpoint = ((string)(await Arm.GetAsync(ArmDriver.Account("stock")))!["properties"]!["endpoint"]!).TrimEnd('/');
        var key = (string)(await Arm.PostAsync($"{ArmDriver.Account("stock")}/listKeys"))["key1"]!;
        await Arm.PutAsync(
            $"{ArmDriver.Service}/backends/embeddings",
            Properties(("protocol", "http"), ("url", $"{endpoint}/openai/deployments/text-embedding-3-large/embeddings"))
        );
        await Arm.PutAsync(
            $"{ArmDriver.Service}/backends/safety",
            Properties(
                ("protocol", "http"),
                ("url", endpoint),
                ("credentials", new JsonObject { ["header"] = new JsonObject { ["api-key"] = new JsonArray(key) } })
            )
        );
        await Arm.PutAsync(
            $"{ArmDriver.Service}/caches/default",
            Properties(("connectionString", "cache.example:6380,password=none,ssl=True"), ("useFromLocation", "default"))
        );
        await Arm.PutAsync(
            $"{ArmDriver.Service}/loggers/insights",
            Properties(
                ("loggerType", "applicationInsights"),
                ("credentials", new JsonObject { ["instrumentationKey"] = "00000000-0000-0000-0000-000000000009" })
            )
        );
        await Arm.PutAsync(
            $"{ArmDriver.Service}/policyFragments/house-rules",
            Properties(
                ("format", "xml"),
                ("value", """<fragment><set-header name="x-house" exists-action="override"><value>rules</value></set-header></fragment>""")
            )
        );
    }

    private static Dictionary<string, string> Flat()
    {
        var settings = new Dictionary<string, string> { ["Importer__Health__ReadyWithin"] = "00:00:10" };
        foreach (var ((tag, fields), index) in Rules.Select((rule, index) => (rule, index)))
        {
            settings[$"Importer__Rules__{index}__Match__Tag"] = tag;
            foreach (var field in fields)
            {
                var parts = field.Split('=', 2);
                settings[$"Importer__Rules__{index}__{parts[0].Replace(":", "__", StringComparison.Ordinal)}"] = parts[1];
            }
        }

        return settings;
    }
}
