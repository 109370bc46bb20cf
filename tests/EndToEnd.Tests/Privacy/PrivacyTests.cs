using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace EndToEnd.Tests.Privacy;

/// <summary>
/// A full run leaves no token, key, claim, prompt, completion or caller's address in anything that is kept, shown or sent.
/// </summary>
public sealed class PrivacyTests(PrivacyCloud cloud) : IClassFixture<PrivacyCloud>
{
    // Nobody's words: if they turn up anywhere, they came from here.
    private const string Prompt = "seeded-prompt-of-a-customer";
    private const string Claim = "seeded-claim-of-a-person";
    private const string Address = "198.51.100.77";
    private const string Pasted = "seeded-token-in-the-wrong-place";

    [Fact]
    public async Task Nothing_that_is_kept_shown_or_sent_holds_a_secret_or_somebodys_words()
    {
        await LiveThroughEverythingAsync();
        var journal = new List<Call>();
        foreach (var surface in new[] { "arm", "gateway", "foundry", "eventgrid", "host", "identity", "blob" })
        {
            journal.AddRange(await cloud.Control.JournalAsync(surface));
        }

        var secrets = Secrets.In(journal).Where(secret => secret.Value != "anything").ToList();
        foreach (
            var (kind, atLeast) in new[] { ("key or token", 8), ("claim", 10), ("caller's address", 1), ("prompt", 2), ("completion", 1) }
        )
        {
            Assert.True(
                secrets.Count(secret => secret.Kind == kind) >= atLeast,
                $"few of kind {kind}: {string.Join(", ", secrets.Where(secret => secret.Kind == kind))}"
            );
        }

        secrets.AddRange([("prompt", Prompt), ("claim", Claim), ("caller's address", Address), ("key or token", Pasted)]);
        var outputs = await OutputsAsync(journal);
        foreach (
            var (where, what) in new[]
            {
                ("log", "private-mi"),
                ("file", "private-mi"),
                ("page", "private-mi"),
                ("report", "private-mi"),
                ("runs", "private-mi"),
                ("plan", "# Plan"),
                ("webhook", "private-"),
                ("answer", ""),
            }
        )
        {
            Assert.True(
                outputs.Any(output =>
                    output.Name.StartsWith(where, StringComparison.Ordinal) && output.Text.Contains(what, StringComparison.Ordinal)
                ),
                $"{where} says nothing of {what}: {string.Join("; ", outputs.Where(output => output.Name.StartsWith(where, StringComparison.Ordinal)).Take(5))}"
            );
        }

        Assert.All(
            secrets,
            secret =>
                Assert.All(
                    outputs,
                    output =>
                        Assert.False(
                            Regex.IsMatch(output.Text, $@"(?<!\w){Regex.Escape(secret.Value)}(?!\w)"),
                            $"{output.Name} holds a {secret.Kind}: {secret.Value}"
                        )
                )
        );
    }

    private async Task LiveThroughEverythingAsync()
    {
        await cloud.DeployAsync("private-mi");
        await cloud.PrepareCacheAsync("private-mi");
        await cloud.DeployAsync("private-key", "auth=key");
        await cloud.DeployAsync("private-cache", "cache=on");
        Assert.Equal(HttpStatusCode.Accepted, await cloud.Importer.NotifyAsync(AnEvent(ArmDriver.Account("private-mi"))));
        Assert.Equal(HttpStatusCode.Accepted, await cloud.Importer.NotifyAsync(AnEvent("no id at all")));
        await cloud.SettleAsync();
        foreach (var account in new[] { "private-mi", "private-key", "private-cache" })
        {
            var path = $"{account}/openai/deployments/gpt-4o/chat/completions?api-version={GatewayCaller.ApiVersion}";
            var question = new JsonObject { ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = Prompt }) };
            Assert.Equal(HttpStatusCode.OK, (await cloud.Gateway.PostAsync(path, question)).Status);
        }

        // What a person pastes into the wrong field, an account whose key is taken away, and a model that refuses with many words.
        Assert.Equal(
            HttpStatusCode.BadRequest,
            await cloud.Importer.AskAsync(new JsonObject { ["scope"] = Pasted, [Pasted] = Pasted }, Address)
        );
        await cloud.Control.DeliverAsync(drop: 1);
        await cloud.Arm.PostAsync($"{ArmDriver.Account("private-key")}/regenerateKey", new JsonObject { ["keyName"] = "Key1" });
        await cloud.RunToEndAsync("TestCalls");
        await cloud.SweepAsync();
        await cloud.RunToEndAsync("TestCalls");
        await cloud.RunToEndAsync("HealthReport");
        await cloud.Arm.DeleteAccountAsync("private-cache");
        await cloud.SettleAsync();
    }

    private async Task<IReadOnlyList<(string Name, string Text)>> OutputsAsync(IReadOnlyList<Call> journal) =>
        [
            ("log", string.Join('\n', cloud.Log)),
            ("page", await cloud.Importer.TextAsync("api/report")),
            ("report", await cloud.Importer.TextAsync("api/report.json")),
            ("runs", await cloud.Importer.TextAsync("api/runs?top=200")),
            ("plan", await cloud.Importer.TextAsync("api/plan?format=md")),
            .. PrivacyCloud.Webhook.Messages.Select((text, index) => ($"webhook {index}", text)),
            .. cloud.Files().Select(file => ($"file {file.Name}", file.Text)),
            // What a caller gets back of his own words is between the two of them.
            .. journal
                .Where(call => (string?)call.Json["surface"] == "host" && !call.Path.StartsWith("/api/", StringComparison.Ordinal))
                .Select(call => ($"answer of {call.Path}", call.Json["response"]?.ToJsonString() ?? "")),
        ];

    private static string AnEvent(string subject) =>
        new JsonArray(
            new JsonObject
            {
                ["id"] = Guid.NewGuid().ToString(),
                ["topic"] = ArmDriver.Subscription,
                ["subject"] = subject,
                ["eventType"] = "Microsoft.Resources.ResourceWriteSuccess",
                ["eventTime"] = TimeProvider.System.GetUtcNow().ToString("O"),
                ["dataVersion"] = "2",
                ["metadataVersion"] = "1",
                ["data"] = new JsonObject
                {
                    ["operationName"] = "Microsoft.CognitiveServices/accounts/write",
                    ["status"] = "Succeeded",
                    ["authorization"] = new JsonObject { ["evidence"] = new JsonObject { ["principalId"] = Claim } },
                    ["claims"] = new JsonObject { ["name"] = Claim, [Claim] = Claim },
                    ["httpRequest"] = new JsonObject
                    {
                        ["clientIpAddress"] = Address,
                        ["url"] = $"https://management.azure.com/?code={Pasted}",
                    },
                    ["somethingNew"] = new JsonObject { ["token"] = Pasted },
                },
            }
        ).ToJsonString();
}
