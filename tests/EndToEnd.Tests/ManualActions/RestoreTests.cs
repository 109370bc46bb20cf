using System.Net;
using System.Text.Json.Nodes;

namespace EndToEnd.Tests.ManualActions;

/// <summary>What was withdrawn comes back, answers, and is not withdrawn again behind anybody's back.</summary>
[Collection(nameof(ManualActionCloud))]
public sealed class RestoreTests(ManualActionCloud cloud)
{
    private static readonly string[] Parts = ["policies/policy", "products", "operations"];

    [Fact]
    public async Task An_api_that_was_withdrawn_while_its_deployment_lives_answers_again_at_once()
    {
        await ImportedAsync("regretted");
        var before = await PictureAsync("regretted-openai");
        await OptOutAsync("regretted", "off");
        var (_, withdrawal) = await cloud.Importer.AskAsync(
            new JsonObject { ["scope"] = ArmDriver.Account("regretted"), ["insist"] = true }
        );
        Assert.Null(await cloud.Arm.GetAsync($"{ArmDriver.Service}/apis/regretted-openai"));

        var run = await cloud.Importer.DoAsync("restore", (string)withdrawal["id"]!);

        Assert.True(run.Outcome == "succeeded", run.ToString());
        Assert.Equal(before, await PictureAsync("regretted-openai"));
        Assert.Equal(HttpStatusCode.OK, (await cloud.Gateway.ChatAsync("regretted", "gpt-4o")).Status);
        var mark = await cloud.Control.MarkAsync();
        var again = await cloud.Importer.DoAsync("restore", (string)withdrawal["id"]!);
        Assert.Equal(("succeeded", 0), (again.Outcome, again.Steps));
        Assert.Empty(await cloud.Control.WritesAsync(mark));
    }

    [Fact]
    public async Task A_restored_api_survives_sweeps_until_its_deployment_is_back_or_somebody_insists()
    {
        await ImportedAsync("returning");
        var before = await PictureAsync("returning-openai");
        await cloud.Arm.DeleteDeploymentAsync("returning", "gpt-4o");
        await cloud.SettleAsync();
        Assert.Null(await cloud.Arm.GetAsync($"{ArmDriver.Service}/apis/returning-openai"));
        var withdrawal = await WithdrawalOfAsync("returning-openai");

        var run = await cloud.Importer.DoAsync("restore", withdrawal);
        Assert.True(run.Outcome == "succeeded", run.ToString());
        var mark = await cloud.Control.MarkAsync();
        var sweep = await cloud.Importer.ImportAsync(ArmDriver.Account("returning"));

        Assert.Contains("was put back after it was withdrawn", sweep.WhyNot("returning-openai"), StringComparison.Ordinal);
        Assert.Empty(await cloud.Control.WritesAsync(mark));
        Assert.Contains("DeploymentNotFound", (await cloud.Gateway.ChatAsync("returning", "gpt-4o")).Text, StringComparison.Ordinal);

        await cloud.Arm.DeployAsync("returning", "gpt-4o");
        await cloud.SettleAsync();
        Assert.Equal(HttpStatusCode.OK, (await cloud.Gateway.ChatAsync("returning", "gpt-4o")).Status);
        Assert.Equal(before, await PictureAsync("returning-openai"));
        Assert.Equal(0, (await cloud.Importer.ImportAsync(ArmDriver.Account("returning"))).Steps);
        Assert.DoesNotContain(
            " restored]",
            await cloud.Arm.TextAsync($"{ArmDriver.Service}/apis/returning-openai"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_path_that_was_taken_meanwhile_refuses_the_restoration()
    {
        await ImportedAsync("displaced");
        await cloud.Arm.DeleteDeploymentAsync("displaced", "gpt-4o");
        await cloud.SettleAsync();
        await cloud.Arm.PutAsync(
            $"{ArmDriver.Service}/apis/squatter",
            new JsonObject
            {
                ["properties"] = new JsonObject { ["displayName"] = "Squatter", ["path"] = "displaced/openai" },
            }
        );
        var mark = await cloud.Control.MarkAsync();

        var run = await cloud.Importer.DoAsync("restore", await WithdrawalOfAsync("displaced-openai"));

        Assert.Equal("refused", run.Outcome);
        Assert.Contains("path 'displaced/openai' is taken by API squatter", run.Error, StringComparison.Ordinal);
        Assert.Empty(await cloud.Control.WritesAsync(mark));
        await cloud.Arm.DeleteAsync($"{ArmDriver.Service}/apis/squatter");
    }

    [Theory]
    [InlineData("20260101t000000000z-00000000", HttpStatusCode.NotFound)]
    [InlineData("../runs", HttpStatusCode.BadRequest)]
    public async Task A_run_that_is_not_known_is_not_restored(string run, HttpStatusCode status) =>
        Assert.Equal(status, (await cloud.Importer.AskAsync(new JsonObject { ["restore"] = run })).Status);

    private async Task ImportedAsync(string account)
    {
        await cloud.Arm.PutAccountAsync(account);
        await cloud.SettleAsync();
        await cloud.Arm.DeployAsync(account, "gpt-4o");
        await cloud.SettleAsync();
        Assert.Equal(HttpStatusCode.OK, (await cloud.Gateway.ChatAsync(account, "gpt-4o")).Status);
    }

    private Task OptOutAsync(string account, string value) =>
        cloud.Arm.PutAsync(
            ArmDriver.Account(account),
            new JsonObject
            {
                ["location"] = "swedencentral",
                ["kind"] = "AIServices",
                ["sku"] = new JsonObject { ["name"] = "S0" },
                ["properties"] = new JsonObject { ["customSubDomainName"] = account },
                ["tags"] = new JsonObject { ["apim-import"] = value },
            }
        );

    private async Task<string> WithdrawalOfAsync(string api) =>
        (string)
            (await cloud.Importer.RunsAsync())
                .First(run =>
                    run.Json["steps"]!
                        .AsArray()
                        .Any(step =>
                            (string?)step!["change"] == "delete" && (string?)step["name"] == api && (string?)step["outcome"] == "done"
                        )
                )
                .Json["id"]!;

    // What callers meet: the policy, the products, and the operations by method and template.
    private async Task<string> PictureAsync(string api)
    {
        var properties = (await cloud.Arm.GetAsync($"{ArmDriver.Service}/apis/{api}"))!["properties"]!;
        var lines = new List<string>
        {
            $"{properties["displayName"]} {properties["path"]} {properties["subscriptionKeyParameterNames"]!.ToJsonString()} {properties["serviceUrl"]}",
        };
        foreach (var part in Parts)
        {
            var found = (await cloud.Arm.GetAsync($"{ArmDriver.Service}/apis/{api}/{part}"))!;
            lines.AddRange(
                found["value"] is JsonArray items
                    ? [.. items.Select(Line).Order(StringComparer.Ordinal)]
                    : [(string)found["properties"]!["value"]!]
            );
        }

        lines.Add((await cloud.Arm.GetAsync($"{ArmDriver.Service}/backends/{api}-ai-endpoint"))!["properties"]!.ToJsonString());
        return string.Join('\n', lines);
    }

    private static string Line(JsonNode? item)
    {
        var properties = item!["properties"]!;
        var parameters = string.Join(
            ',',
            (properties["request"]?["queryParameters"]?.AsArray() ?? [])
                .Concat(properties["templateParameters"]?.AsArray() ?? [])
                .Select(parameter => $"{parameter!["name"]}:{parameter["type"]}:{parameter["required"]}")
        );
        return $"{item["name"]} {properties["displayName"]} {properties["method"]} {properties["urlTemplate"]} {parameters}";
    }
}
