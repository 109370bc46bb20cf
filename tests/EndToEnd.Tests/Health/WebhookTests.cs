using System.Text.Json.Nodes;

namespace EndToEnd.Tests.Health;

/// <summary>Webhooks hear of each change of state once, from rounds of the real worker.</summary>
[Collection(nameof(HealthCloud))]
public sealed class WebhookTests(HealthCloud cloud)
{
    private const string Account = "told";

    // One post and three more tries, at two webhooks.
    private const int PostsOfARefusedRound = 2 * 4;

    private static readonly string Deployment = ArmDriver.Deployment(Account, "gpt-4o");

    [Fact]
    public async Task Each_change_of_state_is_told_once_and_what_was_refused_is_told_by_the_next_round()
    {
        await cloud.TellAsync();
        await cloud.AccountAsync(Account, []);
        await cloud.Arm.DeployAsync(Account, "gpt-4o");
        await cloud.SettleAsync();
        await RoundsAsync("healthy");
        HealthCloud.Webhooks.Forget();
        await RoundsAsync("healthy");
        Assert.Empty(HealthCloud.Webhooks.Cards);
        Assert.Empty(HealthCloud.Webhooks.Plain);

        await BreakAsync();
        await RoundsAsync("unhealthy");
        var told = Assert.Single(HealthCloud.Webhooks.Plain);
        Assert.Equal([Deployment], Strings(told["new"]));
        Assert.Contains(
            told["attention"]!.AsArray(),
            item =>
                (string?)item!["subject"] == Deployment
                && ((string?)item["fix"])!.Contains("Resource health of told", StringComparison.Ordinal)
        );
        CheckCard(Assert.Single(HealthCloud.Webhooks.Cards), "New: told/gpt-4o: the model failed");

        await cloud.Control.ClearFaultsAsync();
        await RoundsAsync("healthy");
        Assert.Equal(2, HealthCloud.Webhooks.Plain.Count);
        Assert.Equal([Deployment], Strings(HealthCloud.Webhooks.Plain[1]["settled"]));
        Assert.Equal(2, HealthCloud.Webhooks.Cards.Count);
        CheckCard(HealthCloud.Webhooks.Cards[1], "Settled: told/gpt-4o");

        await BreakAsync();
        HealthCloud.Webhooks.Refuse(true);
        await cloud.Importer.TestAsync();
        await Patience.UntilAsync(
            "the tries of a refused message",
            () => Task.FromResult(HealthCloud.Webhooks.Refused >= PostsOfARefusedRound ? "refused" : null),
            () => Task.FromResult($"{HealthCloud.Webhooks.Refused} posts")
        );
        HealthCloud.Webhooks.Refuse(false);
        Assert.Equal(2, HealthCloud.Webhooks.Plain.Count);
        await RoundsAsync("unhealthy");
        Assert.Equal(3, HealthCloud.Webhooks.Plain.Count);
        Assert.Equal([Deployment], Strings(HealthCloud.Webhooks.Plain[2]["new"]));
        Assert.Equal(3, HealthCloud.Webhooks.Cards.Count);

        await cloud.Control.ClearFaultsAsync();
        await RoundsAsync("healthy");
    }

    // A timer's round begins only when the one before has ended, and with it its telling: after three, two have told.
    private async Task RoundsAsync(string status)
    {
        for (var round = 0; round < 3; round++)
        {
            var report = await cloud.Importer.TestAsync();
            Assert.True((string?)report.CheckOf(Account)?["status"] == status, report.CheckOf(Account)?.ToJsonString());
        }
    }

    private Task BreakAsync() =>
        cloud.Control.BreakAsync(
            "foundry",
            $"^/{Account}/",
            new JsonObject
            {
                ["status"] = 500,
                ["body"] = new JsonObject
                {
                    ["error"] = new JsonObject { ["code"] = "InternalServerError", ["message"] = "The server had an error." },
                },
            }
        );

    private static void CheckCard(JsonNode message, string line)
    {
        var attachment = message["attachments"]![0]!;
        Assert.Equal(
            ("message", "application/vnd.microsoft.card.adaptive"),
            ((string?)message["type"], (string?)attachment["contentType"])
        );
        Assert.Equal(("AdaptiveCard", "1.4"), ((string?)attachment["content"]!["type"], (string?)attachment["content"]!["version"]));
        Assert.Contains(
            attachment["content"]!["body"]!.AsArray(),
            block => ((string?)(block!["text"] ?? block["inlines"]![0]!["text"]))!.StartsWith(line, StringComparison.Ordinal)
        );
    }

    private static IEnumerable<string?> Strings(JsonNode? list) => list!.AsArray().Select(item => (string?)item);
}
