using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace EndToEnd.Tests.Health;

/// <summary>
/// A cloud whose models are tested with a subscription of their own; tags of an account switch on the policies that a way of
/// breaking needs.
/// </summary>
public sealed class HealthCloud() : CloudFixture(Flat())
{
    /// <summary>The subscription whose key the test calls use.</summary>
    public const string Probe = $"{ArmDriver.Service}/subscriptions/probe";

    /// <summary>Hears what changes.</summary>
    public static WebhookReceiver Webhooks { get; } = WebhookReceiver.Start();

    // What people wrote: so many calls an hour for each API.
    private const string HouseQuota =
        """<fragment><quota-by-key calls="3" renewal-period="3600" counter-key="@(context.Api.Id)" /></fragment>""";

    private static readonly (string Tag, string[] Fields)[] Rules =
    [
        ("auth=key", ["Authentication=ApiKey"]),
        ("limit=small", ["Policies:TokenLimit:TokensPerMinute=60"]),
        ("limit=quota", ["Policies:TokenLimit:TokenQuota=60", "Policies:TokenLimit:TokenQuotaPeriod=Monthly"]),
        ("rate=few", ["Policies:RateLimit:Calls=4", "Policies:RateLimit:RenewalPeriodSeconds=60"]),
        ("extra=quota", ["Policies:Extra=house-quota"]),
        ("safety=on", ["Policies:ContentSafety:BackendId=safety", "Policies:ContentSafety:Blocklists:0=house"]),
        (
            "breaker=on",
            [
                "Policies:CircuitBreaker:FailureCount=2",
                "Policies:CircuitBreaker:IntervalSeconds=60",
                "Policies:CircuitBreaker:TripSeconds=60",
            ]
        ),
        ("timeout=short", ["Policies:Timeout=00:00:01"]),
    ];

    private Task<BreakageStory>? _story;

    /// <summary>The story of all breakages, told once.</summary>
    public Task<BreakageStory> TellAsync() => _story ??= BreakageStory.TellAsync(this);

    /// <summary>The key of the test calls' subscription.</summary>
    public string Key { get; private set; } = "";

    /// <summary>The subscription, the fragment and the backend that the settings name.</summary>
    public async Task PrepareAsync()
    {
        await SubscribeAsync("active");
        Key = (string)(await Arm.PostAsync($"{Probe}/listSecrets"))["primaryKey"]!;
        await Arm.PutAsync($"{ArmDriver.Service}/policyFragments/house-quota", Properties(("format", "rawxml"), ("value", HouseQuota)));
        await Arm.PutAccountAsync("stock");
        var (endpoint, key) = await StockAsync();
        await Arm.PutAsync(
            $"{ArmDriver.Service}/backends/safety",
            Properties(
                ("protocol", "http"),
                ("url", endpoint),
                ("credentials", new JsonObject { ["header"] = new JsonObject { ["api-key"] = new JsonArray(key) } })
            )
        );
        await BlockAsync(HttpMethod.Patch, "", new JsonObject { ["description"] = "words of the house" });
    }

    /// <summary>Makes the test calls' subscription, or puts it into another state.</summary>
    public Task SubscribeAsync(string state) =>
        Arm.PutAsync(Probe, Properties(("displayName", "test calls"), ("scope", "/apis"), ("state", state)));

    /// <summary>The word is on the blocklist from now on.</summary>
    public Task BlockAsync(string word) =>
        BlockAsync(
            HttpMethod.Post,
            ":addOrUpdateBlocklistItems",
            new JsonObject { ["blocklistItems"] = new JsonArray(new JsonObject { ["text"] = word }) }
        );

    /// <summary>Makes an account, or changes it.</summary>
    public Task AccountAsync(string name, IReadOnlyList<string> tags, JsonObject? properties = null)
    {
        var all = new JsonObject { ["customSubDomainName"] = name };
        foreach (var (property, value) in properties ?? [])
        {
            all.Remove(property);
            if (value is not null)
            {
                all[property] = value.DeepClone();
            }
        }

        return Arm.PutAsync(
            ArmDriver.Account(name),
            new JsonObject
            {
                ["location"] = "swedencentral",
                ["kind"] = "AIServices",
                ["sku"] = new JsonObject { ["name"] = "S0" },
                ["properties"] = all,
                ["tags"] = new JsonObject(
                    tags.Select(tag => tag.Split('=', 2)).Select(tag => KeyValuePair.Create(tag[0], (JsonNode?)tag[1]))
                ),
            }
        );
    }

