using System.Net;
using System.Text.Json.Nodes;

namespace EndToEnd.Tests;

/// <summary>Whatever arrives at the webhook: a reason in the log, nothing enqueued for it, and nothing lost of the rest.</summary>
[Collection(nameof(DisturbedCloud))]
public sealed class BadEventTests(DisturbedCloud cloud)
{
    [Theory]
    [InlineData("this is no JSON")]
    [InlineData("[1, 2]")]
    [InlineData("\"text\"")]
    public async Task What_is_no_event_at_all_fails_in_the_host_and_never_reaches_the_app(string body) =>
        Assert.Equal(HttpStatusCode.InternalServerError, await cloud.Importer.NotifyAsync(body));

    [Theory]
    [InlineData("{}", "is no event of Resource Manager")]
    [InlineData(
        """{"id":"bad-1","eventTime":"2026-11-01T08:00:00Z","dataVersion":"2","eventType":"Microsoft.Storage.BlobCreated","subject":"/x","data":{"operationName":"write"}}""",
        "which changes no deployment"
    )]
    [InlineData(
        """{"id":"bad-2","eventTime":"2026-11-01T08:00:00Z","dataVersion":"2","eventType":"Microsoft.Resources.ResourceWriteSuccess","subject":"/x","data":{"operationName":"Microsoft.Compute/virtualMachines/write"}}""",
        "is about Microsoft.Compute/virtualMachines/write"
    )]
    [InlineData(
        """{"id":"bad-3","eventTime":"2026-11-01T08:00:00Z","dataVersion":"2","eventType":"Microsoft.Resources.ResourceWriteSuccess","subject":"not an id","data":{"operationName":"Microsoft.CognitiveServices/accounts/write"}}""",
        "has a subject that is no Microsoft.CognitiveServices/accounts"
    )]
    [InlineData(
        """{"id":"bad-4","eventTime":"2026-11-01T08:00:00Z","dataVersion":"2","eventType":"Microsoft.Resources.ResourceWriteSuccess","subject":"/subscriptions/99999999-0000-0000-0000-000000000009/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/a","data":{"operationName":"Microsoft.CognitiveServices/accounts/write"}}""",
        "is outside Discovery.Scopes"
    )]
    [InlineData(
        """{"id":"bad-5","eventType":"Microsoft.Resources.ResourceWriteSuccess","subject":"/x","data":{"operationName":"Microsoft.CognitiveServices/accounts/write"}}""",
        "is no event of Resource Manager"
    )]
    [InlineData("""{"id":7,"eventType":[],"subject":{},"data":"text"}""", "is no event of Resource Manager")]
    public async Task An_event_that_is_not_ours_is_taken_off_left_alone_with_a_reason_and_holds_nothing_up(string bad, string reason)
    {
        var account = $"beside-{Math.Abs(bad.GetHashCode(StringComparison.Ordinal)) % 100_000}";
        var (runs, log) = (await cloud.Importer.RunsAsync(), cloud.Log.Count);

        // The bad one and a good one in one delivery.
        Assert.Equal(HttpStatusCode.Accepted, await cloud.Importer.NotifyAsync($"[{bad},{Written(ArmDriver.Account(account))}]"));
        await cloud.SettleAsync();

        Assert.Contains(
            cloud.Log.Skip(log),
            line => line.Contains("left alone", StringComparison.Ordinal) && line.Contains(reason, StringComparison.Ordinal)
        );
        var run = Assert.Single((await cloud.Importer.RunsAsync()).Take((await cloud.Importer.RunsAsync()).Count - runs.Count));
        Assert.Equal(ArmDriver.Account(account), run.Scope);
    }

    [Fact]
    public async Task An_event_for_an_unknown_account_says_so_and_the_account_is_imported_once_it_is_there()
    {
        var id = ArmDriver.Account("unknown");
        Assert.Equal(HttpStatusCode.Accepted, await cloud.Importer.NotifyAsync($"[{Written(id)}]"));
        var run = await cloud.Importer.RunAsync(id, _ => true);
        Assert.True(run.WhyNot(id)?.Contains("there is no such scope any more", StringComparison.Ordinal), run.ToString());
        Assert.Equal(0, run.Steps);

        await cloud.Arm.PutAccountAsync("unknown");
        await cloud.Arm.DeployAsync("unknown", "gpt-4o");
        await cloud.SettleAsync();

        Assert.Equal([new("unknown-openai", "unknown/openai")], await cloud.Arm.ApisOfAsync("unknown"));
    }

    private static string Written(string id) =>
        new JsonObject
        {
            ["id"] = Guid.NewGuid().ToString(),
            ["topic"] = ArmDriver.Subscription,
            ["subject"] = id,
            ["eventType"] = "Microsoft.Resources.ResourceWriteSuccess",
            ["eventTime"] = TimeProvider.System.GetUtcNow().ToString("O"),
            ["dataVersion"] = "2",
            ["metadataVersion"] = "1",
            ["data"] = new JsonObject
            {
                ["operationName"] = "Microsoft.CognitiveServices/accounts/write",
                ["status"] = "Succeeded",
                ["resourceUri"] = id,
            },
        }.ToJsonString();
}
