using System.Net;
using System.Text.Json.Nodes;

namespace EndToEnd.Tests.Settings;

/// <summary>An account's key that lies in a key vault: the gateway reads it there, and the importer never sees it.</summary>
[Collection(nameof(SettingsCloud))]
public sealed class KeyVaultTests(SettingsCloud cloud)
{
    [Fact]
    public async Task A_key_from_a_vault_reaches_the_model_and_the_importer_never_asks_for_it()
    {
        await cloud.StartAsync("vaulted", []);
        var key = await KeyAsync("vaulted");
        await cloud.Control.KeepSecretAsync(SettingsCloud.Secret, key);
        var mark = await cloud.Control.MarkAsync();

        await cloud.AccountAsync("vaulted", "auth=vault");

        Assert.Equal(HttpStatusCode.OK, (await AskAsync()).Status);
        var call = (await cloud.ModelCallsAsync("vaulted", "/chat/completions", mark))[^1];
        Assert.Equal((key, ""), (PoliciesAtWorkTests.Header(call, "api-key"), PoliciesAtWorkTests.Header(call, "Authorization")));
        var written = Assert.Single(
            await cloud.Control.WritesAsync(mark),
            write => write.Path.Contains("/namedValues/vaulted-openai-key", StringComparison.Ordinal)
        );
        Assert.Equal(SettingsCloud.Secret, (string?)written.Json["body"]!["properties"]!["keyVault"]!["secretIdentifier"]);

        await cloud.Importer.ImportAsync(ArmDriver.Account("vaulted"));
        Assert.DoesNotContain(await CallsAsync(mark), each => each.Path.Contains("/accounts/vaulted/listKeys", StringComparison.Ordinal));
        Assert.DoesNotContain(await CallsAsync(mark), each => each.Json.ToJsonString().Contains(key, StringComparison.Ordinal));
        Assert.DoesNotContain(cloud.Log, line => line.Contains(key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_new_key_in_the_vault_is_the_services_to_fetch_and_costs_the_importer_nothing()
    {
        await cloud.StartAsync("turning", []);
        await cloud.Control.KeepSecretAsync(SettingsCloud.Secret, await KeyAsync("turning"));
        await cloud.AccountAsync("turning", "auth=vault");
        await cloud.Arm.PostAsync($"{ArmDriver.Account("turning")}/regenerateKey", new JsonObject { ["keyName"] = "Key1" });
        await cloud.Control.KeepSecretAsync(SettingsCloud.Secret, await KeyAsync("turning"));
        var mark = await cloud.Control.MarkAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync("turning")).Status);
        await cloud.Importer.ImportAsync(ArmDriver.Account("turning"));
        Assert.Empty(await cloud.Control.WritesAsync(mark));
        await cloud.Arm.PostAsync($"{ArmDriver.Service}/namedValues/turning-openai-key/refreshSecret");

        Assert.Equal(HttpStatusCode.OK, (await AskAsync("turning")).Status);
    }

    [Fact]
    public async Task A_vault_that_gives_nothing_is_told_and_what_worked_goes_on_working()
    {
        await cloud.StartAsync("novault", []);
        await cloud.AccountAsync("novault", "auth=lost");

        var run = await cloud.Importer.ImportAsync(ArmDriver.Account("novault"));

        var step = Assert.Single(run.Json["steps"]!.AsArray(), step => (string?)step!["name"] == "novault-openai-key")!;
        Assert.Equal("failed", (string?)step["outcome"]);
        Assert.Contains("key vault gave no secret", (string?)step["reason"], StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync("novault")).Status);
        await cloud.AccountAsync("novault");
    }

    private async Task<string> KeyAsync(string account) =>
        (string)(await cloud.Arm.PostAsync($"{ArmDriver.Account(account)}/listKeys"))["key1"]!;

    private async Task<IEnumerable<Call>> CallsAsync(long after) =>
        (await cloud.Control.JournalAsync("arm", after)).Where(call => (string?)call.Json["caller"] == "importer");

    private Task<Reply> AskAsync(string account = "vaulted") =>
        cloud.Gateway.PostAsync(
            $"{account}/openai/deployments/gpt-4o/chat/completions?api-version={GatewayCaller.ApiVersion}",
            GatewayCaller.Question()
        );
}
