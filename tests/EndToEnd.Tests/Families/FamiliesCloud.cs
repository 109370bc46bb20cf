using System.Text.Json.Nodes;

namespace EndToEnd.Tests.Families;

/// <summary>
/// Every compatibility for every model, the subscription key also as a bearer token, images tested too. An account gets its
/// deployments while it is opted out, and is imported at once when it is opted in.
/// </summary>
public sealed class FamiliesCloud()
    : CloudFixture(
        new Dictionary<string, string>
        {
            ["Importer__Defaults__Compatibility__0"] = "AzureOpenAI",
            ["Importer__Defaults__Compatibility__1"] = "AzureAI",
            ["Importer__Defaults__Compatibility__2"] = "AzureOpenAIV1",
            ["Importer__Defaults__Compatibility__3"] = "Anthropic",
            ["Importer__Defaults__SubscriptionKeyAsBearer"] = "true",
            ["Importer__Rules__0__Match__Account"] = "plainkeys",
            ["Importer__Rules__0__SubscriptionKeyAsBearer"] = "false",
            ["Importer__Rules__0__Policies__ExplainWrongPaths"] = "false",
            ["Importer__Health__Images"] = "true",
            ["Importer__Health__ReadyWithin"] = "00:00:20",
        }
    )
{
    private Task? _clients;
    private Task? _explained;

    /// <summary>The accounts that client libraries call, made once.</summary>
    public Task PrepareClientsAsync() => _clients ??= MakeAsync();

    /// <summary>An account whose APIs explain doubled paths, made once.</summary>
    public Task PrepareExplainedAsync() => _explained ??= ImportAsync("explained", ("gpt-4o", "OpenAI"), ("claude-opus-4-1", "Anthropic"));

    /// <summary>Makes an account with deployments and imports it.</summary>
    public async Task ImportAsync(string account, params (string Name, string Format)[] models)
    {
        await PutAsync(account, "off");
        foreach (var (name, format) in models)
        {
            await Arm.DeployAsync(account, name, format);
        }

        await SettleAsync();
        await PutAsync(account, "on");
        await SettleAsync();
    }

    private async Task MakeAsync()
    {
        (string, string)[] models =
        [
            ("gpt-4o", "OpenAI"),
            ("text-embedding-3-large", "OpenAI"),
            ("whisper", "OpenAI"),
            ("tts", "OpenAI"),
            ("gpt-image-1", "OpenAI"),
            ("DeepSeek-R1", "DeepSeek"),
            ("claude-opus-4-1", "Anthropic"),
        ];
        await ImportAsync("clients", models);
        await ImportAsync("plainkeys", models);
    }

    private Task PutAsync(string account, string import) =>
        Arm.PutAsync(
            ArmDriver.Account(account),
            new JsonObject
            {
                ["location"] = "swedencentral",
                ["kind"] = "AIServices",
                ["sku"] = new JsonObject { ["name"] = "S0" },
                ["tags"] = new JsonObject { ["apim-import"] = import },
                ["identity"] = new JsonObject { ["type"] = "SystemAssigned" },
                ["properties"] = new JsonObject { ["customSubDomainName"] = account },
            }
        );
}

/// <summary>The tests that share the cloud.</summary>
[CollectionDefinition(nameof(FamiliesCloud))]
public sealed class OnTheFamiliesCloud : ICollectionFixture<FamiliesCloud>;
