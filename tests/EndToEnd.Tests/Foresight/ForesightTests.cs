using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace EndToEnd.Tests.Foresight;

/// <summary>A cloud with the watch on, and with a rule of the company that is in force.</summary>
public sealed class ForesightCloud()
    : CloudFixture(
        new Dictionary<string, string>
        {
            ["Importer__Lifecycle__Watch"] = "true",
            ["Importer__Compliance__RaiPolicies__0"] = "Microsoft.Default*",
            ["Importer__Compliance__Mode"] = "LeaveOut",
        }
    );

/// <summary>The real worker looks ahead, and closes what the company does not allow.</summary>
public sealed class ForesightTests(ForesightCloud cloud) : IClassFixture<ForesightCloud>
{
    private const string Lists = "/providers/Microsoft.CognitiveServices/locations/norwayeast/";

    [Fact]
    public async Task A_round_reads_two_lists_a_day_and_the_report_says_what_is_ahead()
    {
        await PutAccountAsync("ahead", "norwayeast");
        await cloud.Control.KeepModelAsync(
            new JsonObject
            {
                ["name"] = "gpt-4o",
                ["retiresAt"] = In(20),
                ["replacement"] = "gpt-5.1",
            }
        );
        await cloud.Control.KeepModelAsync(new JsonObject { ["name"] = "gpt-5", ["retiresAt"] = In(400) });
        await cloud.Arm.DeployAsync("ahead", "gpt-4o");
        await cloud.Arm.DeployAsync("ahead", "gpt-5");
        await cloud.Arm.DeployAsync("ahead", "Llama-3.3-70B-Instruct", "Meta");
        await cloud.SettleAsync();
        var mark = await cloud.Control.MarkAsync();

        await cloud.Importer.TestAsync();
        var report = (await cloud.Importer.TestAsync()).Json;
        var plan = await cloud.Importer.PlanAsync();

        var reads = (await cloud.Control.JournalAsync("arm", mark))
            .Where(call => call.IsByImporter && call.Path.Contains(Lists, StringComparison.Ordinal))
            .Select(call => call.Path.Split('?')[0].Split('/')[^1]);
        Assert.Equal(["models", "usages"], reads.Distinct());
        Assert.True(reads.Count() <= 4, "the list of models has two pages at most, and is read once");
        var ahead = report["lifecycle"]!["deployments"]!
            .AsArray()
            .Where(one => ((string)one!["deployment"]!).Contains("/ahead/", StringComparison.Ordinal))
            .ToDictionary(one => ((string)one!["deployment"]!).Split('/')[^1], one => one!.AsObject());
        Assert.Equal(
            ("becomes", 20, "gpt-5.1"),
            ((string)ahead["gpt-4o"]["outlook"]!, (int)ahead["gpt-4o"]["daysLeft"]!, (string)ahead["gpt-4o"]["replacement"]!)
        );
        Assert.Equal(("becomes", "noDate"), ((string)ahead["gpt-5"]["outlook"]!, (string)ahead["Llama-3.3-70B-Instruct"]["outlook"]!));
        Assert.Contains(
            report["attention"]!.AsArray(),
            item => ((string)item!["what"]!).StartsWith("gpt-4o 2024-11-20 as GlobalStandard becomes gpt-5.1 on ", StringComparison.Ordinal)
        );
        Assert.Contains(
            "OpenAI.GlobalStandard.gpt-4o in norwayeast",
            report["lifecycle"]!["capacity"]!.ToJsonString(),
            StringComparison.Ordinal
        );
        Assert.Single(
            cloud.Log,
            line =>
                line.Contains("Ahead of ", StringComparison.Ordinal)
                && line.Contains("/ahead/deployments/gpt-4o (30): ", StringComparison.Ordinal)
        );
        Assert.Contains("as GlobalStandard becomes gpt-5.1 on ", plan.Json.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("<h2 id=\"ahead-title\">What is ahead</h2>", await cloud.Importer.PageAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_weakens_a_filter_closes_the_API_in_the_events_run_and_who_mends_it_opens_it()
    {
        await cloud.Arm.PutAccountAsync("ruled");
        await cloud.Arm.DeployAsync("ruled", "gpt-4o");
        await cloud.SettleAsync();
        Assert.Equal(HttpStatusCode.OK, (await cloud.Gateway.ChatAsync("ruled", "gpt-4o")).Status);
        var open = await PolicyAsync();
        var mark = await cloud.Control.MarkAsync();

        await FilterAsync("Contoso.Open");
        await cloud.SettleAsync();

        var answer = await cloud.Gateway.ChatAsync("ruled", "gpt-4o");
        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
        Assert.Contains("ModelNotAllowed", answer.ToString(), StringComparison.Ordinal);
        Assert.EndsWith(
            "/apis/ruled-openai/policies/policy",
            Assert.Single(await cloud.Control.WritesAsync(mark)).Path.Split('?')[0],
            StringComparison.Ordinal
        );
        Assert.Empty((await cloud.Importer.PlanAsync(ArmDriver.Account("ruled"))).Json["steps"]!.AsArray());
        Assert.Contains(
            "its content filter is 'Contoso.Open'",
            (await cloud.Importer.TestAsync()).Json["attention"]!.ToJsonString().Replace("\\u0027", "'", StringComparison.Ordinal),
            StringComparison.Ordinal
        );

        await FilterAsync("Microsoft.DefaultV2");
        await cloud.SettleAsync();

        Assert.Equal(HttpStatusCode.OK, (await cloud.Gateway.ChatAsync("ruled", "gpt-4o")).Status);
        Assert.Equal(open, await PolicyAsync());
    }

    [Fact]
    public async Task A_refused_list_is_said_and_stops_nothing()
    {
        await PutAccountAsync("elsewhere", "westeurope");
        await cloud.Control.FailAsync(
            "arm",
            "locations/westeurope/(models|usages)",
            403,
            times: 10,
            body: new JsonObject
            {
                ["error"] = new JsonObject { ["code"] = "AuthorizationFailed", ["message"] = "No right." },
            }
        );
        await cloud.Arm.DeployAsync("elsewhere", "gpt-4o");
        await cloud.SettleAsync();

        var report = (await cloud.Importer.TestAsync()).Json;
        await cloud.Control.ClearFaultsAsync();

        Assert.Equal(HttpStatusCode.OK, (await cloud.Gateway.ChatAsync("elsewhere", "gpt-4o")).Status);
        Assert.Contains(
            "it takes the right Microsoft.CognitiveServices/locations/models/read",
            report["lifecycle"]!["unread"]!.ToJsonString(),
            StringComparison.Ordinal
        );
        Assert.Contains("locations/usages/read", report["lifecycle"]!["unread"]!.ToJsonString(), StringComparison.Ordinal);
    }

    private static string In(int days) =>
        DateTimeOffset.UtcNow.AddDays(days).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private Task PutAccountAsync(string name, string location) =>
        cloud.Arm.PutAsync(
            ArmDriver.Account(name),
            new JsonObject
            {
                ["location"] = location,
                ["kind"] = "AIServices",
                ["sku"] = new JsonObject { ["name"] = "S0" },
                ["properties"] = new JsonObject { ["customSubDomainName"] = name },
            }
        );

    private Task<string> PolicyAsync() => cloud.Arm.TextAsync($"{ArmDriver.Service}/apis/ruled-openai/policies/policy");

    // The portal writes the whole deployment with another filter.
    private async Task FilterAsync(string name)
    {
        var deployment = (await cloud.Arm.GetAsync(ArmDriver.Deployment("ruled", "gpt-4o")))!;
        await cloud.Arm.PutAsync(
            ArmDriver.Deployment("ruled", "gpt-4o"),
            new JsonObject
            {
                ["sku"] = deployment["sku"]!.DeepClone(),
                ["properties"] = new JsonObject { ["model"] = deployment["properties"]!["model"]!.DeepClone(), ["raiPolicyName"] = name },
            }
        );
    }
}
