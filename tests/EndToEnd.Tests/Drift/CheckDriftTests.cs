using System.Text.Json.Nodes;

namespace EndToEnd.Tests.Drift;

/// <summary>
/// The timer CheckDrift in the real worker: what it reports, what it repairs, and what the report page's data say of it.
/// </summary>
[Collection(nameof(PlainCloud))]
public sealed class CheckDriftTests(PlainCloud cloud)
{
    [Fact]
    public async Task A_check_in_mode_Report_tells_what_was_changed_and_writes_nothing()
    {
        await cloud.Arm.PutAccountAsync("watched");
        await cloud.Arm.DeployAsync("watched", "gpt-4o");
        await cloud.SettleAsync();
        await new TamperingHand(cloud.Arm).DoAsync([
            """PATCH apis/watched-openai {"properties":{"subscriptionRequired":false}}""",
            "EDIT apis/watched-openai/policies/policy |<authentication-managed-identity[^>]*/>||",
            """PATCH backends/watched-openai-ai-endpoint {"properties":{"url":"https://theirs.example"}}""",
        ]);
        var mark = await cloud.Control.MarkAsync();

        var drift = await CheckAsync();

        Assert.Equal(
            [
                "changed API watched-openai reported subscriptionRequired: true, false",
                "changed backend watched-openai-ai-endpoint reported url",
                "changed policy watched-openai reported inbound/authentication-managed-identity",
            ],
            drift["items"]!
                .AsArray()
                .Where(item => ((string)item!["resource"]!).Contains("watched", StringComparison.Ordinal))
                .Select(Tell!)
                .Order(StringComparer.Ordinal)
        );
        Assert.False((bool)drift["inSync"]!);
        Assert.Empty(await cloud.Control.WritesAsync(mark));
        Assert.Contains(cloud.Log, line => line.Contains("Drift: Changed API watched-openai, Reported", StringComparison.Ordinal));

        await cloud.Importer.ImportAsync(ArmDriver.Account("watched"));
        Assert.DoesNotContain(
            (await CheckAsync())["items"]!.AsArray(),
            item => ((string)item!["resource"]!).Contains("watched", StringComparison.Ordinal)
        );
    }

    private static string Tell(JsonNode item)
    {
        var difference = item["differences"]![0]!;
        var values = (string)difference["field"]! == "subscriptionRequired" ? $": {difference["expected"]}, {difference["actual"]}" : "";
        return $"{item["kind"]} {item["resource"]} {item["action"]} {difference["field"]}{values}";
    }

    private async Task<JsonObject> CheckAsync()
    {
        var before = (string?)(await ReadAsync())?["generatedAt"];
        await cloud.Importer.RunByHandAsync("CheckDrift");
        return await Patience.UntilAsync(
            "the drift check",
            async () => await ReadAsync() is { } drift && (string?)drift["generatedAt"] != before ? drift : null,
            cloud.Control.TellAsync
        );
    }

    private async Task<JsonObject?> ReadAsync() => (await cloud.Importer.ReportAsync()).Json["drift"] as JsonObject;
}
