using System.Text.Json.Nodes;

namespace EndToEnd.Tests.ManualActions;

/// <summary>
/// A message that was tried in vain stays in the poison queue with its reason on record, and a person is told until it is made good.
/// </summary>
[Collection(nameof(ManualActionCloud))]
public sealed class PoisonTests(ManualActionCloud cloud)
{
    // No number of attempts helps against a right that is missing.
    private static readonly JsonObject Refused = new()
    {
        ["status"] = 403,
        ["body"] = """{"error":{"code":"AuthorizationFailed","message":"The client has no right to read the service."}}""",
    };

    [Fact]
    public async Task A_given_up_message_is_told_with_its_reason_until_the_scope_was_imported()
    {
        await cloud.Arm.PutAccountAsync("hopeless");
        await cloud.SettleAsync();
        var poison = await cloud.Control.PoisonAsync();
        await cloud.Control.BreakAsync("arm", "service/contoso-apim\\?", Refused);
        await cloud.Arm.DeployAsync("hopeless", "gpt-4o");
        await cloud.SettleAsync();
        await cloud.Control.ClearFaultsAsync();

        Assert.Equal(poison + 1, await cloud.Control.PoisonAsync());
        var run = (await cloud.Importer.RunsAsync()).First(known => known.Scope == ArmDriver.Deployment("hopeless", "gpt-4o"));
        Assert.Equal(("failed", true), (run.Outcome, (bool?)run.Json["poisoned"]));
        var told = Assert.Single(await GivenUpAsync(), text => text.Contains((string)run.Json["id"]!, StringComparison.Ordinal));
        Assert.Contains("AuthorizationFailed", told, StringComparison.Ordinal);
        Assert.Contains("delete the message from import-requests-poison", told, StringComparison.Ordinal);

        await cloud.Importer.ImportAsync(ArmDriver.Deployment("hopeless", "gpt-4o"));
        Assert.Empty(await GivenUpAsync());
    }

    private async Task<IEnumerable<string>> GivenUpAsync() =>
        ((await cloud.Importer.ReportAsync()).Json["attention"]?.AsArray() ?? [])
            .Select(item => item!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            .Where(text => text.Contains("import-requests-poison", StringComparison.Ordinal));
}
