using System.Text.Json.Nodes;

namespace EndToEnd.Tests.Fleets;

/// <summary>The report of a fleet over the real worker: members, who is drained, what is lost, and the webhook that hears of it once.</summary>
[Collection(nameof(FleetCloud))]
public sealed class FleetReportTests(FleetCloud cloud)
{
    private const string Model = "gpt-4.1-nano";
    private const string Subject = $"alias ai/{Model}";

    [Fact]
    public async Task The_report_shows_members_and_drains_and_a_lost_alias_is_told_once_and_once_when_it_is_back()
    {
        await cloud.StartAsync(Model, "fleet-shown", "fleet-drained");
        await RoundAsync();
        var alias = await AliasAsync();
        Assert.Equal(["fleet-drained 50", "fleet-shown 50"], Members(alias));
        Assert.True((string?)alias["state"] == "proven", alias.ToJsonString());
        var page = await cloud.Importer.PageAsync();
        Assert.Contains("id=\"aliases\"", page, StringComparison.Ordinal);
        Assert.Contains($"What {Model} of fleet ai is left with", page, StringComparison.Ordinal);

        await cloud.DeployAsync("fleet-drained", Model, tags: new JsonObject { ["apim-drain"] = "on" });
        await cloud.SettleAsync();
        alias = await AliasAsync();
        Assert.Equal(["fleet-shown 100"], Members(alias));
        Assert.Contains(
            alias["losses"]!.AsArray(),
            loss => (string?)loss!["sentence"] == "if account fleet-shown goes, no member is left and calls are answered with 503"
        );
        var aside = Assert.Single(await AsidesAsync(), one => (string?)one!["subject"] == ArmDriver.Deployment("fleet-drained", Model));
        Assert.Contains("is drained, so no call of fleet 'ai' goes to it", (string?)aside!["reason"], StringComparison.Ordinal);

        await RoundAsync();
        FleetCloud.Webhooks.Forget();
        await cloud.Arm.DeleteDeploymentAsync("fleet-shown", Model);
        await cloud.SettleAsync();
        Assert.Equal("unserved", (string?)(await AliasAsync())["state"]);
        await RoundAsync();
        await RoundAsync();
        Assert.Equal([$"new {Subject}"], Told());
        Assert.Contains("nobody can be called", await ActionAsync(), StringComparison.Ordinal);

        await cloud.DeployAsync("fleet-drained", Model);
        await cloud.SettleAsync();
        await RoundAsync();
        await RoundAsync();
        Assert.Equal([$"new {Subject}", $"settled {Subject}"], Told());
        Assert.Null(await ActionAsync());
        await cloud.NothingMoreAsync();
    }

    // A timer's round ends with its telling.
    private Task RoundAsync() => cloud.RunToEndAsync("TestCalls");

    private static IEnumerable<string> Told() =>
        FleetCloud
            .Webhooks.Plain.SelectMany(message =>
                message["new"]!
                    .AsArray()
                    .Select(subject => $"new {subject}")
                    .Concat(message["settled"]!.AsArray().Select(subject => $"settled {subject}"))
            )
            .Where(told => told.EndsWith($" {Subject}", StringComparison.Ordinal));

    private static IEnumerable<string> Members(JsonObject alias) =>
        alias["members"]!.AsArray().Select(member => $"{member!["account"]} {member["share"]}").Order(StringComparer.Ordinal);

    private async Task<JsonObject> AliasAsync() =>
        (await cloud.Importer.ReportAsync()).Json["aliases"]!["aliases"]!
            .AsArray()
            .Single(alias => (string?)alias!["alias"] == Model)!
            .AsObject();

    private async Task<JsonArray> AsidesAsync() => (await cloud.Importer.ReportAsync()).Json["aliases"]!["asides"]!.AsArray();

    private async Task<string?> ActionAsync() =>
        (string?)
            (await cloud.Importer.ReportAsync()).Json["attention"]!
                .AsArray()
                .SingleOrDefault(item => (string?)item!["subject"] == Subject)
                ?["what"];
}
