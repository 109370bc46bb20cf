using System.Text.Json.Nodes;
using EndToEnd.Tests.Health;
using LocalAzure;
using LocalAzure.Load;

namespace EndToEnd.Tests.Fleets;

/// <summary>
/// A cloud with one fleet over the accounts called <c>fleet-…</c>. Its settings stand in an <c>importer.json</c> beside a copy of the
/// functions app, so that a test can change them and start the worker again. Each model is an alias, so that tests do not meet.
/// </summary>
public sealed class FleetCloud()
    : CloudFixture(
        new Dictionary<string, string>
        {
            ["Importer__Health__ReadyWithin"] = "00:00:10",
            ["Importer__Notify__Webhooks__0__Url"] = $"{Webhooks.Address}json",
            ["Importer__Notify__Webhooks__0__Format"] = "json",
        }
    )
{
    /// <summary>Hears what changes.</summary>
    public static WebhookReceiver Webhooks { get; } = WebhookReceiver.Start();

    /// <summary>The version that clients of Azure OpenAI call the fleet with; the gateway sets its own.</summary>
    public const string Version = GatewayCaller.ApiVersion;

    // A member that answered 404 or 403 while it was fresh is left alone for a minute.
    private static readonly TimeSpan Trip = TimeSpan.FromSeconds(61);

    private string App => Path.Combine(DataFolder, "..", "app");

    /// <summary>Makes an account of the fleet in a region.</summary>
    public Task PutAccountAsync(string name, string region = "swedencentral", JsonObject? tags = null) =>
        Arm.PutAsync(
            ArmDriver.Account(name),
            new JsonObject
            {
                ["location"] = region,
                ["kind"] = "AIServices",
                ["sku"] = new JsonObject { ["name"] = "S0" },
                ["properties"] = new JsonObject { ["customSubDomainName"] = name },
                ["tags"] = tags ?? [],
            }
        );

    /// <summary>Deploys a model under its own name.</summary>
    public Task DeployAsync(
        string account,
        string model,
        string sku = "GlobalStandard",
        int capacity = 1_000_000,
        JsonObject? tags = null
    ) =>
        Arm.PutAsync(
            ArmDriver.Deployment(account, model),
            new JsonObject
            {
                ["sku"] = new JsonObject { ["name"] = sku, ["capacity"] = capacity },
                ["properties"] = new JsonObject
                {
                    ["model"] = new JsonObject { ["format"] = "OpenAI", ["name"] = model },
                },
                ["tags"] = tags ?? [],
            }
        );

    /// <summary>Accounts with one deployment of a model each, in the fleet and ready to be called.</summary>
    public async Task StartAsync(string model, params string[] accounts)
    {
        foreach (var account in accounts)
        {
            await PutAccountAsync(account);
            await DeployAsync(account, model);
        }

        await SettleAsync();
        await CloseBreakersAsync();
    }

    /// <summary>Moves the time past every trip.</summary>
    public Task CloseBreakersAsync() => Control.AdvanceAsync(Trip);

    /// <summary>A call by alias in the path.</summary>
    public Task<Reply> ChatAsync(string alias) => Gateway.ChatAsync("ai", alias);

    /// <summary>A call by alias in the body.</summary>
    public Task<Reply> ChatV1Async(string alias) => Gateway.PostAsync("ai/openai/v1/chat/completions", GatewayCaller.Question(alias));

    /// <summary>Constant calls of an alias, in both compatibilities, streams too.</summary>
    public LoadGenerator Load(params string[] aliases) =>
        LoadGenerator.Start(
            new()
            {
                Gateway = Gateway.Address,
                Key = Gateway.Key,
                Parallel = 3,
                Targets =
                [
                    .. aliases.SelectMany(alias =>
                        new[]
                        {
                            LoadTarget.InPath("ai/openai", alias, Version),
                            LoadTarget.InBody("ai/openai/v1", alias, stream: true),
                            LoadTarget.InPath("ai/openai", alias, Version, stream: true),
                            LoadTarget.InBody("ai/openai/v1", alias),
                        }
                    ),
                ],
            }
        );

    /// <summary>The accounts that answered calls since, by how many.</summary>
    public async Task<IReadOnlyDictionary<string, int>> AnsweredAsync(long after) =>
        (await Control.JournalAsync("foundry", after))
            .Where(call => call.Status == 200 && call.Path.Contains("/openai/deployments/", StringComparison.Ordinal))
            .GroupBy(call => call.Path.Split('/')[1])
            .ToDictionary(group => group.Key, group => group.Count());

    /// <summary>
    /// What the importer wrote of the fleet since, such as <c>PUT backends/ai--gpt-4o</c>, in its order; a pool stands before the one for its
    /// further tries, because the two are written side by side.
    /// </summary>
    public async Task<IReadOnlyList<string>> FleetWritesAsync(long after)
    {
        var writes = (await Control.WritesAsync(after))
            .Where(write => write.Path.Contains("/service/contoso-apim/", StringComparison.Ordinal))
            .Select(write => $"{write.Method} {write.Path.Split('?')[0].Split("/service/contoso-apim/")[1]}")
            .Where(write => write.Contains("/ai-", StringComparison.Ordinal))
            .ToList();
        for (var at = 1; at < writes.Count; at++)
        {
            if (writes[at - 1] == $"{writes[at]}--rest")
            {
                (writes[at - 1], writes[at]) = (writes[at], writes[at - 1]);
            }
        }

        return writes;
    }

    /// <summary>The ids of a pool's members; empty when the pool is not there.</summary>
    public async Task<IReadOnlyList<string>> MembersAsync(string alias) =>
        (await Arm.GetAsync($"{ArmDriver.Service}/backends/ai--{alias}"))
            ?["properties"]!["pool"]!["services"]!.AsArray()
            .Select(service => ((string)service!["id"]!).Split('/')[^1])
            .Order(StringComparer.Ordinal)
            .ToList()
        ?? [];

    /// <summary>Fails unless a run over everything would change nothing.</summary>
    public async Task NothingMoreAsync()
    {
        var plan = await Importer.PlanAsync();
        Assert.True(plan is { Outcome: "succeeded", Steps: 0 }, plan.ToString());
    }

    /// <summary>Changes the settings, and starts the worker again.</summary>
    public async Task ConfigureAsync(JsonArray fleets)
    {
        Write(fleets);
        await Control.RestartWorkerAsync();
        await Control.KeysAsync();
    }

    /// <summary>The fleet of the settings.</summary>
    public static JsonObject Fleet() =>
        new()
        {
            ["Name"] = "ai",
            ["Path"] = "ai",
            ["Match"] = new JsonObject { ["Account"] = "fleet-*" },
            ["Boundary"] = "Any",
        };

    protected override LocalAzureOptions With(LocalAzureOptions options)
    {
        foreach (var file in Directory.EnumerateFiles(options.AppDirectory, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(App, Path.GetRelativePath(options.AppDirectory, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        Write([Fleet()]);
        return options with { AppDirectory = Path.GetFullPath(App) };
    }

    private void Write(JsonArray fleets) =>
        File.WriteAllText(
            Path.Combine(App, "importer.json"),
            new JsonObject { ["Importer"] = new JsonObject { ["Fleets"] = fleets } }.ToJsonString()
        );
}

/// <summary>Classes that share it run one after the other.</summary>
[CollectionDefinition(nameof(FleetCloud))]
public sealed class OnTheFleetCloud : ICollectionFixture<FleetCloud>;
