using System.Net;
using System.Text.Json.Nodes;

namespace EndToEnd.Tests;

/// <summary>A cloud where accounts can want one path.</summary>
public sealed class OwnershipCloud()
    : CloudFixture(
        new Dictionary<string, string>
        {
            ["Importer__Rules__0__Match__Account"] = "joint-*",
            ["Importer__Rules__0__BasePath"] = "joint",
            ["Importer__Rules__1__Match__Account"] = "run*",
            ["Importer__Rules__1__BasePath"] = "{account}-{deployment}",
            ["Importer__Deletion__MaxShare"] = "1",
        }
    );

/// <summary>Whose an API is decides who is there, and nothing that is written into a description decides it otherwise.</summary>
public sealed class OwnershipTests(OwnershipCloud cloud) : IClassFixture<OwnershipCloud>
{
    private const string Elsewhere = $"{ArmDriver.Subscription}/resourceGroups/rg-elsewhere";

    [Theory]
    [InlineData("joint-b", "gpt-4o", "joint-a", "gpt-4o", "joint-openai", "joint/openai")]
    [InlineData("run-prod", "gpt-4o", "run", "prod-gpt-4o", "run-prod-gpt-4o-openai", "run-prod-gpt-4o/openai")]
    public async Task A_second_account_on_one_path_is_told_and_the_first_goes_on_answering(
        string first,
        string model,
        string second,
        string other,
        string api,
        string path
    )
    {
        await ImportedAsync(first, model);
        var before = await PartsAsync(api);
        Assert.Contains($"source={ArmDriver.Account(first)}", before, StringComparison.Ordinal);

        await ImportedAsync(second, other);
        await cloud.SweepAsync();
        var sweep = await cloud.Importer.ImportAsync();

        Assert.Equal(before, await PartsAsync(api));
        Assert.NotNull(sweep.WhyNot(ArmDriver.Deployment(second, other)));
        var run = (await cloud.Importer.RunsAsync()).First(run =>
            run.Scope == ArmDriver.Deployment(second, other) || run.Scope == ArmDriver.Account(second)
        );
        Assert.Equal("partial", run.Outcome);
        Assert.Contains("was there first", run.WhyNot(api), StringComparison.Ordinal);
        var reply = await cloud.Gateway.PostAsync(
            $"{path}/deployments/{model}/chat/completions?api-version={GatewayCaller.ApiVersion}",
            GatewayCaller.Question()
        );
        Assert.True(reply.Status == HttpStatusCode.OK, reply.ToString());

        await cloud.Arm.DeleteAccountAsync(first);
        await cloud.SettleAsync();
        await cloud.Importer.ImportAsync();
        Assert.Contains($"source={ArmDriver.Account(second)}", await PartsAsync(api), StringComparison.Ordinal);
        Assert.Equal(0, (await cloud.Importer.ImportAsync()).Steps);
    }

    [Fact]
    public async Task An_account_that_moves_keeps_its_api()
    {
        await ImportedAsync("moving", "gpt-4o");
        await cloud.Arm.PutAsync(Elsewhere, new JsonObject { ["location"] = "swedencentral" });
        await cloud.Arm.PutAccountAsync("moving", group: Elsewhere);
        await cloud.Arm.DeployInAsync(Elsewhere, "moving", "gpt-4o");
        await cloud.SettleAsync();
        Assert.Contains($"source={ArmDriver.Account("moving")}", await PartsAsync("moving-openai"), StringComparison.Ordinal);
        var mark = await cloud.Control.MarkAsync();

        await cloud.Arm.DeleteAccountAsync("moving");
        await cloud.SettleAsync();

        Assert.DoesNotContain(await cloud.Control.WritesAsync(mark), write => write.Method == "DELETE");
        await cloud.Importer.ImportAsync(ArmDriver.Account("moving", Elsewhere));
        Assert.Contains($"source={ArmDriver.Account("moving", Elsewhere)}", await PartsAsync("moving-openai"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await cloud.Gateway.ChatAsync("moving", "gpt-4o")).Status);
        Assert.Equal(0, (await cloud.Importer.ImportAsync()).Steps);
    }

    [Fact]
    public async Task A_copy_and_forged_words_are_left_alone_and_told_and_the_official_api_goes_on_being_repaired()
    {
        await ImportedAsync("genuine", "gpt-4o");
        var official = $"{ArmDriver.Service}/apis/genuine-openai";
        var words = (string)(await cloud.Arm.GetAsync(official))!["properties"]!["description"]!;
        await MakeAsync("copy", words);
        await MakeAsync("adopted", $"[foundry-importer source={ArmDriver.Account("genuine")} design=z adopted=AzureOpenAI]");
        await MakeAsync("detached", $"[detached-from-foundry-importer as=AzureOpenAI of={ArmDriver.Account("genuine")}]");
        await cloud.Arm.PatchAsync(official, Properties("""{"subscriptionRequired": false}"""));
        var mark = await cloud.Control.MarkAsync();

        var run = await cloud.Importer.ImportAsync(ArmDriver.Account("genuine"));

        Assert.Equal("succeeded", run.Outcome);
        Assert.All(
            await cloud.Control.WritesAsync(mark),
            write => Assert.Contains("apis/genuine-openai", write.Path, StringComparison.Ordinal)
        );
        Assert.True((bool)(await cloud.Arm.GetAsync(official))!["properties"]!["subscriptionRequired"]!);
        foreach (var id in new[] { "copy", "adopted", "detached" })
        {
            Assert.Contains("does not verify", run.WhyNot(id), StringComparison.Ordinal);
        }

        await cloud.SweepAsync();
        Assert.Contains("API copy carries", await cloud.Importer.TextAsync("/api/report.json"), StringComparison.OrdinalIgnoreCase);

        await cloud.Arm.DeleteAccountAsync("genuine");
        await cloud.SettleAsync();
        Assert.Null(await cloud.Arm.GetAsync(official));
        foreach (var id in new[] { "copy", "adopted", "detached" })
        {
            Assert.NotNull(await cloud.Arm.GetAsync($"{ArmDriver.Service}/apis/{id}"));
            await cloud.Arm.DeleteAsync($"{ArmDriver.Service}/apis/{id}");
        }
    }

    [Fact]
    public async Task Another_process_knows_the_key_again()
    {
        await ImportedAsync("again", "gpt-4o");

        await cloud.Control.KillWorkerAsync();

        Assert.Equal(0, (await cloud.Importer.ImportAsync(ArmDriver.Account("again"))).Steps);
    }

    private async Task ImportedAsync(string account, string model)
    {
        await cloud.Arm.PutAccountAsync(account);
        await cloud.SettleAsync();
        await cloud.Arm.DeployAsync(account, model);
        await cloud.SettleAsync();
    }

    private Task MakeAsync(string id, string description) =>
        cloud.Arm.PutAsync(
            $"{ArmDriver.Service}/apis/{id}",
            new JsonObject
            {
                ["properties"] = new JsonObject
                {
                    ["displayName"] = id,
                    ["path"] = id,
                    ["protocols"] = new JsonArray("https"),
                    ["description"] = description,
                },
            }
        );

    private async Task<string> PartsAsync(string api) =>
        string.Join(
            '\n',
            await Task.WhenAll(
                new[] { $"apis/{api}", $"apis/{api}/policies/policy", $"backends/{api}-ai-endpoint" }.Select(part =>
                    cloud.Arm.TextAsync($"{ArmDriver.Service}/{part}")
                )
            )
        );

    private static JsonObject Properties(string json) => new() { ["properties"] = JsonNode.Parse(json) };
}