    /// <summary>Calls until the gateway or the model has had enough.</summary>
    public async Task UseUpAsync(string account)
    {
        for (var calls = 0; calls < 100; calls++)
        {
            var reply = await Gateway.PostAsync(
                $"{account}/openai/deployments/gpt-4o/chat/completions?api-version={GatewayCaller.ApiVersion}",
                GatewayCaller.Question(),
                Key
            );
            if (!reply.IsSuccess)
            {
                return;
            }
        }

        Assert.Fail($"{account} took a hundred calls.");
    }

    /// <summary>Rounds of test calls until so many deployments are healthy.</summary>
    public async Task<Report> UntilWellAsync(int count)
    {
        Report? last = null;
        return await Patience.UntilAsync(
            $"{count} healthy deployments",
            async () =>
                (last = await Importer.TestAsync()).Checks.Count(check => (string?)check["status"] == "healthy") == count ? last : null,
            () =>
                Task.FromResult(
                    string.Join(
                        '\n',
                        (last?.Checks ?? []).Where(check => (string?)check["status"] != "healthy").Select(check => check.ToJsonString())
                    )
                )
        );
    }

    /// <summary>Gives the service an identity of this type.</summary>
    public async Task IdentifyAsync(string type)
    {
        var service = (await Arm.GetAsync(ArmDriver.Service))!;
        await Arm.PutAsync(
            ArmDriver.Service,
            new JsonObject
            {
                ["location"] = service["location"]!.DeepClone(),
                ["sku"] = service["sku"]!.DeepClone(),
                ["identity"] = new JsonObject { ["type"] = type },
                ["properties"] = new JsonObject { ["publisherEmail"] = "somebody@contoso.example", ["publisherName"] = "Contoso" },
            }
        );
    }

    public static JsonObject Properties(params (string Name, JsonNode? Value)[] properties) =>
        new() { ["properties"] = new JsonObject(properties.Select(property => KeyValuePair.Create(property.Name, property.Value))) };

    private async Task<(string Endpoint, string Key)> StockAsync() =>
        (
            ((string)(await Arm.GetAsync(ArmDriver.Account("stock")))!["properties"]!["endpoint"]!).TrimEnd('/'),
            (string)(await Arm.PostAsync($"{ArmDriver.Account("stock")}/listKeys"))["key1"]!
        );

    private async Task BlockAsync(HttpMethod method, string action, JsonObject body)
    {
        var (endpoint, key) = await StockAsync();
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(
            method,
            new Uri($"{endpoint}/contentsafety/text/blocklists/house{action}?api-version=2024-09-01")
        )
        {
            Content = JsonContent.Create(body),
        };
        request.Headers.Add("api-key", key);
        using var answer = await client.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static Dictionary<string, string> Flat()
    {
        var settings = new Dictionary<string, string>
        {
            ["Importer__Health__Subscription"] = "probe",
            ["Importer__Health__Timeout"] = "00:00:06",
            ["Importer__Health__Concurrency"] = "16",
            ["Importer__Health__ReadyWithin"] = "00:00:02",
            ["Importer__Notify__Webhooks__0__Url"] = $"{Webhooks.Address}card",
            ["Importer__Notify__Webhooks__1__Url"] = $"{Webhooks.Address}json",
            ["Importer__Notify__Webhooks__1__Format"] = "json",
        };
        foreach (var ((tag, fields), index) in Rules.Select((rule, index) => (rule, index)))
        {
            settings[$"Importer__Rules__{index}__Match__Tag"] = tag;
            foreach (var field in fields.Select(field => field.Split('=', 2)))
            {
                settings[$"Importer__Rules__{index}__{field[0].Replace(":", "__", StringComparison.Ordinal)}"] = field[1];
            }
        }

        return settings;
    }
}
