using System.Text.Json.Nodes;

namespace EndToEnd.Tests.Kill;

/// <summary>
/// One account at a time, plain or with every setting that adds writes (tag <c>full=yes</c>), and a drift check that repairs.
/// </summary>
public sealed class KillCloud()
    : CloudFixture(
        new Dictionary<string, string>
        {
            ["Importer__Drift__Mode"] = "Repair",
            ["Importer__Health__ReadyWithin"] = "00:00:10",
            ["Importer__Rules__0__Match__Tag"] = "full=yes",
            ["Importer__Rules__0__Authentication"] = "ApiKey",
            ["Importer__Rules__0__Products__0"] = "ai-team",
            ["Importer__Rules__0__Tags__0"] = Tag,
            ["Importer__Rules__0__Policies__TokenLimit__TokensPerMinute"] = "100000",
            ["Importer__Rules__0__Policies__TokenMetrics__Namespace"] = "models",
            ["Importer__Rules__0__Policies__CircuitBreaker__FailureCount"] = "3",
            ["Importer__Rules__0__Policies__CircuitBreaker__IntervalSeconds"] = "60",
            ["Importer__Rules__0__Policies__CircuitBreaker__TripSeconds"] = "60",
        }
    )
{
    private const string Model = "gpt-4o";
    private const string Tag = "foundry";

    private Task? _prepared;

    /// <summary>Makes what token metrics go to, once.</summary>
    public Task PrepareAsync() =>
        _prepared ??= Arm.PutAsync(
            $"{ArmDriver.Service}/loggers/insights",
            new JsonObject
            {
                ["properties"] = new JsonObject
                {
                    ["loggerType"] = "applicationInsights",
                    ["credentials"] = new JsonObject { ["instrumentationKey"] = "00000000-0000-0000-0000-000000000009" },
                },
            }
        );

    /// <summary>
    /// Brings an account to a state: <c>none</c> (no deployment), <c>plain</c> or <c>full</c>; what the importer makes of it is not waited
    /// for.
    /// </summary>
    public async Task BringAsync(string account, string state, string from)
    {
        if (from == "new" || IsFull(from) != IsFull(state))
        {
            await Arm.PutAsync(ArmDriver.Account(account), Body(account, IsFull(state)));
        }

        if (state == "none" && from is "plain" or "full")
        {
            await Arm.DeleteDeploymentAsync(account, Model);
        }
        else if (state is "plain" or "full" && from is "new" or "none" or "tagged")
        {
            await Arm.DeployAsync(account, Model);
        }
    }

    /// <summary>Whether a call through the gateway is answered by the model.</summary>
    public async Task<bool> AnswersAsync(string account) =>
        (await Gateway.ChatAsync(account, Model)).Said?.StartsWith($"This is {Model}", StringComparison.Ordinal) == true;

    /// <summary>Takes an account away, with what was made for it and stays behind.</summary>
    public async Task ForgetAsync(string account)
    {
        await Arm.DeleteAccountAsync(account);
        await SettleAsync();
        if (await Arm.GetAsync($"{ArmDriver.Service}/tags/{Tag}") is not null)
        {
            await Arm.DeleteAsync($"{ArmDriver.Service}/tags/{Tag}");
        }
    }

    private static bool IsFull(string state) => state is "full" or "tagged";

    private static JsonObject Body(string name, bool isFull) =>
        new()
        {
            ["location"] = "swedencentral",
            ["kind"] = "AIServices",
            ["sku"] = new JsonObject { ["name"] = "S0" },
            ["properties"] = new JsonObject { ["customSubDomainName"] = name },
            ["tags"] = isFull ? new JsonObject { ["full"] = "yes" } : [],
        };
}
